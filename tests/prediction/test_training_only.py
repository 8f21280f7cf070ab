"""What is fitted sees training recordings only, and what is left out stays out by whole groups."""

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from small_predictors import HEARING

from latentaudio.artifacts import FOLDS, RECORDINGS, SNIPPETS, write_table
from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.prediction.familiarity.familiarity import fit_familiarity_to_all
from latentaudio.prediction.familiarity.known_recordings import head_familiarity
from latentaudio.prediction.heads.heads import FITS, fit_head
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.program import job_of, predictor_parser
from latentaudio.prediction.scoring.score_tables import Trained, fold_scores
from latentaudio.prediction.tasks.recording_predictions import RecordingPredictions


def many_groups(kind):
    """Targets of a kind of task, and groups of three recordings that are alike."""
    numbers = np.repeat(np.arange(20), 3)
    targets = {
        "classes": numbers % 2,
        "numbers": numbers.astype(np.float64),
        "labels": np.stack([numbers % 2 == 0, numbers % 3 == 0], axis=1),
    }
    return targets[kind], np.array([f"g{number:02d}" for number in numbers])


@pytest.mark.parametrize("kind", FITS)
def test_inner_folds_of_a_head_leave_out_whole_groups_each_once(kind):
    targets, groups = many_groups(kind)
    folds = FITS[kind].inner_folds(targets, groups, 1)
    assert len(folds) > 1
    for training, rest in folds:
        assert not set(groups[training]) & set(groups[rest])
    left_out = np.sort(np.concatenate([rest for _, rest in folds]))
    np.testing.assert_array_equal(left_out, np.arange(len(groups)))


@pytest.mark.parametrize("components", [None, 2])
def test_scaling_and_components_of_an_inner_fold_are_of_its_training_recordings(components):
    draw = np.random.default_rng(3)
    groups = np.repeat(np.arange(8), 3)
    # Groups differ in scale, too: with all rows, the left-out ones would be seen in other units.
    values = draw.normal(size=(24, 4)) * np.exp(draw.normal(size=(8, 4)))[groups]
    targets = values @ [1.0, -0.5, 0.2, 0.0] + draw.normal(size=24)
    head = fit_head("linear", Numbers("linear"), values, targets, groups, 1, components)
    # Components are scaled to a variance of 1, too.
    steps = [StandardScaler(), *([PCA(components), StandardScaler()] if components else [])]
    folds = FITS["numbers"].inner_folds(targets, groups, 1)
    model = make_pipeline(*steps, Ridge(head.strength))
    expected = cross_val_predict(model, values, targets, cv=folds)
    loss = np.square(expected - targets).mean()
    # Components are computed in single precision.
    assert head.inner_loss == pytest.approx(loss, rel=1e-4 if components else 1e-9)


def test_the_limit_of_what_a_head_knows_is_set_by_whole_groups(task):
    draw = np.random.default_rng(1)
    _, group = np.unique(task.groups, return_inverse=True)
    # The two recordings of a group are nearly the same.
    means = draw.normal(size=(24, 4))[group] + 0.01 * draw.normal(size=(48, 4))
    splits = np.where(task.folds == 1, HELD_OUT, TRAINING)
    kept = splits == TRAINING
    found = head_familiarity(task, splits, means, seed=2)
    by_groups, by_recordings = (
        fit_familiarity_to_all(means[kept], task.targets[kept], names[kept], 2).limit
        for names in (task.groups, task.recording_ids)
    )
    assert found.limit == by_groups != by_recordings


def test_the_table_of_recordings_says_what_is_kept_apart(task, tmp_path):
    rooms = [f"room {number % 5}" for number in range(48)]
    labels = np.array(task.task_kind.labels)[task.targets]
    known = {"recording_id": task.recording_ids, "path": task.paths, "group": task.groups}
    columns = {name: pa.array(values.tolist()) for name, values in known.items()}
    columns |= {"kind": pa.array(labels.tolist()), "room": pa.array(rooms)}
    ids = [f"{name}#0" for name in task.recording_ids]
    snippets = {"snippet_id": ids, "recording_id": columns["recording_id"]}
    folds = {"snippet_id": ids, "grouped": pa.array(task.folds, pa.int16())}
    write_table(pa.table(columns), tmp_path / "recordings", RECORDINGS)
    write_table(pa.table(snippets), tmp_path / "snippets", SNIPPETS)
    write_table(pa.table(folds), tmp_path / "folds", FOLDS)
    words = [
        *(f"--{name}={tmp_path / name}" for name in ("recordings", "snippets", "folds")),
        *("--scheme=grouped", "--fold=1", "--task=kind", "--model=head", "--training-seed=1"),
        *("--seed=5", f"--hearing={json.dumps(HEARING)}", "--apart", "room", "--", "folder"),
    ]
    job = job_of(predictor_parser("").parse_args(words))
    assert {name: values.tolist() for name, values in job.data.apart.items()} == {"room": rooms}


def test_validation_recordings_are_not_among_those_of_the_training_accuracy(task):
    splits = np.array([TRAINING, VALIDATION, HELD_OUT])[np.arange(48) % 3]
    # Wrong about validation recordings only.
    predicted = np.where(splits == VALIDATION, (task.targets + 1) % 3, task.targets)
    said = RecordingPredictions(
        *(task.recording_ids, task.paths, task.groups, splits, task.task_kind, task.targets),
        np.eye(3)[predicted],
        {"temperature": 1.0},
    )
    row = fold_scores([Trained("kind", "net", 1, 1, said)]).iloc[0]
    assert (row["training_accuracy"], row["accuracy"]) == (1.0, 1.0)
    assert (row["n_train"], row["n_test"]) == (32, 16)
    mirrored = dataclasses.replace(said, outputs=np.eye(3)[(predicted + 1) % 3])
    row = fold_scores([Trained("kind", "net", 1, 1, mirrored)]).iloc[0]
    assert row["training_accuracy"] == 0.0
