import numpy as np

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.vae.digits import read_digits


def test_digits_are_grey_values_and_their_classes():
    digits = read_digits(seed=1)
    assert digits.values.shape == (1797, 8, 8)
    assert digits.values.dtype == np.float32
    assert (digits.values.min(), digits.values.max()) == (0.0, 1.0)
    assert sorted(set(digits.labels)) == list("0123456789")
    # A zero has a hole, a one has not.
    middle = digits.values[:, 3:5, 3:5].mean(axis=(1, 2))
    assert middle[digits.labels == "0"].mean() < 0.2 < 0.7 < middle[digits.labels == "1"].mean()


def test_every_class_is_split_in_the_same_proportions():
    digits = read_digits(seed=1)
    for label in "0123456789":
        splits = digits.splits[digits.labels == label]
        held_out = np.mean(splits == HELD_OUT)
        assert abs(held_out - 0.25) < 0.005
        assert abs(np.mean(splits == VALIDATION) - 0.2 * (1 - held_out)) < 0.005
        assert TRAINING in splits


def test_the_seed_of_the_run_decides_the_splits():
    one, again, other = (read_digits(seed).splits for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
