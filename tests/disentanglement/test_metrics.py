import dataclasses

import numpy as np
import pytest

from latentaudio.disentanglement.metrics import measure, value_records
from latentaudio.disentanglement.spaces import flow_space
from latentaudio.factors import factor_layout
from latentaudio.statistics.stratified_bootstrap import resample_groups


@pytest.fixture(scope="module")
def data():
    """A space, labels, groups and splits: 2 x 2 cells, 9 groups each, 4 snippets each."""
    generator = np.random.default_rng(19)
    groups = np.arange(144) // 4
    labels = {"tone": (groups // 18).astype(str), "size": (groups // 9 % 2).astype(str)}
    split = np.choose(groups % 3, ["training", "validation", "held_out"])
    z = generator.normal(size=(144, 5))
    z[:, 3] += 2 * (groups // 18)
    space = flow_space(z, generator.normal(size=144), factor_layout(["tone", "size"], 5))
    return space, labels, groups, split


def measured(space, labels, groups, split):
    generator = np.random.default_rng(1)
    return measure([space], labels, groups, split, neighbors=5, bootstrap=50, generator=generator)


def test_only_numeric_factors_have_correlations_with_values(data):
    space, labels, groups, split = data
    assert "values" not in measured(*data)
    tones = labels["tone"].astype(float)
    found = measure(
        [space],
        labels,
        groups,
        split,
        neighbors=5,
        bootstrap=50,
        generator=np.random.default_rng(1),
        numbers={"tone": tones},
    )
    values = found.pop("values")
    assert found == measured(*data)
    assert [(row["axis"], row["factor"], row["own"]) for row in values] == [
        ("tone", "tone", True),
        ("size", "tone", False),
    ]
    held_out = split == "held_out"
    own = values[0]
    expected = np.corrcoef(space.axis("tone")[held_out, 0], tones[held_out])[0, 1]
    assert own["r"] == pytest.approx(abs(expected))
    assert own["r_low"] <= own["r"] <= own["r_high"]
    assert own["rho_low"] <= own["rho"] <= own["rho_high"]
    assert values[1]["r"] < 0.4


def test_an_axis_of_two_coordinates_has_no_rank_correlation(data):
    space, labels, _, split = data
    wide = dataclasses.replace(space, axes={"tone": np.array([2, 3])})
    held_out = split == "held_out"
    resamples = resample_groups(
        {"tone": labels["tone"][held_out]}, data[2][held_out], 10, np.random.default_rng(0)
    )
    numbers = {"tone": labels["tone"].astype(float)}
    (row,) = value_records([wide], numbers, held_out, resamples)
    assert row["r"] > 0.5
    assert row["rho"] is None


def noise_in(space, rows):
    generator = np.random.default_rng(2)
    return dataclasses.replace(
        space,
        coordinates=np.where(
            rows[:, np.newaxis], generator.normal(size=(144, 5)), space.coordinates
        ),
        log_determinant=np.where(rows, generator.normal(size=144), space.log_determinant),
    )


def test_validation_snippets_change_nothing(data):
    space, split = data[0], data[3]
    assert measured(noise_in(space, split == "validation"), *data[1:]) == measured(*data)


def test_training_snippets_change_only_the_accuracy_of_neighbors(data):
    space, split = data[0], data[3]
    one = measured(*data)
    other = measured(noise_in(space, split == "training"), *data[1:])
    assert [row.pop("knn_accuracy") for row in one["axes"]] != [
        row.pop("knn_accuracy") for row in other["axes"]
    ]
    for rows in (one["axes"], other["axes"]):
        for row in rows:
            del row["knn_accuracy_low"], row["knn_accuracy_high"]
    assert one == other


def test_held_out_snippets_change_every_measure(data):
    space, split = data[0], data[3]
    one = measured(*data)
    other = measured(noise_in(space, split == "held_out"), *data[1:])
    for name in ("axes", "gaps", "correlations", "spaces"):
        assert one[name] != other[name]


def test_records_mark_each_factors_own_axis(data):
    rows = measured(*data)["axes"]
    assert [(row["axis"], row["factor"], row["own"]) for row in rows] == [
        ("tone", "tone", True),
        ("tone", "size", False),
        ("size", "tone", False),
        ("size", "size", True),
    ]
