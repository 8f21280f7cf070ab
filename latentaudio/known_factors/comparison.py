"""Scores of many representations in one table: means over seeds, with two kinds of intervals.

The interval over seeds says how much another training would differ on the same sounds. The interval
over sounds (`latentaudio.statistics.half_samples`) says how much other sounds would differ for the
same training. Neither stands for the other, so the table has both.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from latentaudio.artifacts import read_csv
from latentaudio.errors import ArtifactError
from latentaudio.statistics.intervals import CONFIDENCE

Record = dict[str, Any]

#: Columns that are the same for all seeds of a representation.
FIXED = (
    *("representation", "kind", "space", "model", "objective", "schedule", "beta"),
    *("dimensions", "parameters", "settings_tried"),
)
#: Columns of numbers that differ between seeds.
MEASURED = ("active_units", "rate", "reconstruction_r2", "round_trip_error")
#: Columns of one score.
SCORE = ("metric", "factor", "value", "low", "high", "note")
_TEXT = (
    *("representation", "kind", "space", "model", "objective", "schedule"),
    *("metric", "factor", "note"),
)
#: All columns of a table of scores, in order.
SCORES = (*FIXED[:7], "seed", *FIXED[7:], *MEASURED, "validation_score", "collapsed", *SCORE)
_MADE_BY = "published_scores"
#: What identifies a training, and a score.
_OF_TRAINING, _OF_SCORE = ["representation", "seed"], ["metric", "factor"]


def scores_table(description: Mapping[str, Any], records: Sequence[Record]) -> pd.DataFrame:
    """Put the scores of one representation beside its description.

    Parameters
    ----------
    description
        As `latentaudio.known_factors.representations.Representation.description` gives it.
    records
        As `latentaudio.disentanglement.published_scores.PublishedScores.records` lists them.

    Returns
    -------
    pandas.DataFrame
        Columns `SCORES`, one row for each record.
    """
    table = pd.DataFrame(records).assign(**description)
    numbers = dict.fromkeys(["beta", *MEASURED, "validation_score", "value", "low", "high"], float)
    text = table[list(SCORES)].fillna(dict.fromkeys(_TEXT, ""))
    return text.astype({**numbers, "seed": "Int64"})


def read_scores(path: Path) -> pd.DataFrame:
    """Read a table of scores, or one that was made of several; empty text is an empty string.

    Raises
    ------
    ArtifactError
        If the file is missing, damaged, or lacks a column.
    """
    table = _typed(path, _MADE_BY)
    missing = [name for name in SCORES if name not in table.columns]
    if missing:
        raise ArtifactError(
            f"{path}: no column {', '.join(missing)}; delete it, and rule '{_MADE_BY}' will make "
            "it again when it is next needed"
        )
    return table


def read_comparison(path: Path) -> pd.DataFrame:
    """Read what `compare` returned and was written; empty text is an empty string."""
    return _typed(path, "comparison")


def _typed(path: Path, made_by: str) -> pd.DataFrame:
    names = read_csv(path, made_by, nrows=0).columns
    return read_csv(
        path,
        made_by,
        dtype={**dict.fromkeys(_TEXT, str), "seed": "Int64"},
        keep_default_na=False,
        na_values={name: [""] for name in names if name not in _TEXT},
    )


def gather(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Join tables of scores, and mark the training that validation sounds choose.

    Parameters
    ----------
    tables
        Tables as `read_scores` returns them, one for each representation and seed.

    Returns
    -------
    pandas.DataFrame
        Columns `SCORES` and ``best_by_validation``: true for the seed with the highest
        ``validation_score`` of its representation (of equal ones, the first), and where nothing is
        drawn. Without validation scores, no seed of several is marked.

    Raises
    ------
    ArtifactError
        If a representation occurs twice with the same seed.
    """
    table = pd.concat(tables, ignore_index=True)
    twice = table.duplicated([*_OF_TRAINING, *_OF_SCORE])
    if twice.any():
        row = table[twice].iloc[0]
        raise ArtifactError(
            f"known_factors: scores of '{row['representation']}', seed {row['seed']}, were given "
            "twice; give every representation and seed once"
        )
    return table.assign(best_by_validation=_best(table))


def _best(table: pd.DataFrame) -> pd.Series:
    chosen = []
    for _, seeds in table.drop_duplicates(_OF_TRAINING).groupby("representation", sort=False):
        scores = seeds["validation_score"]
        if len(seeds) == 1:
            chosen.append(seeds.index[0])
        elif scores.notna().any():
            chosen.append(scores.idxmax())
    training = table.groupby(_OF_TRAINING, sort=False, dropna=False).ngroup()
    return training.isin(training[chosen])


def compare(scores: pd.DataFrame) -> pd.DataFrame:
    """Average the scores of each representation over its seeds.

    Parameters
    ----------
    scores
        As `gather` returns it.

    Returns
    -------
    pandas.DataFrame
        One row for each representation and score, in the order given: `FIXED`; ``seeds``, their
        number; ``collapsed_seeds``, how many of them collapsed; means of `MEASURED` (of
        ``round_trip_error``, which is a largest error, the maximum); ``metric, factor``;
        ``value``, the mean over seeds; ``seed_low, seed_high``, its interval over seeds by
        Student's t (empty with one seed); ``low, high``, the mean ends of the intervals over
        sounds; and ``value_of_best``, the value of the seed that validation chooses.
    """
    rows = [
        _averaged(members)
        for _, members in scores.groupby([*_OF_TRAINING[:1], *_OF_SCORE], sort=False)
    ]
    return pd.DataFrame(rows)


def _averaged(members: pd.DataFrame) -> Record:
    first = members.iloc[0]
    values = members["value"].dropna().to_numpy(np.float64)
    seed_low, seed_high = interval_over_seeds(values)
    best = members.loc[members["best_by_validation"], "value"]
    return {
        **{name: first[name] for name in FIXED},
        "seeds": len(members),
        "collapsed_seeds": int(members["collapsed"].sum()),
        **{name: members[name].mean() for name in MEASURED},
        # The largest error of all seeds: a mean would hide the one that does not come back.
        "round_trip_error": members["round_trip_error"].max(),
        "metric": first["metric"],
        "factor": first["factor"],
        "value": values.mean() if len(values) else math.nan,
        "seed_low": seed_low,
        "seed_high": seed_high,
        "low": members["low"].mean(),
        "high": members["high"].mean(),
        "value_of_best": best.iloc[0] if len(best) else math.nan,
    }


def interval_over_seeds(values: np.ndarray) -> tuple[float, float]:
    """Compute the interval of a mean over seeds at level `CONFIDENCE`, by Student's t.

    Parameters
    ----------
    values
        One value for each seed, shape ``[n]``; NaN for both ends where n is below 2.

    Examples
    --------
    >>> low, high = interval_over_seeds(np.array([0.2, 0.4]))
    >>> round(low, 4), round(high, 4)
    (-0.9706, 1.5706)
    """
    if len(values) < 2:
        return math.nan, math.nan
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    reach = float(student.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error
    mean = float(values.mean())
    return mean - reach, mean + reach
