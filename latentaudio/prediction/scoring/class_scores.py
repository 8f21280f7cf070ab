"""Scores of classes: accuracies, log loss, ranks and calibration."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd

from latentaudio.prediction.kinds.classes import TEMPERATURE, Classes
from latentaudio.prediction.measures.calibration import cross_entropy, expected_calibration_error
from latentaudio.prediction.measures.ranking import average_precision_at
from latentaudio.prediction.scoring.scoring import Scoring, probabilities, weighted_means
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions
from latentaudio.statistics.bootstrap import interval_of_mean, sums_by_group

#: Number of ranked classes that count, as in the competition FSDKaggle2018.
RANKED = 3

_AVERAGED = (
    *("log_loss", "map3", "log_loss_uncalibrated"),
    *("temperature", "training_accuracy", "chance"),
)


def kind_of(predictions: RecordingPredictions) -> Classes:
    """Give the kind of a task of classes."""
    return cast(Classes, predictions.task_kind)


def _of_fold(
    held_out: RecordingPredictions, training: RecordingPredictions, fitted: RecordingPredictions
) -> dict[str, float]:
    targets, shown = held_out.targets, probabilities(held_out)
    right = held_out.predicted == targets
    temperature = float(held_out.calibration[TEMPERATURE])
    most_frequent = np.bincount(fitted.targets).argmax()
    return {
        "accuracy": float(right.mean()),
        "balanced_accuracy": _balanced(right, targets),
        "log_loss": cross_entropy(held_out.outputs / temperature, targets),
        "map3": float(average_precision_at(shown, targets, RANKED).mean()),
        "ece": expected_calibration_error(shown, targets),
        "log_loss_uncalibrated": cross_entropy(held_out.outputs, targets),
        "ece_uncalibrated": expected_calibration_error(
            probabilities(held_out, calibrated=False), targets
        ),
        "temperature": temperature,
        "training_accuracy": float((training.predicted == training.targets).mean()),
        "chance": float((targets == most_frequent).mean()),
    }


def _of_model(
    held_out: Sequence[RecordingPredictions],
    scores: pd.DataFrame,
    resamples: int,
    draw: np.random.Generator,
) -> dict[str, float]:
    right = np.concatenate([one.predicted == one.targets for one in held_out])
    targets = np.concatenate([one.targets for one in held_out])
    sums, counts = sums_by_group(right, np.concatenate([one.groups for one in held_out]))
    low, high = interval_of_mean(sums, counts, resamples=resamples, rng=draw)
    means = weighted_means(scores, ("accuracy", *_AVERAGED))
    by_seed = [weighted_means(one, ["accuracy"])["accuracy"] for _, one in scores.groupby("seed")]
    return {
        "accuracy": means["accuracy"],
        "low": float(low),
        "high": float(high),
        "seed_low": min(by_seed),
        "seed_high": max(by_seed),
        **{name: means[name] for name in _AVERAGED},
        # Of all held-out recordings at once, as the tables of classes and of reliability: a fold
        # may lack a class, and in bins of its few recordings chance alone makes errors.
        "balanced_accuracy": _balanced(right, targets),
        "ece": _pooled_error(held_out, targets, calibrated=True),
        "ece_uncalibrated": _pooled_error(held_out, targets, calibrated=False),
        "gap": means["training_accuracy"] - means["accuracy"],
    }


def _balanced(right: np.ndarray, targets: np.ndarray) -> float:
    """Average over the classes that some recording has."""
    return float(np.mean([right[targets == one].mean() for one in np.unique(targets)]))


def _pooled_error(
    held_out: Sequence[RecordingPredictions], targets: np.ndarray, *, calibrated: bool
) -> float:
    shown = [probabilities(one, calibrated=calibrated) for one in held_out]
    return expected_calibration_error(np.concatenate(shown), targets)


SCORING = Scoring("accuracy", _of_fold, _of_model)
