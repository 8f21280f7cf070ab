import numpy as np
import pyarrow as pa
import pytest

from latentaudio.datasets.splits import held_out_groups
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor
from latentaudio.flow.training_data import flow_data, pair_samplers


def table(groups_of_a_cell=4, classes=("low", "mid", "high")):
    cells = [(p, d) for p in classes for d in ("short", "long")]
    rows = [
        (f"r{cell}#{group}{snippet}", f"{cell}/{group}", *labels)
        for cell, labels in enumerate(cells)
        for group in range(groups_of_a_cell)
        for snippet in range(3)
    ]
    names = ["snippet_id", "group", "pitch", "decay"]
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def data(snippets, classes=None, **changes):
    settings = {"held_out_fraction": 0.25, "validation_fraction": 0.25, "seed": 1, **changes}
    return flow_data(snippets, [Factor("pitch"), Factor("decay")], classes or {}, **settings)


def test_every_class_is_in_every_split_and_no_group_in_two():
    found = data(table())
    for values in found.labels.values():
        for name in np.unique(values):
            assert set(found.splits[values == name]) == {"training", "validation", "held_out"}
    for group in np.unique(found.groups):
        assert len(set(found.splits[found.groups == group])) == 1


def test_the_held_out_groups_are_those_that_projections_leave_out():
    snippets = table()
    found = data(snippets)
    labels = {name: np.array(snippets[name].to_pylist()) for name in ("pitch", "decay")}
    groups = np.array(snippets["group"].to_pylist())
    np.testing.assert_array_equal(
        found.splits == "held_out", held_out_groups(labels, groups, 0.25, 1)
    )


def test_chosen_classes_keep_their_splits():
    snippets = table()
    everything, some = data(snippets), data(snippets, {"pitch": ["low", "high"]})
    assert set(some.labels["pitch"]) == {"low", "high"}
    np.testing.assert_array_equal(some.splits, everything.splits[some.rows])
    np.testing.assert_array_equal(some.snippet_ids, everything.snippet_ids[some.rows])


@pytest.mark.parametrize(
    ("snippets", "classes", "words"),
    [
        (table(), {"pitch": ["low", "hihg"]}, ["flow.classes.pitch", "hihg", "'high'"]),
        (table(classes=("low + soft", "high")), {}, ["'low + soft' contains ' + '", "rename it"]),
        (table(), {"pitch": ["low"]}, ["factor 'pitch'", "found 1 class (low)"]),
        (
            table(groups_of_a_cell=1, classes=("low", "mid")),
            {},
            ["class 'low' of factor 'pitch' is missing from the held_out split", "has 2 group"],
        ),
    ],
)
def test_data_that_a_flow_cannot_be_trained_on_are_refused(snippets, classes, words):
    with pytest.raises(DatasetError) as caught:
        data(snippets, classes)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_samplers_draw_from_their_own_split_only():
    found = data(table())
    marked = np.stack([found.splits == name for name in ("training", "validation", "held_out")]).T
    samplers = pair_samplers(found, marked.astype(np.float32))
    for column, name in enumerate(samplers):
        drawn = samplers[name].sample(50, np.random.default_rng(0))
        assert (drawn[..., column] == 1).all()


def test_with_two_groups_per_cell_there_is_no_validation_split():
    found = data(table(groups_of_a_cell=2))
    assert set(found.splits) == {"training", "held_out"}
    assert set(pair_samplers(found, np.zeros((len(found.rows), 1)))) == {"training", "held_out"}


def test_a_validation_split_that_lacks_a_class_is_trained_on_instead():
    # Three groups in every cell, except those of one class, which have two.
    snippets = table(groups_of_a_cell=3)
    spare = [
        not (pitch == "low" and group.endswith("/2"))
        for pitch, group in zip(
            *(snippets[name].to_pylist() for name in ("pitch", "group")), strict=True
        )
    ]
    found = data(snippets.filter(pa.array(spare)))
    assert set(found.splits) == {"training", "held_out"}
