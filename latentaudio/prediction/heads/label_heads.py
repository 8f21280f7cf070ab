"""Heads of labels: a logistic regression of each label, or one network with a hidden layer."""

import numpy as np
from scipy.special import logit

from latentaudio.errors import DatasetError
from latentaudio.imports import hidden
from latentaudio.prediction.heads.class_heads import STRENGTHS, hidden_layer_maps
from latentaudio.prediction.heads.head_fit import (
    INNER_FOLDS,
    STEPS,
    Codes,
    HeadFit,
    Maps,
)
from latentaudio.prediction.heads.head_kinds import CONSTANT, LINEAR, MLP
from latentaudio.prediction.kinds.kind import TaskKind
from latentaudio.prediction.labels.label_strata import label_parts

with hidden("pandas"):
    from sklearn.linear_model import LogisticRegression


def _inner_folds(
    targets: np.ndarray, groups: np.ndarray, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    count = min(len(np.unique(groups)), INNER_FOLDS)
    if count < 2:
        raise DatasetError(
            f"prediction: {count} group found in the training set of a fold, so none can be left "
            "out to choose how strongly a head is regularised; use more groups, or more folds"
        )
    parts = label_parts(targets, groups, [1 / count] * count, seed)
    present = [parts == part for part in np.unique(parts)]
    return [(np.flatnonzero(~rest), np.flatnonzero(rest)) for rest in present]


def _codes(task_kind: TaskKind, targets: np.ndarray) -> Codes:
    """Leave out labels that all sounds have or none; they get the logit of their frequency."""
    varied = targets.any(axis=0) & ~targets.all(axis=0)

    def among_all(outputs: np.ndarray) -> np.ndarray:
        logits = np.tile(_frequency_logits(targets), (len(outputs), 1))
        logits[:, varied] = outputs
        return logits

    return targets[:, varied], among_all


def _frequency_logits(targets: np.ndarray) -> np.ndarray:
    # Half a sound more with and without each label: none is certain.
    return np.asarray(logit((targets.sum(axis=0) + 0.5) / (len(targets) + 1)))


def _linear_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    each = [LogisticRegression(C=1 / strength, max_iter=STEPS).fit(x, has) for has in targets.T]
    return (
        [np.concatenate([one.coef_ for one in each]).T],
        [np.concatenate([one.intercept_ for one in each])],
    )


def _constant_maps(x: np.ndarray, targets: np.ndarray, strength: float, seed: int) -> Maps:
    """Give the logits of the frequencies of labels."""
    return [np.zeros((x.shape[1], targets.shape[1]))], [_frequency_logits(targets)]


FIT = HeadFit(
    maps={LINEAR: _linear_maps, MLP: hidden_layer_maps, CONSTANT: _constant_maps},
    strengths=STRENGTHS,
    inner_folds=_inner_folds,
    codes=_codes,
)
