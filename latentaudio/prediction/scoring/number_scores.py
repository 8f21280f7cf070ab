"""Scores of numbers: errors in their unit and on their scale, R2, and how far intervals reach."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd

from latentaudio.decoding.scores import r_squared
from latentaudio.prediction.kinds.numbers import DEVIATION, Numbers
from latentaudio.prediction.scoring.scoring import Scoring, weighted_means
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions
from latentaudio.statistics.bootstrap import resampled_means, sums_by_group
from latentaudio.statistics.intervals import CONFIDENCE

#: A value is nearly right if it is within this factor of the true one, up or down.
FACTOR = 1.5

_AVERAGED = (
    *("error", "coverage", "deviation", "training_mae", "training_error", "training_within"),
    *("mean_mae", "mean_error"),
)


def kind_of(predictions: RecordingPredictions) -> Numbers:
    """Give the kind of a task of numbers."""
    return cast(Numbers, predictions.task_kind)


def _errors(predictions: RecordingPredictions) -> np.ndarray:
    """Compute predicted minus true values on the scale."""
    return kind_of(predictions).errors(predictions.outputs, predictions.targets)


def _misses(predictions: RecordingPredictions) -> np.ndarray:
    """Compute absolute errors in the unit."""
    return np.asarray(np.abs(predictions.predicted - predictions.targets))


def _near(predictions: RecordingPredictions) -> np.ndarray:
    """Tell which predictions are nearly right, as 0 and 1; NaN unless the scale is logarithmic."""
    if kind_of(predictions).scale != "log":
        return np.full(len(predictions.targets), np.nan)
    return (np.abs(_errors(predictions)) <= math.log(FACTOR)).astype(np.float64)


def _r2(predictions: RecordingPredictions) -> float:
    truth = kind_of(predictions).scaled(predictions.targets)
    found = r_squared(truth, predictions.outputs[:, 0]) if len(truth) else None
    return math.nan if found is None else found


def _of_fold(
    held_out: RecordingPredictions, training: RecordingPredictions, fitted: RecordingPredictions
) -> dict[str, float]:
    kind = kind_of(held_out)
    low, high = kind.interval(held_out.outputs, held_out.calibration)
    inside = (low <= held_out.targets) & (held_out.targets <= high)
    deviation = held_out.calibration[DEVIATION]
    mean = kind.scaled(fitted.targets).mean()
    truth = kind.scaled(held_out.targets)
    return {
        "mae": float(_misses(held_out).mean()),
        "r2": _r2(held_out),
        "within": float(_near(held_out).mean()),
        "error": float(np.abs(_errors(held_out)).mean()),
        "coverage": math.nan if deviation is None else float(inside.mean()),
        "deviation": math.nan if deviation is None else float(deviation),
        "training_mae": float(_misses(training).mean()),
        "training_r2": _r2(training),
        "training_within": float(_near(training).mean()),
        "training_error": float(np.abs(_errors(training)).mean()),
        "mean_mae": float(np.abs(kind.unscaled(mean) - held_out.targets).mean()),
        "mean_error": float(np.abs(mean - truth).mean()),
    }


def _of_model(
    held_out: Sequence[RecordingPredictions],
    scores: pd.DataFrame,
    resamples: int,
    draw: np.random.Generator,
) -> dict[str, float]:
    truth = np.concatenate([kind_of(one).scaled(one.targets) for one in held_out])
    rows = np.stack(
        [
            np.concatenate([_misses(one) for one in held_out]),
            np.concatenate([_near(one) for one in held_out]),
            np.concatenate([np.square(_errors(one)) for one in held_out]),
            truth,
            np.square(truth),
        ],
        axis=1,
    )
    groups = np.concatenate([one.groups for one in held_out])
    sums, counts = sums_by_group(np.ones(len(rows)), groups)
    sums = np.stack([sums_by_group(column, groups)[0] for column in rows.T], axis=1)
    drawn = _summary(resampled_means(sums, counts, resamples=resamples, rng=draw))
    found = _summary(rows.mean(axis=0))
    tail = (1 - CONFIDENCE) / 2
    by_seed = [_pooled_r2(held_out, scores, seed) for seed in scores["seed"].unique()]
    means = weighted_means(scores, (*_AVERAGED, "training_r2"))
    result: dict[str, float] = {}
    for name in ("mae", "r2", "within"):
        result[name] = float(found[name])
        low, high = np.quantile(drawn[name], [tail, 1 - tail]) if len(counts) > 1 else (np.nan,) * 2
        result |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    return {
        **result,
        "seed_low": min(by_seed),
        "seed_high": max(by_seed),
        **means,
        "gap": means["training_r2"] - result["r2"],
    }


def _summary(means: np.ndarray) -> dict[str, np.ndarray]:
    """Make scores of means of the rows, shape ``[..., 5]``.

    R2 compares squared errors with the variance of the true values of all recordings.
    """
    mae, within, squared, truth, squared_truth = np.moveaxis(means, -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = 1 - squared / (squared_truth - np.square(truth))
    return {"mae": mae, "within": within, "r2": r2}


def _pooled_r2(held_out: Sequence[RecordingPredictions], scores: pd.DataFrame, seed: int) -> float:
    """Compute R2 over the held-out recordings of all folds of a seed."""
    own = [one for one, of in zip(held_out, scores["seed"], strict=True) if of == seed]
    truth = np.concatenate([kind_of(one).scaled(one.targets) for one in own])
    found = r_squared(truth, np.concatenate([one.outputs[:, 0] for one in own]))
    return math.nan if found is None else found


SCORING = Scoring("error", _of_fold, _of_model)
