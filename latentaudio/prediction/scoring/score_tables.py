"""Tables of scores of all models: per fold, and over folds with intervals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.errors import ArtifactError
from latentaudio.prediction.scoring.registry import SCORINGS
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions
from latentaudio.seeds import generator


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
        One row for each training: ``task, model, seed, fold, n_train, n_test``, scores of its kind
        of task (NaN in those of other kinds), and ``inner_loss``: the loss of recordings that it
        was neither trained nor tested on, by which models may be chosen.

        Of classes, ``accuracy, balanced_accuracy, log_loss, map3, ece``, the same without the
        temperature (``log_loss_uncalibrated, ece_uncalibrated``), ``temperature``,
        ``training_accuracy``, and ``chance``: the accuracy of always saying the class that most
        training recordings have.

        Of numbers, ``mae`` (mean absolute error in the unit), ``r2`` on the scale, ``within``
        (share within a factor of 1.5 of the truth, on a logarithmic scale only), ``error`` (mean
        absolute error on the scale), ``coverage`` (share of true values in 95% intervals),
        ``deviation`` (from which these are made), the same of training recordings, and ``mean_mae,
        mean_error``: the errors of always saying the mean of the training recordings.
    """
    return pd.DataFrame([_fold_row(one) for one in trainings])


def _fold_row(one: Trained) -> dict[str, object]:
    held_out, training = one.predictions.of(HELD_OUT), one.predictions.of(TRAINING)
    fitted = one.predictions.of_any((TRAINING, VALIDATION))
    scoring = SCORINGS[one.predictions.task_kind.name]
    return {
        "task": one.task,
        "model": one.model,
        "seed": one.seed,
        "fold": one.fold,
        "n_train": len(fitted.targets),
        "n_test": len(held_out.targets),
        **scoring.of_fold(held_out, training, fitted),
        "inner_loss": one.predictions.inner_loss,
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
        One row for each task and model, in their order, with scores over all recordings, each
        predicted by the training that it was held out of, averaged over seeds, and with 95%
        intervals over groups: of classes, ``accuracy`` (``low, high``); of numbers, ``mae, r2`` and
        ``within`` (``mae_low``, ...), where R2 is of all recordings together. ``seed_low,
        seed_high`` are the lowest and highest accuracy or R2 of the seeds; ``gap`` is that of
        training recordings minus that of held-out ones. Balanced accuracies, calibration errors
        and baselines of labels are of all folds together; the other scores are averages over
        held-out recordings.
    """
    rows = []
    for (task, model), own in by_model(trainings):
        chosen = (by_fold["task"] == task) & (by_fold["model"] == model)
        scores = by_fold[chosen]
        held_out = [one.predictions.of(HELD_OUT) for one in own]
        scoring = SCORINGS[held_out[0].task_kind.name]
        rows.append(
            {
                "task": task,
                "model": model,
                "n_seeds": scores["seed"].nunique(),
                "n_folds": scores["fold"].nunique(),
                "n_recordings": int(scores.groupby("seed")["n_test"].sum().iloc[0]),
                **scoring.of_model(held_out, scores, resamples, draws(own, seed)),
                "inner_loss": float(scores["inner_loss"].mean()),
            }
        )
    return pd.DataFrame(rows)


def draws(trainings: Sequence[Trained], seed: int) -> np.random.Generator:
    """Give the generator of resamples: the same for every model of a task."""
    return generator(seed, "prediction scores", trainings[0].task)


def by_model(
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
