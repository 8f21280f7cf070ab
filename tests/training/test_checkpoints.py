import json
import re

import numpy as np
import pytest

from latentaudio.artifacts import Kind, write_arrays
from latentaudio.errors import ArtifactError
from latentaudio.training.checkpoints import read_weights, save_checkpoint
from latentaudio.training.descriptions import described

KIND = Kind("weights of a line", 1, "line")
DESCRIPTION = {"slope": 2, "names": ["a", "b"]}
WEIGHTS = {"slope": np.float32([2.0]), "names": np.float32([[1.0, 3.0]])}


@pytest.fixture
def saved(tmp_path):
    save_checkpoint(tmp_path, KIND, DESCRIPTION, WEIGHTS)
    return tmp_path


def test_weights_are_read_as_they_were_written(saved):
    with described(saved / "architecture.json", KIND, "a line") as description:
        assert description == DESCRIPTION
    arrays = read_weights(saved / "weights.npz", KIND, description, "line")
    assert list(arrays) == list(WEIGHTS)
    assert all(np.array_equal(arrays[name], one) for name, one in WEIGHTS.items())


def test_a_description_of_something_else_names_the_file_and_the_rule(saved):
    path = saved / "architecture.json"
    with (
        pytest.raises(ArtifactError, match=r"json: does not describe a line \('height'\).*'line'"),
        described(path, KIND, "a line") as description,
    ):
        description["height"]


def test_a_description_that_is_missing_or_damaged_is_reported(saved):
    path = saved / "architecture.json"
    path.write_text("{")
    with pytest.raises(ArtifactError, match="damaged"), described(path, KIND, "a line"):
        pass
    path.unlink()
    with pytest.raises(ArtifactError, match="not found"), described(path, KIND, "a line"):
        pass


def test_weights_of_another_training_are_refused(saved):
    other = json.loads(json.dumps(DESCRIPTION)) | {"slope": 3}
    with pytest.raises(ArtifactError, match=r"weights\.npz: weights of another line: .*2") as error:
        read_weights(saved / "weights.npz", KIND, other, "line")
    assert "slope 2 found, 3 expected; " in str(error.value)


def test_an_error_about_other_weights_names_what_differs_only_and_shortly(tmp_path):
    description = {"task": "kind", "labels": ["a"] * 1000}
    save_checkpoint(tmp_path, KIND, description, WEIGHTS)
    for other, expected in (
        (description | {"task": "tags"}, "kind found, tags expected"),
        (description | {"labels": ["b"] * 1000}, "labels ['a', 'a'"),
    ):
        with pytest.raises(ArtifactError, match=re.escape(expected)) as error:
            read_weights(tmp_path / "weights.npz", KIND, other, "head")
        assert len(str(error.value)) < len(str(tmp_path)) + 500


def test_weights_that_do_not_say_what_they_are_of_are_refused(saved):
    write_arrays(saved / "weights.npz", KIND, WEIGHTS)
    with pytest.raises(ArtifactError, match="damaged"):
        read_weights(saved / "weights.npz", KIND, DESCRIPTION, "line")
