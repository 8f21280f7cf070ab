"""What the scores of every kind of task say, all of which are listed in `registry`."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, cast

import numpy as np
import pandas as pd

from latentaudio.prediction.kinds.kind import Calibration
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions


class Scoring(NamedTuple):
    """How predictions of one kind of task are scored.

    Attributes
    ----------
    compared
        The score by which models are compared in tests; a column of `of_fold`.
    of_fold
        Maps predictions of one training, of held-out recordings, of those that the model was
        trained on and of all that are not held out, to scores by name.
    of_model
        Maps held-out predictions of all trainings of a model, the rows of their scores, a number of
        resamples and a generator to scores over folds and seeds, with intervals, by name.
    """

    compared: str
    of_fold: Callable[
        [RecordingPredictions, RecordingPredictions, RecordingPredictions], dict[str, float]
    ]
    of_model: Callable[
        [Sequence[RecordingPredictions], pd.DataFrame, int, np.random.Generator], dict[str, float]
    ]


class _Likely(Protocol):
    """A kind of task whose predictions are probabilities."""

    def probabilities(self, outputs: np.ndarray, calibration: Calibration | None) -> np.ndarray: ...


def probabilities(predictions: RecordingPredictions, *, calibrated: bool = True) -> np.ndarray:
    """Compute the probabilities of classes or of labels, shape ``[n, width]``."""
    calibration = predictions.calibration if calibrated else None
    kind = cast(_Likely, predictions.task_kind)
    return kind.probabilities(predictions.outputs, calibration)


def weighted_means(scores: pd.DataFrame, names: Sequence[str]) -> dict[str, float]:
    """Average over trainings, weighted by the number of recordings that each is tested on."""
    return {name: float(np.average(scores[name], weights=scores["n_test"])) for name in names}
