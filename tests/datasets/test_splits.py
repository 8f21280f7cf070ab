import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.datasets.splits import (
    MANY_CELLS,
    assign_splits,
    eligible_for_fit,
    held_out_groups,
)
from latentaudio.factors import cells_of


def nested(cells, groups_per_cell, snippets_per_group):
    """Labels and groups, each group within one cell."""
    cell = np.repeat(np.arange(cells), groups_per_cell * snippets_per_group)
    groups = np.repeat(np.arange(cells * groups_per_cell), snippets_per_group)
    return {"x": cell.astype(str)}, np.char.add("g", groups.astype(str))


def test_cells_are_the_combinations_that_occur():
    labels = {"a": np.array(["u", "u", "v", "v", "u"]), "b": np.array(["1", "2", "1", "1", "1"])}
    cells = cells_of(labels)
    assert cells.shape == (5,)
    assert cells[0] == cells[4] != cells[1]
    assert cells[2] == cells[3]
    assert sorted(set(cells.tolist())) == [0, 1, 2]


@given(
    sizes=st.lists(st.integers(1, 8), min_size=1, max_size=6),
    fraction=st.floats(0.01, 0.99),
    seed=st.integers(0, 1000),
)
@settings(max_examples=80)
def test_whole_groups_are_held_out_and_each_cell_keeps_one_to_train_on(sizes, fraction, seed):
    names = [f"c{cell}_{group}" for cell, size in enumerate(sizes) for group in range(size)]
    groups = np.repeat(names, 3)
    labels = {"x": np.array([name.split("_")[0] for name in groups])}
    held_out = held_out_groups(labels, groups, fraction, seed)
    for group in names:
        assert len(set(held_out[groups == group])) == 1
    for cell, size in enumerate(sizes):
        chosen = len(np.unique(groups[held_out & (labels["x"] == f"c{cell}")]))
        assert chosen == min(max(round(fraction * size), 1), size - 1)


def test_the_draw_follows_from_the_seed_and_not_from_the_order_of_snippets():
    labels, groups = nested(5, 8, 4)
    held_out = held_out_groups(labels, groups, 0.25, 3)
    assert held_out.mean() == 0.25
    np.testing.assert_array_equal(held_out, held_out_groups(labels, groups, 0.25, 3))
    assert not np.array_equal(held_out, held_out_groups(labels, groups, 0.25, 4))
    order = np.random.default_rng(0).permutation(len(groups))
    shuffled = held_out_groups({"x": labels["x"][order]}, groups[order], 0.25, 3)
    np.testing.assert_array_equal(shuffled, held_out[order])


def test_a_group_that_spans_cells_is_held_out_in_all_of_them():
    groups = np.tile([f"object{index}" for index in range(8)], 3)
    labels = {"x": np.repeat(["u", "v", "w"], 8)}
    held_out = held_out_groups(labels, groups, 0.25, 0).reshape(3, 8)
    assert held_out.any()
    assert (held_out == held_out[0]).all()


@pytest.mark.parametrize("fit_on", ["all", "training"])
def test_projections_are_fitted_on_all_or_on_groups_that_are_not_held_out(fit_on):
    labels, groups = nested(4, 4, 2)
    eligible = eligible_for_fit(labels, groups, fit_on, 0.25, 1)
    held_out = held_out_groups(labels, groups, 0.25, 1)
    assert eligible.dtype == bool
    np.testing.assert_array_equal(eligible, True if fit_on == "all" else ~held_out)


def test_the_share_that_is_held_out_does_not_grow_with_the_cells_that_groups_span():
    groups = np.tile([f"object{index:02d}" for index in range(12)], 4)
    held_out = held_out_groups({"action": np.repeat(list("trdw"), 12)}, groups, 0.25, 0)
    assert held_out.mean() == 0.25


@given(st.data(), st.integers(0, 1000))
@settings(max_examples=200)
def test_each_cell_keeps_a_group_to_train_on_when_groups_span_cells(data, seed):
    groups = np.array(data.draw(st.lists(st.sampled_from("abcd"), min_size=4, max_size=12)))
    labels = data.draw(st.lists(st.sampled_from("uvw"), min_size=len(groups), max_size=len(groups)))
    labels = {"x": np.array(labels)}
    held_out = held_out_groups(labels, groups, 0.5, seed)
    cells = cells_of(labels)
    for cell in np.unique(cells):
        if len(np.unique(groups[cells == cell])) > 1:
            assert not held_out[cells == cell].all()


def test_splits_keep_groups_whole_and_hold_out_the_same_groups_as_projections():
    labels, groups = nested(5, 8, 4)
    splits = assign_splits(labels, groups, 0.25, 0.2, 3)
    np.testing.assert_array_equal(splits == "held_out", held_out_groups(labels, groups, 0.25, 3))
    for group in np.unique(groups):
        assert len(set(splits[groups == group])) == 1
    for name in np.unique(labels["x"]):
        members = labels["x"] == name
        counts = {
            split: len(np.unique(groups[members & (splits == split)]))
            for split in ("training", "validation", "held_out")
        }
        assert counts == {"training": 5, "validation": 1, "held_out": 2}


def continuous(groups, factors, bins, seed):
    """Labels of single snippets whose classes are drawn independently."""
    draws = np.random.default_rng(seed)
    labels = {f"f{n}": draws.integers(0, bins, groups).astype(str) for n in range(factors)}
    return labels, np.array([f"g{number:04d}" for number in range(groups)])


def test_groups_that_are_alone_in_their_cells_are_held_out_by_the_classes_of_each_factor():
    labels, groups = continuous(800, 4, 6, seed=0)
    sizes = np.bincount(cells_of(labels))
    assert (sizes == 1).sum() > 400
    held_out = held_out_groups(labels, groups, 0.25, 1)
    assert held_out.mean() == pytest.approx(0.25, abs=0.02)
    for values in labels.values():
        for name in np.unique(values):
            assert 0.2 < held_out[values == name].mean() < 0.26


@given(
    st.integers(3, 40),
    st.integers(1, 4),
    st.integers(2, 6),
    st.floats(0.05, 0.9),
    st.integers(0, 99),
)
@settings(max_examples=80, deadline=None)
def test_every_class_keeps_a_group_to_train_on_however_empty_the_cells(
    count, factors, bins, fraction, seed
):
    labels, groups = continuous(count, factors, bins, seed)
    held_out = held_out_groups(labels, groups, fraction, seed)
    for values in labels.values():
        assert set(values[~held_out]) == set(values)


def test_a_few_groups_that_are_alone_are_never_held_out():
    labels, groups = nested(5, 4, 1)
    labels = {"x": np.append(labels["x"], ["5", "6"])}
    held_out = held_out_groups(labels, np.append(groups, ["one", "two"]), 0.25, 0)
    assert held_out[:-2].sum() == 5
    assert not held_out[-2:].any()


def associated(one, other):
    """Cramer's V of two factors."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    squares = ((table - expected) ** 2 / expected).sum() / table.sum()
    return np.sqrt(squares / (min(table.shape) - 1))


@pytest.mark.parametrize(("shape", "association"), [((6, 4), 0), ((6, 10), 0.22), ((10, 10), 0.17)])
def test_whole_cells_of_a_crossed_design_are_held_out_if_there_are_many(shape, association):
    first, second = np.indices(shape).reshape(2, -1)
    labels = {"a": first.astype(str), "b": second.astype(str)}
    held_out = held_out_groups(labels, np.arange(first.size).astype(str), 0.25, seed=1)
    assert held_out.any() == (first.size >= MANY_CELLS)
    found = associated(first[~held_out], second[~held_out])
    assert found == pytest.approx(association, abs=0.01)
