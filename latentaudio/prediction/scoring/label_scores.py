"""Scores of labels: rankings (mAP, lwlrap), decisions (F-beta), log loss and calibration."""

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from latentaudio.prediction.kinds.labels import TEMPERATURE, Labels
from latentaudio.prediction.measures.calibration import calibration_error
from latentaudio.prediction.measures.label_calibration import label_cross_entropy, label_reliability
from latentaudio.prediction.measures.label_ranking import (
    Floats,
    average_precisions,
    label_precisions,
    lwlrap,
)
from latentaudio.prediction.measures.thresholds import counts, f_beta
from latentaudio.prediction.scoring.scoring import Scoring, probabilities, weighted_means
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions
from latentaudio.statistics.bootstrap import resampled_statistic
from latentaudio.statistics.intervals import CONFIDENCE

_AVERAGED = (
    *("f_beta_samples", "log_loss", "log_loss_uncalibrated", "temperature"),
    *("training_map", "training_lwlrap", "training_f_beta", "all_ones_f_beta_samples"),
)

#: Gives of predictions the scores and the decisions that are judged, both ``[n, labels]``.
Says = Callable[[RecordingPredictions], tuple[np.ndarray, np.ndarray]]


def kind_of(predictions: RecordingPredictions) -> Labels:
    """Give the kind of a task of labels."""
    return cast(Labels, predictions.task_kind)


def _of_model_itself(predictions: RecordingPredictions) -> tuple[np.ndarray, np.ndarray]:
    return probabilities(predictions), predictions.predicted


def every_label(predictions: RecordingPredictions) -> tuple[np.ndarray, np.ndarray]:
    """Say of all recordings that each label is equally likely, and that they have it."""
    every = np.ones(predictions.targets.shape, bool)
    return every.astype(np.float64), every


def _of_fold(
    held_out: RecordingPredictions, training: RecordingPredictions, fitted: RecordingPredictions
) -> dict[str, float]:
    members, shown = held_out.targets, probabilities(held_out)
    beta = kind_of(held_out).beta
    temperature = float(held_out.calibration[TEMPERATURE])
    unscaled = probabilities(held_out, calibrated=False)
    ones = np.ones(members.shape, bool)
    prior = ones * fitted.targets.mean(axis=0)
    fitted_to = probabilities(training)
    return {
        "map": _map(shown, members),
        "lwlrap": lwlrap(shown, members),
        "f_beta": _macro(held_out.predicted, members, beta),
        "f_beta_samples": _by_sample(held_out.predicted, members, beta),
        "log_loss": label_cross_entropy(held_out.outputs / temperature, members),
        "ece": calibration_error(label_reliability(shown, members)),
        "log_loss_uncalibrated": label_cross_entropy(held_out.outputs, members),
        "ece_uncalibrated": calibration_error(label_reliability(unscaled, members)),
        "temperature": temperature,
        "training_map": _map(fitted_to, training.targets),
        "training_lwlrap": lwlrap(fitted_to, training.targets),
        "training_f_beta": _macro(training.predicted, training.targets, beta),
        "prior_map": _map(prior, members),
        "prior_lwlrap": lwlrap(prior, members),
        "all_ones_lwlrap": lwlrap(ones.astype(np.float64), members),
        "all_ones_f_beta": _macro(ones, members, beta),
        "all_ones_f_beta_samples": _by_sample(ones, members, beta),
    }


def _map(scores: np.ndarray, members: np.ndarray) -> float:
    """Average over the labels that some sound has."""
    some = members.any(axis=0)
    return float(average_precisions(scores[:, some], members[:, some]).mean())


def _macro(decisions: np.ndarray, members: np.ndarray, beta: float) -> float:
    some = members.any(axis=0)
    return float(f_beta(*counts(decisions[:, some], members[:, some]), beta=beta).mean())


def _by_sample(decisions: np.ndarray, members: np.ndarray, beta: float) -> float:
    """Average over the sounds that have a label, as Predicting from Sound does."""
    some = members.any(axis=1)
    return float(f_beta(*counts(decisions[some], members[some], axis=1), beta=beta).mean())


class Measures(NamedTuple):
    """Scores over the held-out recordings of all folds, averaged over seeds.

    Attributes
    ----------
    average_precision, f_beta, precision, recall
        Of each label, shape ``[draws, labels]``. Recordings are ranked among those of their fold:
        others are predicted by another training. NaN where no recording that counts has the label.
    lwlrap
        Shape ``[draws]``.
    """

    average_precision: Floats
    f_beta: Floats
    precision: Floats
    recall: Floats
    lwlrap: Floats


class Pooled:
    """The held-out predictions of all trainings of a model, by seed and group.

    Parameters
    ----------
    held_out, seeds
        Predictions of each training, and its seed.
    says
        What is judged of these predictions, by default what they say themselves.
    """

    def __init__(
        self,
        held_out: Sequence[RecordingPredictions],
        seeds: Sequence[int],
        says: Says = _of_model_itself,
    ) -> None:
        self._says = says
        self.beta = kind_of(held_out[0]).beta
        self.groups = np.unique(np.concatenate([one.groups for one in held_out]))
        self.rows = max(len(one.groups) for one in held_out)
        self._by_seed = [
            [one for one, of in zip(held_out, seeds, strict=True) if of == seed]
            for seed in dict.fromkeys(seeds)
        ]

    def measures(self, weights: Floats) -> Measures:
        """Compute the scores if groups count as often as `weights` says, ``[draws, groups]``."""
        each = [self._of_seed(own, weights) for own in self._by_seed]
        return Measures(*(np.mean(values, axis=0) for values in zip(*each, strict=True)))

    def once(self) -> Measures:
        """Compute the scores if each group counts once; the first axis is of length 1."""
        return self.measures(np.ones((1, len(self.groups))))

    def of_seeds(self) -> list[Measures]:
        """Compute the scores of each seed."""
        once = np.ones((1, len(self.groups)))
        return [self._of_seed(own, once) for own in self._by_seed]

    def interval(
        self, of: Callable[[Measures], Floats], resamples: int, draw: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Compute the 95% interval of scores, all from 0 to 1, by resampling groups.

        A group that is drawn several times is ranked beside itself, which makes rankings better
        than those of as many different sounds; so the interval has the spread of resamples, around
        the score itself instead of around their mean. NaN with fewer than two groups.
        """
        drawn = resampled_statistic(
            lambda weights: of(self.measures(weights)),
            len(self.groups),
            resamples=resamples,
            rng=draw,
            width=1 + self.rows // len(self.groups),
        )
        tail = (1 - CONFIDENCE) / 2
        with warnings.catch_warnings():
            # What is in no resample has no interval.
            warnings.filterwarnings("ignore", message="All-NaN slice|Mean of empty slice")
            ends = np.nanquantile(drawn, [tail, 1 - tail], axis=0) - np.nanmean(drawn, axis=0)
        low, high = np.clip(of(self.once())[0] + ends, 0.0, 1.0)
        return low, high

    def _of_seed(self, own: Sequence[RecordingPredictions], weights: Floats) -> Measures:
        found = positives = right = predicted = within = np.zeros(1)
        for one in own:
            of_rows = weights[:, np.searchsorted(self.groups, one.groups)]
            members = one.targets
            shown, decisions = self._says(one)
            has = of_rows @ members
            found = found + np.nan_to_num(average_precisions(shown, members, of_rows)) * has
            positives = positives + has
            right = right + of_rows @ (decisions & members)
            predicted = predicted + of_rows @ decisions
            within = within + of_rows @ label_precisions(shown, members).sum(axis=1)
        known = np.where(positives > 0, positives, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            return Measures(
                found / known,
                np.where(positives > 0, f_beta(right, predicted, positives, self.beta), np.nan),
                np.asarray(right / predicted),
                right / known,
                np.asarray(within / np.sum(positives, axis=1)),
            )


def _summary(measures: Measures) -> Floats:
    """Give mAP, lwlrap and F-beta, shape ``[draws, 3]``."""
    return np.stack(
        [
            np.nanmean(measures.average_precision, axis=1),
            measures.lwlrap,
            np.nanmean(measures.f_beta, axis=1),
        ],
        axis=1,
    )


_SUMMARISED = ("map", "lwlrap", "f_beta")


def _of_model(
    held_out: Sequence[RecordingPredictions],
    scores: pd.DataFrame,
    resamples: int,
    draw: np.random.Generator,
) -> dict[str, float]:
    pooled = Pooled(held_out, scores["seed"].tolist())
    low, high = pooled.interval(_summary, resamples, draw)
    found = _summary(pooled.once())[0]
    by_seed = [float(_summary(one)[0, 0]) for one in pooled.of_seeds()]
    result: dict[str, float] = {}
    for place, name in enumerate(_SUMMARISED):
        result[name] = float(found[place])
        result |= {f"{name}_low": float(low[place]), f"{name}_high": float(high[place])}
    means = weighted_means(scores, _AVERAGED)
    return {
        **result,
        "seed_low": min(by_seed),
        "seed_high": max(by_seed),
        **means,
        **_baselines(held_out, scores),
        "ece": _pooled_error(held_out, calibrated=True),
        "ece_uncalibrated": _pooled_error(held_out, calibrated=False),
        "gap": means["training_map"] - result["map"],
    }


def _baselines(held_out: Sequence[RecordingPredictions], scores: pd.DataFrame) -> dict[str, float]:
    """Score what needs no model over all folds, weighted as the scores of models are.

    Means over folds would be lower: there, a label counts as much where it is rare.
    """
    every = Pooled(held_out, scores["seed"].tolist(), every_label).once()
    chance, lwlrap_of_all, f_beta_of_all = _summary(every)[0].tolist()
    positives = [one.targets.sum() for one in held_out]
    return {
        # Recordings that are equally likely to have a label are ranked alike, however likely.
        "prior_map": chance,
        "prior_lwlrap": float(np.average(scores["prior_lwlrap"], weights=positives)),
        "all_ones_lwlrap": lwlrap_of_all,
        "all_ones_f_beta": f_beta_of_all,
    }


def _pooled_error(held_out: Sequence[RecordingPredictions], *, calibrated: bool) -> float:
    """Compute the calibration error of all trainings at once, as their table of reliability."""
    shown = np.concatenate([probabilities(one, calibrated=calibrated) for one in held_out])
    return calibration_error(
        label_reliability(shown, np.concatenate([one.targets for one in held_out]))
    )


SCORING = Scoring("map", _of_fold, _of_model)
