"""Predictions of made-up models of two tasks, and the tables that are made of them."""

from pathlib import Path

import numpy as np
import pandas as pd

from latentaudio.artifacts import write_csv
from latentaudio.prediction.choices.model_comparisons import compare_models
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.scoring.class_tables import class_scores, confusions, reliabilities
from latentaudio.prediction.scoring.number_tables import predicted_values
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores, model_scores
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions

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


#: Standard deviation of the error of held-out recordings, by model: the middle layer knows most.
ERRORS = {"layer_02": 0.9, "layer_07": 0.2, "layer_12": 0.5}


def number_trainings(models=ERRORS, folds=5) -> list[Trained]:
    """Distances from 0.5 to 4 m, predicted with errors that are as large as expected."""
    rows = np.arange(RECORDINGS)
    names = np.array([f"r{row:02d}" for row in rows])
    groups = np.array([f"g{row // 2:02d}" for row in rows])
    kind, targets = Numbers("log", "m"), 2.0 ** (rows % 4 - 1)
    trained = []
    for place, (model, error) in enumerate(models.items()):
        for fold in range(1, folds + 1):
            draw = np.random.default_rng([place, fold])
            held_out = rows // 4 % folds + 1 == fold
            noise = np.where(held_out, error, 0.5 * error) * draw.normal(size=RECORDINGS)
            predictions = RecordingPredictions(
                *(names, np.char.add(names, ".wav"), groups),
                *(np.where(held_out, "held_out", "training"), kind, targets),
                (np.log(targets) + noise)[:, np.newaxis],
                {"deviation": error},
                error**2,
            )
            trained.append(Trained("far", model, 1, fold, predictions))
    return trained


def number_tables(**chosen) -> dict[str, pd.DataFrame]:
    """The tables of a task of numbers, by the name of their file."""
    made = number_trainings(**chosen)
    by_fold = fold_scores(made)
    return {
        "scores": model_scores(made, by_fold, 200, seed=1),
        "fold_scores": by_fold,
        "comparisons": compare_models(by_fold, alpha=0.05),
        "predicted_values": predicted_values(made),
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
