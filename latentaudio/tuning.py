"""Settings that are compared on validation sounds, and the table that says which one is used.

Every method of the study of known factors tries equally many settings: supervised axes are judged
by what they have in common with the factors, flows and autoencoders by their own loss. All of them
write the same table, one row for each setting.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentaudio.artifacts import Kind, read_csv, reading, write_csv
from latentaudio.errors import TrainingError

if TYPE_CHECKING:
    import pandas as pd

#: Numbers by key, which are arguments of trainings.
Setting = Mapping[str, Any]

TUNING_FILE = "tuning.csv"
_TEXT = ("method", "space", "model", "setting", "criterion")
#: Columns of the table.
COLUMNS = (*_TEXT[:3], "seed", *_TEXT[3:], "validation_value", "chosen")


@dataclass(frozen=True)
class Criterion:
    """What settings are compared by on validation sounds.

    Attributes
    ----------
    name
        In words, after "lowest" or "highest".
    lowest
        Whether the lowest value is the best, as of a loss, or else the highest.
    """

    name: str
    lowest: bool

    def __str__(self) -> str:
        return f"{'lowest' if self.lowest else 'highest'} {self.name}"


@dataclass(frozen=True)
class Tuning:
    """Settings that were tried, at least one of them with a finite value.

    Attributes
    ----------
    criterion
        What they are compared by.
    settings
        The settings.
    values
        Value of the criterion on validation sounds for each; infinite where a training diverged.
    """

    criterion: Criterion
    settings: Sequence[Setting]
    values: Sequence[float]

    @property
    def best(self) -> int:
        """Index of the setting that is used: of equally good ones, the first."""
        finite = [index for index, value in enumerate(self.values) if math.isfinite(value)]
        sign = 1.0 if self.criterion.lowest else -1.0
        return min(finite, key=lambda index: sign * self.values[index])


def settings_of(grid: Mapping[str, Sequence[float]]) -> list[Setting]:
    """List the settings of a method whose only key has several values.

    Examples
    --------
    >>> settings_of({"noise": [0.25, 0.5]})
    [{'noise': 0.25}, {'noise': 0.5}]
    """
    return [{key: value} for key, values in grid.items() for value in values]


def in_words(setting: Setting) -> str:
    """Write a setting as one word, which keeps all digits.

    Examples
    --------
    >>> in_words({"learning_rate": 0.0005})
    'learning_rate=0.0005'
    """
    return ", ".join(f"{key}={value!r}" for key, value in setting.items())


def try_settings(
    settings: Sequence[Setting], criterion: Criterion, train: Callable[[Setting], float]
) -> Tuning:
    """Train with each setting in turn.

    Parameters
    ----------
    settings
        At least one setting.
    criterion
        What they are compared by.
    train
        Trains with a setting, and returns its value on validation sounds. That of a training that
        diverges is infinite, and is never the best.

    Raises
    ------
    TrainingError
        If all trainings diverge.
    """
    values = []
    reason: TrainingError | None = None
    for setting in settings:
        try:
            values.append(train(setting))
        except TrainingError as error:
            reason = error
            values.append(math.inf)
    if not any(map(math.isfinite, values)):
        tried = "; ".join(map(in_words, settings))
        raise TrainingError(
            f"known_factors.tuning: every training diverged ({tried}); try other settings. The "
            f"last one said: {reason}",
            (),
        ) from reason
    return Tuning(criterion, settings, values)


def write_tuning(
    path: Path, tuning: Tuning, *, method: str, space: str, model: str = "", seed: int | None
) -> None:
    """Write the table of the settings of one method in one space.

    Parameters
    ----------
    path
        CSV file to write.
    tuning
        The settings.
    method, space, model
        Method, space, and the model of an autoencoder.
    seed
        Seed of the configuration that all were trained with; None where nothing is drawn.
    """
    import pandas as pd

    rows = [
        (method, space, model, seed, in_words(setting), str(tuning.criterion), value, index == best)
        for best in [tuning.best]
        for index, (setting, value) in enumerate(zip(tuning.settings, tuning.values, strict=True))
    ]
    write_csv(path, pd.DataFrame(rows, columns=list(COLUMNS)).astype({"seed": "Int64"}))


def read_tuning(path: Path) -> "pd.DataFrame":
    """Read a table that `write_tuning` or `gathered` made; empty text is an empty string.

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or lacks a column.
    """
    table = read_csv(
        path,
        dtype={**dict.fromkeys(_TEXT, str), "seed": "Int64"},
        keep_default_na=False,
        na_values={"seed": [""]},
    )
    with reading(path, Kind("settings that were tried", 1, "")):
        if missing := [name for name in COLUMNS if name not in table]:
            raise ValueError(f"no column {', '.join(missing)}")
    return table


def chosen_setting(path: Path | None) -> dict[str, float]:
    """Read which setting of a method was chosen; nothing where none was tried (None).

    Raises
    ------
    ArtifactError
        If the file is missing or damaged, or does not mark one setting as chosen.
    """
    if path is None:
        return {}
    table = read_tuning(path)
    with reading(path, Kind("settings that were tried", 1, "")):
        (words,) = table.loc[table["chosen"], "setting"]
        pairs = (pair.split("=") for pair in words.split(", "))
        return {key: float(value) for key, value in pairs}


def gathered(paths: Iterable[Path]) -> "pd.DataFrame":
    """Join the tables of several methods; empty where there are none."""
    import pandas as pd

    tables = [read_tuning(path) for path in paths]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
