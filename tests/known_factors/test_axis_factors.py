import numpy as np
import pytest
from scipy.stats import spearmanr

from latentaudio.factor_types import Factor
from latentaudio.known_factors.axis_factors import (
    Association,
    closest_factors,
    read_axes,
    write_axes,
)

F0, SIZE = Factor("f0", "numeric"), Factor("size")
DRAW = np.random.default_rng(0)
COLUMNS = {"f0": DRAW.random(200), "size": DRAW.choice(["big", "small"], 200)}


def test_each_axis_follows_the_factor_that_it_was_made_of():
    big = COLUMNS["size"] == "big"
    z = np.stack(
        [-np.exp(3 * COLUMNS["f0"]), 4 * big + DRAW.normal(0, 0.1, 200), np.full(200, 7.0)], axis=1
    )
    pitch, size, nothing = closest_factors(z, [F0, SIZE], COLUMNS)
    # Ranks do not see the curve, nor the direction.
    assert pitch == Association("f0", True, 1.0)
    assert (size.factor, size.numeric) == ("size", False)
    assert size.strength > 0.99
    assert nothing == Association("", False, 0.0)


def test_the_association_with_values_is_that_of_scipy():
    z = DRAW.normal(size=(200, 3)).round(1)
    for column, found in zip(z.T, closest_factors(z, [F0], COLUMNS), strict=True):
        assert found.strength == pytest.approx(abs(spearmanr(column, COLUMNS["f0"])[0]))


def test_a_folded_axis_knows_the_factor_and_does_not_follow_its_order():
    folded = np.abs(COLUMNS["f0"] - 0.5)[:, np.newaxis]
    assert closest_factors(folded, [F0], COLUMNS)[0].strength < 0.2


def test_the_table_of_axes_comes_back(tmp_path):
    found = [Association("None", True, 0.25), Association("", False, 0.0)]
    write_axes(tmp_path / "axes.csv", ["unit 1", "unit 2"], [0.5, None], found)
    assert read_axes(tmp_path / "axes.csv", "traversals") == {
        "unit 1": found[0],
        "unit 2": found[1],
    }
