import numpy as np
import pytest

from latentaudio.training.variables import assign_values, copy_values


class Variable:
    """What TensorFlow's variables offer, with an array that NumPy shows without a copy."""

    def __init__(self, value):
        self.value = np.array(value, np.float32)
        self.shape = self.value.shape

    def numpy(self):
        return self.value

    def assign(self, value):
        self.value[...] = value


@pytest.fixture
def variables():
    return {"kernel": Variable([[1, 2]]), "bias": Variable([3])}


def test_copies_do_not_change_with_the_variables(variables):
    before = copy_values(variables)
    variables["bias"].assign([9])
    assert before["bias"].tolist() == [3]
    assign_values(variables, before)
    assert variables["bias"].value.tolist() == [3]


@pytest.mark.parametrize(
    "values",
    [
        {"kernel": np.zeros((1, 2))},
        {"kernel": np.zeros((1, 2)), "bias": np.zeros(2)},
        {"kernel": np.zeros((1, 2)), "bias": np.zeros(1), "more": np.zeros(1)},
    ],
)
def test_other_names_or_shapes_are_refused_and_change_nothing(variables, values):
    with pytest.raises(ValueError, match="weights of another architecture; differences: "):
        assign_values(variables, values)
    assert variables["kernel"].value.tolist() == [[1, 2]]
