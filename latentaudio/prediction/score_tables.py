"""Tables of scores of all models: per fold, over folds with intervals, per class, reliability."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT, TRAINING
from latentaudio.errors import ArtifactError
from latentaudio.prediction.calibration import (
    cross_entropy,
    expected_calibration_error,
    reliability,
)
from latentaudio.prediction.ranking import average_precision_at, first_classes
from latentaudio.prediction.recording_predictions import RecordingPredictions
from latentaudio.seeds import generator
from latentaudio.statistics.bootstrap import interval_of_mean, sums_by_group

#: Number of ranked classes that count, as in the competition FSDKaggle2018.
RANKED = 3


@dataclass(frozen=True)
class Trained:
    """What one training says.

    Attributes
    ----------
    task, model, seed, fold
        Which training it is.
    predictions
        What it says about all recordings.
    """

    task: str
    model: str
    seed: int
    fold: int
    predictions: RecordingPredictions


def fold_scores(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Score each training on the recordings that were held out, and on those it was trained on.

    Returns
    -------
    pandas.DataFrame
        One row for each training: ``task, model, seed, fold, n_train, n_test``, and of held-out
        recordings ``accuracy, balanced_accuracy, log_loss, map3, ece``, the same without the
        temperature (``log_loss_uncalibrated, ece_uncalibrated``), ``temperature``,
        ``training_accuracy``, and ``chance``: the accuracy of always saying the class that most
        training recordings have.
    """
    return pd.DataFrame([_fold_row(one) for one in trainings])


def _fold_row(one: Trained) -> dict[str, object]:
    held_out, training = one.predictions.of(HELD_OUT), one.predictions.of(TRAINING)
    fitted = one.predictions.splits != HELD_OUT
    most_frequent = np.bincount(one.predictions.targets[fitted]).argmax()
    return {
        "task": one.task,
        "model": one.model,
        "seed": one.seed,
        "fold": one.fold,
        "n_train": int(fitted.sum()),
        "n_test": int((~fitted).sum()),
        **_scores(held_out),
        "log_loss_uncalibrated": cross_entropy(held_out.logits, held_out.targets),
        "ece_uncalibrated": expected_calibration_error(
            held_out.probabilities(calibrated=False), held_out.targets
        ),
        "temperature": held_out.temperature,
        "training_accuracy": float((training.predicted == training.targets).mean()),
        "chance": float((held_out.targets == most_frequent).mean()),
    }


def _scores(held_out: RecordingPredictions) -> dict[str, float]:
    targets, probabilities = held_out.targets, held_out.probabilities()
    right = held_out.predicted == targets
    return {
        "accuracy": float(right.mean()),
        "balanced_accuracy": float(
            np.mean([right[targets == one].mean() for one in np.unique(targets)])
        ),
        "log_loss": cross_entropy(held_out.logits / held_out.temperature, targets),
        "map3": float(average_precision_at(probabilities, targets, RANKED).mean()),
        "ece": expected_calibration_error(probabilities, targets),
    }


def model_scores(
    trainings: Sequence[Trained], by_fold: pd.DataFrame, resamples: int, seed: int
) -> pd.DataFrame:
    """Average the scores of each model over folds and seeds.

    Parameters
    ----------
    trainings
        All trainings.
    by_fold
        What `fold_scores` gives of them.
    resamples
        Number of bootstrap resamples of groups.
    seed
        The run's seed.

    Returns
    -------
    pandas.DataFrame
        One row for each task and model, in their order: ``accuracy`` over all recordings, each
        predicted by the training that it was held out of, averaged over seeds; its 95% interval
        over groups (``low, high``); ``seed_low, seed_high``, the lowest and highest of the seeds;
        the other scores, averaged over held-out recordings; and ``gap``, training minus held-out
        accuracy.
    """
    rows = []
    for (task, model), own in _by_model(trainings):
        low, high = _interval(own, resamples, seed)
        scores = by_fold[(by_fold["task"] == task) & (by_fold["model"] == model)]
        means = _weighted_means(scores)
        by_seed = [_weighted_means(one)["accuracy"] for _, one in scores.groupby("seed")]
        rows.append(
            {
                "task": task,
                "model": model,
                "n_seeds": scores["seed"].nunique(),
                "n_folds": scores["fold"].nunique(),
                "n_recordings": int(scores.groupby("seed")["n_test"].sum().iloc[0]),
                "accuracy": means["accuracy"],
                "low": low,
                "high": high,
                "seed_low": min(by_seed),
                "seed_high": max(by_seed),
                **{name: means[name] for name in _AVERAGED},
                "gap": means["training_accuracy"] - means["accuracy"],
            }
        )
    return pd.DataFrame(rows)


_AVERAGED = (
    *("balanced_accuracy", "log_loss", "map3", "ece", "log_loss_uncalibrated"),
    *("ece_uncalibrated", "temperature", "training_accuracy", "chance"),
)


def _weighted_means(scores: pd.DataFrame) -> dict[str, float]:
    """Average over trainings, weighted by the number of recordings that each is tested on."""
    return {
        name: float(np.average(scores[name], weights=scores["n_test"]))
        for name in ("accuracy", *_AVERAGED)
    }


def _interval(trainings: Sequence[Trained], resamples: int, seed: int) -> tuple[float, float]:
    held_out = [one.predictions.of(HELD_OUT) for one in trainings]
    right = np.concatenate([one.predicted == one.targets for one in held_out])
    sums, counts = sums_by_group(right, np.concatenate([one.groups for one in held_out]))
    # The same draws for every model.
    draw = generator(seed, "prediction scores", trainings[0].task)
    low, high = interval_of_mean(sums, counts, resamples=resamples, rng=draw)
    return float(low), float(high)


def class_scores(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Score each class: ``precision`` and ``recall`` of held-out recordings, and ``f1``.

    Counts are added over folds and seeds. A class that is never predicted has no precision (NaN),
    and an F1 of 0. ``n`` counts recordings.
    """
    rows = []
    for (task, model), own in _by_model(trainings):
        counts = _counts(own)
        seeds = len({one.seed for one in own})
        for place, label in enumerate(own[0].predictions.classes):
            right, of_class = counts[place, place], counts[place].sum()
            predicted = counts[:, place].sum()
            rows.append(
                {
                    "task": task,
                    "model": model,
                    "class": label,
                    "precision": right / predicted if predicted else np.nan,
                    "recall": right / of_class,
                    "f1": 2 * right / (predicted + of_class),
                    "n": of_class // seeds,
                }
            )
    return pd.DataFrame(rows)


def confusions(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Count how often held-out recordings of a class are predicted to be of each class.

    Returns
    -------
    pandas.DataFrame
        Columns ``task, model, truth, predicted, n`` (over folds and seeds) and ``share`` (of the
        predictions of a true class).
    """
    rows = []
    for (task, model), own in _by_model(trainings):
        classes, counts = own[0].predictions.classes, _counts(own)
        shares = counts / counts.sum(axis=1, keepdims=True)
        rows += [
            (task, model, truth, predicted, counts[a, b], shares[a, b])
            for a, truth in enumerate(classes)
            for b, predicted in enumerate(classes)
        ]
    columns = ["task", "model", "truth", "predicted", "n", "share"]
    return pd.DataFrame(rows, columns=columns)


def _counts(trainings: Sequence[Trained]) -> np.ndarray:
    """Count held-out recordings by true and predicted class, shape ``[classes, classes]``."""
    size = len(trainings[0].predictions.classes)
    counts = np.zeros((size, size), np.int64)
    for one in trainings:
        held_out = one.predictions.of(HELD_OUT)
        np.add.at(counts, (held_out.targets, held_out.predicted), 1)
    return counts


def reliabilities(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Make a reliability table of each model, with the temperature and without.

    Returns
    -------
    pandas.DataFrame
        Columns ``task, model, calibrated`` and those of
        `latentaudio.prediction.calibration.reliability`, of the held-out predictions of all folds
        and seeds.
    """
    tables = []
    for (task, model), own in _by_model(trainings):
        held_out = [one.predictions.of(HELD_OUT) for one in own]
        targets = np.concatenate([one.targets for one in held_out])
        for calibrated in (True, False):
            shown = [one.probabilities(calibrated=calibrated) for one in held_out]
            table = reliability(np.concatenate(shown), targets)
            table.insert(0, "calibrated", calibrated)
            table.insert(0, "model", model)
            table.insert(0, "task", task)
            tables.append(table)
    return pd.concat(tables, ignore_index=True)


def ranked_labels(trainings: Iterable[Trained]) -> pd.DataFrame:
    """List the most probable classes of each recording in the format of FSDKaggle2018.

    Parameters
    ----------
    trainings
        Those of one task and model. Each recording is predicted by the trainings that it was held
        out of; the probabilities of several seeds are averaged.

    Returns
    -------
    pandas.DataFrame
        Columns ``fname`` and ``label``: up to three labels separated by blanks, the most probable
        first. In labels, blanks are underscores, as in the competition. Sorted by ``fname``.
    """
    sums: dict[str, np.ndarray] = {}
    names: dict[str, str] = {}
    classes: tuple[str, ...] = ()
    for one in trainings:
        held_out = one.predictions.of(HELD_OUT)
        classes = held_out.classes
        ids = held_out.recording_ids.tolist()
        # Segments of a file share its name.
        names.update(zip(ids, held_out.paths.tolist(), strict=True))
        for name, row in zip(ids, held_out.probabilities(), strict=True):
            sums[name] = sums.get(name, 0) + row
    order = sorted(sums, key=lambda name: (names[name], name))
    labels = np.array([label.replace(" ", "_") for label in classes])
    ranked = labels[first_classes(np.stack([sums[name] for name in order]), RANKED)]
    return pd.DataFrame(
        {"fname": [names[name] for name in order], "label": [" ".join(row) for row in ranked]}
    )


def _by_model(
    trainings: Sequence[Trained],
) -> Iterator[tuple[tuple[str, str], list[Trained]]]:
    """Group trainings by task and model, in the order in which these appear."""
    for task, model in dict.fromkeys((one.task, one.model) for one in trainings):
        own = [one for one in trainings if (one.task, one.model) == (task, model)]
        _check_complete(own)
        yield (task, model), own


def _check_complete(trainings: Sequence[Trained]) -> None:
    """Check that each seed predicts each recording once while it is held out."""
    expected = np.sort(trainings[0].predictions.recording_ids)
    for seed in {one.seed for one in trainings}:
        held_out = [one.predictions.of(HELD_OUT) for one in trainings if one.seed == seed]
        found = np.sort(np.concatenate([one.recording_ids for one in held_out]))
        if not np.array_equal(found, expected):
            first = trainings[0]
            raise ArtifactError(
                f"prediction/{first.task}/{first.model}/seed_{seed}: its folds hold out "
                f"{len(found)} recordings, expected each of {len(expected)} once; delete the "
                "folder and run again"
            )
