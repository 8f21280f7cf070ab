import subprocess
import sys

import numpy as np
import pytest
from places import REPOSITORY

from latentaudio.artifacts import read_csv
from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.errors import ConfigError
from latentaudio.known_factors.digit_traversals import read_digit_traversals
from latentaudio.known_factors.digits_study import (
    LATENT_UNITS,
    MNIST_PIXELS,
    PIXELS,
    STEPS,
    Case,
    class_accuracy,
    measure_code,
    study_digits,
    train_on_digits,
)
from latentaudio.vae.digits import Digits, read_digits
from latentaudio.vae.fit_vae import Encoded


@pytest.fixture(scope="module")
def digits():
    return read_digits(seed=7)


@pytest.fixture(scope="module")
def studied():
    """A study with one weak and one strong weight of the rate."""
    return study_digits([0.5, 12.0], [3], seed=7, epochs=30)


def test_beta_for_the_pixels_of_mnist_weighs_less():
    assert Case(8.0, PIXELS, 1).weight == 8.0
    assert Case(12.25, MNIST_PIXELS, 1).weight == 1.0


def test_there_is_a_record_for_each_case_and_traversals_for_the_first_seed(studied):
    records, traversals = studied
    cases = [(one["beta"], one["pixels"], one["seed"]) for one in records]
    assert cases == [(beta, pixels, 3) for beta in (0.5, 12.0) for pixels in (64, 784)]
    assert len(traversals) == len(cases) * LATENT_UNITS
    for first in range(0, len(traversals), LATENT_UNITS):
        some = traversals[first : first + LATENT_UNITS]
        assert sorted(one.unit for one in some) == list(range(1, LATENT_UNITS + 1))
        divergences = [one.divergence for one in some]
        assert divergences == sorted(divergences, reverse=True)
        record = records[first // LATENT_UNITS]
        assert sum(one.is_active for one in some) == record["active_units"]
        assert sum(divergences) == pytest.approx(record["rate"], rel=1e-4)


def test_a_strong_weight_collapses_the_code_and_a_weak_one_keeps_the_class(studied):
    records, _ = studied
    weak, strong = records[1], records[2]
    assert (weak["weight"], strong["weight"]) == (pytest.approx(0.5 * 64 / 784), 12.0)
    assert strong["collapsed"]
    assert strong["active_units"] == 0
    assert strong["mse"] == pytest.approx(strong["mean_digit_mse"], rel=0.05)
    assert strong["drawn_accuracy"] < 0.25
    assert not weak["collapsed"]
    assert weak["active_units"] == LATENT_UNITS
    assert weak["mse"] < 0.5 * weak["mean_digit_mse"]
    assert min(weak["accuracy"], weak["drawn_accuracy"]) > 0.8


def test_only_units_in_use_change_the_picture(studied):
    _, traversals = studied
    changes = {}
    for one in traversals:
        assert one.pictures.shape == (STEPS, 8, 8)
        assert one.pictures.min() >= 0
        assert one.pictures.max() <= 1
        assert (np.diff(one.positions) >= 0).all()
        change = np.ptp(one.pictures, axis=0).max()
        changes.setdefault((one.beta, one.pixels), []).append(change)
    assert min(changes[0.5, MNIST_PIXELS]) > 0.2
    assert max(changes[12.0, PIXELS]) < 0.02


def test_equal_seeds_train_equally_and_begin_with_the_same_weights_at_any_beta(digits):
    trained = [train_on_digits(digits, Case(beta, 64, 1), 7, 1) for beta in (1.0, 1.0, 2.0)]
    (one, of_one), (again, of_again), (_, of_other) = trained
    assert of_one == of_again
    for name, values in one.weights().items():
        np.testing.assert_array_equal(values, again.weights()[name])
    # The first batch is the same, so that only the weight of the rate tells the two apart.
    assert of_other.history[0].reconstruction == pytest.approx(
        of_one.history[0].reconstruction, rel=0.05
    )


def made_up():
    """Twenty digits of each of two classes; the first unit is the class, the second is noise."""
    labels = np.tile(["0", "1"], 40)
    splits = np.repeat(np.array([TRAINING, HELD_OUT], object), 40)
    z = np.stack([(labels == "1") * 2.0, np.tile([0.0, 0.0, 0.5, 0.5], 20)], axis=1)
    return Digits(np.zeros((80, 8, 8), np.float32), labels, splits), z


def test_a_code_that_is_the_class_has_the_known_scores():
    digits, z = made_up()
    divergence = np.tile([0.5, 0.01], (80, 1))
    error = np.where(digits.splits == HELD_OUT, 0.25, 9.0).astype(np.float32)
    found = measure_code(digits, Encoded(z, divergence, error), z[:, ::-1] * [1.0, 0.0])
    assert found == {
        "rate": pytest.approx(0.51),
        "active_units": 1,
        "collapsed": False,
        "mse": 0.25,
        "accuracy": 1.0,
        "drawn_accuracy": found["drawn_accuracy"],
        "mig": pytest.approx(1.0),
    }
    assert found["drawn_accuracy"] == 0.5


def test_validation_digits_neither_vote_nor_count():
    digits, z = made_up()
    splits = digits.splits.copy()
    # Wrong labels that would outvote all others.
    splits[:30] = VALIDATION
    labels = digits.labels.copy()
    labels[:30] = np.where(labels[:30] == "0", "1", "0")
    assert class_accuracy(Digits(digits.values, labels, splits), z) == 1.0


def test_a_beta_that_is_not_above_zero_is_refused(digits):
    with pytest.raises(ConfigError, match=r"betas: found 0\.0, expected a number above 0"):
        train_on_digits(digits, Case(0.0, 64, 1), 7, 1)


@pytest.mark.slow
def test_the_program_writes_the_table_and_the_traversals(tmp_path):
    table, traversals = tmp_path / "digits.csv", tmp_path / "digits_traversals.parquet"
    command = [
        *(sys.executable, REPOSITORY / "scripts/digits/digits.py", "--betas", "12"),
        *("--seeds", "1", "--seed", "5", "--table", table, "--traversals", traversals),
    ]
    result = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    assert "trainings: 2/2" in result.stderr
    assert "beta 12 for 784 pixels, seed 1: rate" in result.stderr
    assert read_csv(table)["pixels"].tolist() == [64, 784]
    assert len(read_digit_traversals(traversals)) == 2 * LATENT_UNITS
