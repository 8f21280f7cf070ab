"""Tables of tasks of classes: scores of each class, confusions, reliability, ranked labels."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.prediction.measures.calibration import reliability
from latentaudio.prediction.measures.ranking import first_classes
from latentaudio.prediction.scoring.class_scores import RANKED, kind_of
from latentaudio.prediction.scoring.score_tables import Trained, by_model
from latentaudio.prediction.scoring.scoring import probabilities


def class_scores(trainings: Sequence[Trained]) -> pd.DataFrame:
    """Score each class: ``precision`` and ``recall`` of held-out recordings, and ``f1``.

    Counts are added over folds and seeds. A class that is never predicted has no precision (NaN),
    and an F1 of 0. ``n`` counts recordings.
    """
    rows = []
    for (task, model), own in by_model(trainings):
        counts = _counts(own)
        seeds = len({one.seed for one in own})
        for place, label in enumerate(kind_of(own[0].predictions).labels):
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
    for (task, model), own in by_model(trainings):
        classes, counts = kind_of(own[0].predictions).labels, _counts(own)
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
    size = len(kind_of(trainings[0].predictions).labels)
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
        `latentaudio.prediction.measures.calibration.reliability`, of the held-out predictions of
        all folds and seeds.
    """
    tables = []
    for (task, model), own in by_model(trainings):
        held_out = [one.predictions.of(HELD_OUT) for one in own]
        targets = np.concatenate([one.targets for one in held_out])
        for calibrated in (True, False):
            shown = [probabilities(one, calibrated=calibrated) for one in held_out]
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
        first. In labels, blanks are underscores, as in the competition. ``fname`` is the name of
        the file; the path where files in several folders have one name, the id of the recording
        where a file has several. Sorted by ``fname``.
    """
    sums: dict[str, np.ndarray] = {}
    paths: dict[str, str] = {}
    classes: tuple[str, ...] = ()
    for one in trainings:
        held_out = one.predictions.of(HELD_OUT)
        classes = kind_of(held_out).labels
        ids = held_out.recording_ids.tolist()
        paths.update(zip(ids, held_out.paths.tolist(), strict=True))
        for name, row in zip(ids, probabilities(held_out), strict=True):
            sums[name] = sums.get(name, 0) + row
    names = _file_names(paths)
    order = sorted(sums, key=names.__getitem__)
    labels = np.array([label.replace(" ", "_") for label in classes])
    ranked = labels[first_classes(np.stack([sums[name] for name in order]), RANKED)]
    return pd.DataFrame(
        {"fname": [names[name] for name in order], "label": [" ".join(row) for row in ranked]}
    )


def _file_names(paths: Mapping[str, str]) -> Mapping[str, str]:
    """Name each recording, given paths by id, as shortly as names of all of them differ."""
    bare = {name: path.rpartition("/")[2] for name, path in paths.items()}
    for names in (bare, paths):
        if len(set(names.values())) == len(names):
            return names
    return {name: name for name in paths}
