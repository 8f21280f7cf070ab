"""From projections to a trained flow and the tables that describe it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from latentaudio.artifacts import write_csv
from latentaudio.datasets.splits import HELD_OUT, SPLITS, TRAINING, VALIDATION
from latentaudio.factors import FactorLayout
from latentaudio.flow import checkpoint
from latentaudio.flow.invertible import FlowNetwork
from latentaudio.flow.latents import write_latents
from latentaudio.flow.permuted_labels import permute_classes
from latentaudio.flow.training import Epoch, TrainingError, TrainingSettings, train
from latentaudio.flow.training_data import FlowData, pair_samplers
from latentaudio.seeds import generator, integer_seed

HISTORY_FILE = "history.csv"
#: Beside the results, what is left of a training that stopped being one.
STOPPED_FOLDER = "stopped"


def fit_flow(
    network: FlowNetwork,
    layout: FactorLayout,
    data: FlowData,
    projections: np.ndarray,
    settings: TrainingSettings,
    folder: Path,
    *,
    seed: int,
    permute: bool,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> None:
    """Train a flow and write its checkpoint and its history.

    Parameters
    ----------
    network, layout, settings
        See `latentaudio.flow.training.train`. The network is trained in place.
    data
        The snippets.
    projections
        Of these snippets, shape ``[n, d]``.
    folder
        Where ``weights.npz``, ``architecture.json`` and ``history.csv`` go.
    seed
        Decides pairs, noise and, if `permute`, the permutation.
    permute
        Whether classes are first dealt anew to the groups of each split.
    on_epoch
        Called after every epoch.

    Raises
    ------
    TrainingError
        When the loss is no number. The last good checkpoint is then in a folder ``stopped``.
    """
    labels = _permuted(data, seed) if permute else None
    samplers = pair_samplers(data, projections, labels)
    try:
        result = train(
            network,
            layout,
            samplers[TRAINING],
            samplers.get(VALIDATION),
            settings,
            integer_seed(seed, "flow training"),
            held_out=samplers[HELD_OUT],
            on_epoch=on_epoch,
        )
    except TrainingError as error:
        stopped = folder / STOPPED_FOLDER
        checkpoint.save(stopped, network, layout)
        _write_history(stopped, error.history, best_epoch=0)
        raise TrainingError(f"{error}. They are in {stopped}", error.history) from error
    # What an earlier training left that stopped is not of this one.
    shutil.rmtree(folder / STOPPED_FOLDER, ignore_errors=True)
    checkpoint.save(folder, network, layout)
    _write_history(folder, result.history, result.best_epoch)


def _permuted(data: FlowData, seed: int) -> dict[str, np.ndarray]:
    """Permute the classes within each split, so that all classes stay in all of them."""
    permuted = {factor: values.copy() for factor, values in data.labels.items()}
    for split in SPLITS:
        members = data.splits == split
        of_split = permute_classes(
            {factor: values[members] for factor, values in data.labels.items()},
            data.groups[members],
            generator(seed, "permuted labels", split),
        )
        for factor, values in of_split.items():
            permuted[factor][members] = values
    return permuted


def _write_history(folder: Path, history: tuple[Epoch, ...], best_epoch: int) -> None:
    import pandas as pd

    columns = ["epoch", "step", "learning_rate", "train_loss", "validation_loss", "held_out_loss"]
    # Seconds are left out: the table is the same whenever and wherever it is made.
    rows = [[*(getattr(one, name) for name in columns), one.epoch == best_epoch] for one in history]
    write_csv(folder / HISTORY_FILE, pd.DataFrame(rows, columns=[*columns, "best"]))


def write_encoded(
    path: Path, network: FlowNetwork, data: FlowData, projections: np.ndarray
) -> None:
    """Put snippets where the flow has them, check the way back, and write the table of latents."""
    z, log_det = network.encode(projections)
    inverse_error = np.abs(network.decode(z) - projections).max(axis=1)
    write_latents(path, data.snippet_ids, data.splits, z, log_det, inverse_error)
