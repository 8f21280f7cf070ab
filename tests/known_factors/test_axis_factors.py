import numpy as np
import pytest
from scipy.stats import spearmanr

from latentaudio.factor_types import Factor, bin_labels
from latentaudio.known_factors.axis_factors import (
    Association,
    closest_factors,
    read_axes,
    write_axes,
)

DRAW = np.random.default_rng(0)
F0 = DRAW.random(200)
VALUES = {"f0": F0}
LABELS = {
    "f0": bin_labels(Factor("f0", "numeric", bins=8), F0),
    "size": DRAW.choice(["big", "small"], 200),
}


def test_each_axis_belongs_to_the_factor_that_it_was_made_of():
    big = LABELS["size"] == "big"
    z = np.stack([-np.exp(3 * F0), 4 * big + DRAW.normal(0, 0.1, 200), np.full(200, 7.0)], axis=1)
    pitch, size, nothing = closest_factors(z, LABELS, VALUES)
    # Ranks do not see the curve, nor the direction.
    assert (pitch.factor, pitch.order) == ("f0", 1.0)
    assert 0.9 < pitch.eta_squared < 1
    assert (size.factor, size.order) == ("size", None)
    assert size.eta_squared > 0.99
    assert nothing == Association("", 0.0)


def test_the_correlation_with_values_is_that_of_scipy():
    z = DRAW.normal(size=(200, 3)).round(1)
    only = {"f0": LABELS["f0"]}
    for column, found in zip(z.T, closest_factors(z, only, VALUES), strict=True):
        assert found.order == pytest.approx(abs(spearmanr(column, F0)[0]))


def test_a_folded_axis_belongs_to_its_factor_and_does_not_follow_its_order():
    folded = np.abs(F0 - 0.5)[:, np.newaxis]
    (found,) = closest_factors(folded, LABELS, VALUES)
    assert found.factor == "f0"
    assert found.eta_squared > 0.9
    assert found.order < 0.2


def test_the_table_of_axes_comes_back(tmp_path):
    found = [Association("None", 0.25, 0.5), Association("", 0.0)]
    write_axes(tmp_path / "axes.csv", ["unit 1", "unit 2"], [0.5, None], found)
    assert read_axes(tmp_path / "axes.csv", "traversals") == {
        "unit 1": found[0],
        "unit 2": found[1],
    }
