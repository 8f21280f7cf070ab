"""Sounds with several labels: sets, groups, and what models of more or less signal say."""

import numpy as np

from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions

LABELS = ("bark", "hum", "rain", "tap")
RECORDINGS = 60


def made_up_sets(seed=1, count=RECORDINGS):
    """Sets of about 1.5 labels; the last label is rare."""
    draw = np.random.default_rng(seed)
    members = draw.random((count, 4)) < [0.5, 0.4, 0.4, 0.15]
    members[~members.any(axis=1), 0] = True
    return members


def made_up_groups(count=RECORDINGS):
    return np.array([f"g{row // 2:02d}" for row in range(count)])


def made_up_values(members, noise=1.0, seed=2):
    """Values from which each label can be told linearly, but for some noise, ``[n, 6]``."""
    draw = np.random.default_rng(seed)
    mixing = draw.normal(size=(members.shape[1], 6))
    return members @ mixing + noise * draw.normal(size=(len(members), 6))


def made_up_predictions(signal, seed=1, fold=1, folds=5):
    members, rows = made_up_sets(), np.arange(RECORDINGS)
    held_out = rows // 4 % folds + 1 == fold
    draw = np.random.default_rng([seed, fold, round(10 * signal)])
    known = np.where(held_out, signal, 8.0)[:, np.newaxis]
    logits = known * (2.0 * members - 1.0) + draw.normal(size=members.shape)
    kind = Labels(LABELS, 2.0)
    names = np.array([f"r{row:02d}" for row in rows])
    return RecordingPredictions(
        names,
        np.char.add(names, ".wav"),
        made_up_groups(),
        np.where(held_out, "held_out", "training"),
        kind,
        members,
        logits,
        kind.calibrate(logits[~held_out] * signal / 8.0, members[~held_out]),
    )
