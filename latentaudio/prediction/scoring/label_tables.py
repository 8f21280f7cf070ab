"""Tables of tasks of labels: scores of each label, and how sure models are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.prediction.kinds.labels import THRESHOLDS
from latentaudio.prediction.measures.label_calibration import label_reliability
from latentaudio.prediction.scoring.label_scores import Measures, Pooled, every_label, kind_of
from latentaudio.prediction.scoring.score_tables import Trained, by_model, draws
from latentaudio.prediction.scoring.scoring import probabilities


def per_label(trainings: Sequence[Trained], resamples: int, seed: int) -> pd.DataFrame:
    """Score each label over the held-out recordings of all folds, averaged over seeds.

    Parameters
    ----------
    trainings
        Those of tasks of labels.
    resamples, seed
        As for `latentaudio.prediction.scoring.score_tables.model_scores`, with the same resamples.

    Returns
    -------
    pandas.DataFrame
        One row for each task, model and label: ``n`` (recordings that have it), ``prevalence``
        (their fraction), ``chance`` (the average precision of equal scores: the fraction, or more
        where folds differ in it), ``average_precision`` with its
        95% interval over groups (``low, high``), ``f_beta, precision, recall``, and ``threshold``
        (mean over folds and seeds). A label that is never predicted has no precision (NaN).
    """
    tables = []
    for (task, model), own in by_model(trainings):
        held_out = [one.predictions.of(HELD_OUT) for one in own]
        pooled = Pooled(held_out, [one.seed for one in own])
        low, high = pooled.interval(_average_precision, resamples, draws(own, seed))
        found = pooled.once()
        by_chance = Pooled(held_out, [one.seed for one in own], every_label).once()
        members = own[0].predictions.targets
        tables.append(
            pd.DataFrame(
                {
                    "task": task,
                    "model": model,
                    "label": kind_of(held_out[0]).labels,
                    "n": members.sum(axis=0),
                    "prevalence": members.mean(axis=0),
                    "chance": by_chance.average_precision[0],
                    "average_precision": found.average_precision[0],
                    "low": low,
                    "high": high,
                    "f_beta": found.f_beta[0],
                    "precision": found.precision[0],
                    "recall": found.recall[0],
                    "threshold": np.mean([one.calibration[THRESHOLDS] for one in held_out], axis=0),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _average_precision(measures: Measures) -> np.ndarray:
    return measures.average_precision


def label_reliabilities(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Make a reliability table of each model, with the temperature and without.

    Returns
    -------
    pandas.DataFrame
        As `latentaudio.prediction.scoring.class_tables.reliabilities`; each pair of a held-out
        recording and a label counts once.
    """
    tables = []
    for (task, model), own in by_model(trainings):
        held_out = [one.predictions.of(HELD_OUT) for one in own]
        members = np.concatenate([one.targets for one in held_out])
        for calibrated in (True, False):
            shown = [probabilities(one, calibrated=calibrated) for one in held_out]
            table = label_reliability(np.concatenate(shown), members)
            for name, value in (("calibrated", calibrated), ("model", model), ("task", task)):
                table.insert(0, name, value)
            tables.append(table)
    return pd.concat(tables, ignore_index=True)
