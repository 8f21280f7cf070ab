import dataclasses

import numpy as np
import pytest

from latentaudio.disentanglement.metrics import measure
from latentaudio.disentanglement.spaces import flow_space
from latentaudio.factors import factor_layout


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
