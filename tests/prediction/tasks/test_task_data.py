import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from latentaudio.errors import DatasetError
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.tasks.task_data import fold_splits, task_data

CLASSES = {"kind": "classes"}


def tables(kinds=("tap", "hum", "tap"), snippets_of=("a", "a", "b")):
    names = ["a", "b", "silent"]
    recordings = {"recording_id": names, "path": [f"{name}.wav" for name in names]}
    recordings |= {"group": ["g1", "g2", "g3"], "kind": list(kinds)}
    ids = [f"{name}#{number}" for number, name in enumerate(snippets_of)]
    return pa.table(recordings), pa.table({"snippet_id": ids, "recording_id": list(snippets_of)})


def test_recordings_without_snippets_are_left_out():
    data = task_data(*tables(), np.array([2, 2, 1]), "kind", CLASSES)
    assert data.recording_ids.tolist() == ["a", "b"]
    assert data.task_kind == Classes(("hum", "tap"))
    assert data.targets.tolist() == [1, 0]
    assert data.folds.tolist() == [2, 1]
    assert data.groups.tolist() == ["g1", "g2"]


def test_recordings_that_folds_tear_apart_are_refused():
    with pytest.raises(DatasetError, match="snippets of recording 'a' are in several folds"):
        task_data(*tables(), np.array([1, 2, 1]), "kind", CLASSES)


def test_a_single_class_is_refused():
    with pytest.raises(DatasetError, match="kind has the class 'tap' only"):
        task_data(*tables(kinds=["tap"] * 3), np.array([1, 1, 2]), "kind", CLASSES)


def test_splits_keep_groups_whole_and_every_class_in_training(task):
    seen = set()
    for fold in (1, 2, 3, 4):
        for training_seed in (1, 2):
            splits = fold_splits(
                task, fold, validation_fraction=0.2, seed=5, training_seed=training_seed
            )
            assert ((splits == "held_out") == (task.folds == fold)).all()
            for group in np.unique(task.groups):
                assert len(set(splits[task.groups == group])) == 1
            for split in ("training", "validation"):
                assert set(task.targets[splits == split]) == {0, 1, 2}
            seen.add("".join(one[0] for one in splits))
    # Other validation groups for each seed.
    assert len(seen) == 8


def test_without_validation_all_other_recordings_are_trained_on(task):
    splits = fold_splits(task, 1, validation_fraction=0.0, seed=5, training_seed=1)
    assert set(splits) == {"training", "held_out"}


def test_a_fold_without_recordings_is_refused(task):
    with pytest.raises(DatasetError, match="no recording is in fold 9"):
        fold_splits(task, 9, validation_fraction=0.0, seed=5, training_seed=1)


def test_what_shares_a_room_with_held_out_recordings_is_neither_trained_on_nor_tested(task):
    rooms = np.array([f"room {number}" for number in task.folds % 2 + 2 * (task.targets == 0)])
    apart = dataclasses.replace(task, apart={"room": rooms})
    splits = fold_splits(apart, 1, validation_fraction=0.2, seed=5, training_seed=1)
    held_out = splits == "held_out"
    assert (held_out == (task.folds == 1)).all()
    # Fold 3 has the rooms of fold 1.
    assert ((splits == "apart") == (task.folds == 3)).all()
    assert not set(rooms[held_out]) & set(rooms[np.isin(splits, ["training", "validation"])])


def test_a_room_that_all_recordings_share_leaves_nothing_to_train_on(task):
    apart = dataclasses.replace(task, apart={"room": np.full(48, "hall")})
    with pytest.raises(DatasetError, match="outside of fold 2 shares room with one in it"):
        fold_splits(apart, 2, validation_fraction=0.0, seed=5, training_seed=1)


def test_a_class_that_keeping_rooms_apart_takes_from_training_is_refused(task):
    # All taps share one room; other sounds do with those of their fold only.
    rooms = np.where(task.targets == 2, "hall", np.char.add("room ", task.folds.astype(str)))
    apart = dataclasses.replace(task, apart={"room": rooms})
    with pytest.raises(DatasetError) as raised:
        fold_splits(apart, 3, validation_fraction=0.2, seed=5, training_seed=1)
    message = str(raised.value)
    assert message.startswith("prediction.apart: 1 classes of task kind cannot be learned")
    assert "in fold 3, because no recording that is left" in message
    assert "leave a column out of it (room found)" in message
    assert message.endswith(":\n  tap")


def test_a_class_that_is_in_one_fold_only_is_refused(task):
    folds = np.where(task.targets == 1, 2, task.folds)
    torn = dataclasses.replace(task, folds=folds)
    with pytest.raises(DatasetError, match=r"prediction: 1 classes of .* fold 2(.|\n)*:\n  hum$"):
        fold_splits(torn, 2, validation_fraction=0.0, seed=5, training_seed=1)
    fold_splits(torn, 1, validation_fraction=0.0, seed=5, training_seed=1)
    with pytest.raises(DatasetError, match="no recording is left to train on in fold 1 of task"):
        fold_splits(
            dataclasses.replace(task, folds=np.ones(48, int)),
            1,
            validation_fraction=0.0,
            seed=5,
            training_seed=1,
        )


def test_labels_that_keeping_rooms_apart_takes_from_training_are_refused(task):
    has = np.zeros((48, 3), bool)
    # What is not held out of fold 1, and shares no room with it: fold 3 and 4.
    far = task.folds > 2
    has[:, 0] = np.arange(48) % 2 == 0
    has[~far & (task.targets == 0), 1] = True
    has[far, 2] = True
    rooms = np.where(far, "far", "near")
    labels = dataclasses.replace(
        task,
        task_kind=Labels(("bark", "hum", "rain"), 2.0),
        targets=has,
        apart={"room": rooms},
    )
    with pytest.raises(DatasetError, match=r"apart: 2 labels .*\n  hum\n  rain \(all have it\)$"):
        fold_splits(labels, 1, validation_fraction=0.0, seed=5, training_seed=1)
    together = dataclasses.replace(labels, apart={})
    fold_splits(together, 1, validation_fraction=0.0, seed=5, training_seed=1)


def test_of_numbers_any_recording_will_do(task):
    numbers = dataclasses.replace(task, task_kind=Numbers("linear"), targets=task.targets + 1.0)
    rooms = np.where(task.targets == 2, "hall", np.char.add("room ", task.folds.astype(str)))
    apart = dataclasses.replace(numbers, apart={"room": rooms})
    splits = fold_splits(apart, 3, validation_fraction=0.0, seed=5, training_seed=1)
    assert set(apart.targets[splits == "training"]) == {1.0, 2.0}


def test_a_column_to_keep_apart_must_be_there():
    with pytest.raises(DatasetError, match=r"prediction\.apart: 'grup' found.*mean 'group'"):
        task_data(*tables(), np.array([2, 2, 1]), "kind", CLASSES, ["grup"])
    data = task_data(*tables(), np.array([2, 2, 1]), "kind", CLASSES, ["path"])
    assert data.apart["path"].tolist() == ["a.wav", "b.wav"]
