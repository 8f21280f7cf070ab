"""Training into a folder: a checkpoint with its history, also of a training that diverged."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.errors import TrainingError
from latentaudio.training.epochs import EpochRecord, Record, Trained

HISTORY_FILE = "history.csv"
#: Folder beside the results for the last good checkpoint of a training that diverged.
STOPPED_FOLDER = "stopped"


def train_into(
    folder: Path,
    train: Callable[[], Trained[Record]],
    save: Callable[[Path], None],
    columns: Sequence[str] | Mapping[str, str],
) -> Trained[Record]:
    """Train, and write the checkpoint and the history.

    Parameters
    ----------
    folder
        Where both are written.
    train
        Trains a model.
    save
        Writes a checkpoint of that model into a folder.
    columns
        What the history says of every epoch: names of attributes of its records, or these by the
        names that columns have. A column ``best`` follows.

    Raises
    ------
    TrainingError
        If the loss is not finite. The last good checkpoint is then in the folder ``stopped``.
    """
    stopped = folder / STOPPED_FOLDER
    try:
        result = train()
    except TrainingError as error:
        save(stopped)
        _write_history(stopped, error.history, columns, best_epoch=0)
        raise TrainingError(f"{error}. These weights are in {stopped}", error.history) from error
    # An earlier training that diverged may have left a checkpoint there.
    shutil.rmtree(stopped, ignore_errors=True)
    save(folder)
    _write_history(folder, result.history, columns, result.best_epoch)
    return result


def _write_history(
    folder: Path,
    history: Sequence[EpochRecord],
    columns: Sequence[str] | Mapping[str, str],
    best_epoch: int,
) -> None:
    import pandas as pd

    names = list(columns.values() if isinstance(columns, Mapping) else columns)
    rows = [[*(getattr(one, name) for name in names), one.epoch == best_epoch] for one in history]
    write_csv(folder / HISTORY_FILE, pd.DataFrame(rows, columns=[*columns, "best"]))
