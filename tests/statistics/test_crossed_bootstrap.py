import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.statistics.crossed_bootstrap import crossed_totals, resample_people
from latentaudio.statistics.stratified_bootstrap import GroupResamples, resample_groups


def test_totals_are_sums_of_products_of_both_weights():
    rng = np.random.default_rng(0)
    people = GroupResamples(rng.integers(0, 3, 40), rng.random([6, 3]))
    groups = GroupResamples(rng.integers(0, 4, 40), rng.random([6, 4]))
    values = rng.random([40, 2])
    weights = people.weights[:, people.members] * groups.weights[:, groups.members]
    np.testing.assert_allclose(crossed_totals(values, groups, people), weights @ values)


def test_one_of_the_people_is_left_out_and_weights_keep_their_sum():
    people = resample_people(np.repeat(["a", "b", "c", "d"], 5), 200, np.random.default_rng(0))
    assert (people.weights[0] == 1).all()
    np.testing.assert_allclose(people.weights.sum(axis=1), 4)
    assert set(np.unique(people.weights[1:] * 3 / 4)) <= {0, 1, 2, 3}
    assert not people.note


def test_one_listener_never_varies_and_it_is_said():
    people = resample_people(np.array(["a", "a"]), 10, np.random.default_rng(0))
    assert (people.weights == 1).all()
    assert people.note == "one listener: the interval is for other sounds"


def test_without_resamples_of_groups_only_the_data_are_summed():
    labels = {"x": np.array(["u", "u", "v", "v"])}
    groups = resample_groups(labels, np.array(["g", "g", "h", "h"]), 50, np.random.default_rng(0))
    people = resample_people(np.array(list("abab")), 50, np.random.default_rng(0))
    assert crossed_totals(np.ones(4), groups, people).tolist() == [4.0]


def test_no_resamples_are_refused():
    with pytest.raises(ConfigError, match="found 0 resamples"):
        resample_people(np.array(["a"]), 0, np.random.default_rng(0))


def test_the_variance_is_that_of_people_and_of_sounds_together():
    """Of an additive table, the bootstrap gives the sum of both variances of a mean."""
    rng = np.random.default_rng(1)
    of_people, of_sounds = rng.normal(size=12), rng.normal(size=40)
    table = of_people[:, np.newaxis] + of_sounds
    names, sounds = np.indices(table.shape).reshape(2, -1)
    groups = resample_groups({"x": np.zeros(table.size, str)}, sounds, 4000, rng)
    people = resample_people(names, 4000, rng)
    both = np.stack([table.ravel(), np.ones(table.size)], axis=1)
    sums = crossed_totals(both, groups, people)[1:]
    means = sums[:, 0] / sums[:, 1]
    expected = of_people.var(ddof=1) / 12 + of_sounds.var(ddof=1) / 40
    assert means.var() == pytest.approx(expected, rel=0.1)
