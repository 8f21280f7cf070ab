"""Predictions of made-up models of two tasks, and the tables that are made of them."""

from pathlib import Path

import numpy as np
import pandas as pd

from latentaudio.artifacts import write_csv
from latentaudio.prediction.class_tables import class_scores, confusions, reliabilities
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.model_comparisons import compare_models
from latentaudio.prediction.recording_predictions import RecordingPredictions
from latentaudio.prediction.score_tables import Trained, fold_scores, model_scores

CLASSES = {"material": ("glass", "metal", "wood"), "action": ("rubbing", "tapping")}
#: Signal in the logits of held-out recordings, by model: it knows nothing, something, or all.
MODELS = {"original_cnn": 0.2, "crops_cnn": 1.5, "embedding": 8.0}
RECORDINGS = 60


def trainings(tasks=tuple(CLASSES), models=MODELS, folds=5) -> list[Trained]:
    return [
        Trained(task, model, seed, fold, _predictions(CLASSES[task], signal, seed, fold, folds))
        for task in tasks
        for model, signal in models.items()
        for seed in ((1,) if model == "embedding" else (1, 2))
        for fold in range(1, folds + 1)
    ]


def _predictions(classes, signal, seed, fold, folds) -> RecordingPredictions:
    draw = np.random.default_rng([seed, fold, len(classes), round(10 * signal)])
    rows = np.arange(RECORDINGS)
    targets = rows % len(classes)
    held_out = rows // len(classes) % folds + 1 == fold
    known = np.where(held_out, signal, 8.0)[:, np.newaxis]
    logits = known * np.eye(len(classes))[targets] + draw.normal(size=(RECORDINGS, len(classes)))
    names = np.array([f"r{row:02d}" for row in rows])
    return RecordingPredictions(
        names,
        np.char.add(names, ".wav"),
        np.array([f"g{row // 2:02d}" for row in rows]),
        np.where(held_out, "held_out", "training"),
        Classes(classes),
        targets,
        logits,
        {"temperature": 1.4},
    )


def tables(**chosen) -> dict[str, pd.DataFrame]:
    """All tables by the name of their file."""
    made = trainings(**chosen)
    by_fold = fold_scores(made)
    return {
        "scores": model_scores(made, by_fold, 200, seed=1),
        "fold_scores": by_fold,
        "comparisons": compare_models(by_fold, alpha=0.05),
        "per_class": class_scores(made),
        "confusion": confusions(made),
        "reliability": reliabilities(made),
    }


def write_tables(folder: Path, **chosen) -> None:
    for name, table in tables(**chosen).items():
        write_csv(folder / f"{name}.csv", table)


def history(seed, epochs=6, stopped=6) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    steps = np.arange(1, epochs + 1)
    rows = {
        "epoch": steps,
        "step": 20 * steps,
        "training_cross_entropy": 2.3 / steps + 0.05 * draw.random(epochs),
        "training_accuracy": 1 - 0.9 / steps,
        "validation_cross_entropy": 1.0 + 1.3 / steps + 0.2 * draw.random(epochs),
        "validation_accuracy": 0.6 - 0.5 / steps,
        "best": steps == stopped,
    }
    return pd.DataFrame(rows).iloc[:stopped]
