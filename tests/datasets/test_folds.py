import warnings

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import latentaudio.datasets.folds
from latentaudio.artifacts import FOLDS, write_table
from latentaudio.datasets.fold_table import GROUPED, RANDOM, fold_table, read_folds
from latentaudio.datasets.folds import assign_folds, check_enough_units, given_folds
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor


def crossed(groups_per_cell, snippets_per_group, first=3, second=2):
    """Labels and groups of a complete design with two factors."""
    cells = [(f"a{i}", f"b{j}") for i in range(first) for j in range(second)]
    rows = [
        (a, b, f"{a}{b}_{group}")
        for a, b in cells
        for group in range(groups_per_cell)
        for _ in range(snippets_per_group)
    ]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return {"size": columns[0], "shape": columns[1]}, columns[2]


@given(data=st.data(), folds=st.integers(2, 5), seed=st.integers(0, 99))
@settings(max_examples=60)
def test_grouped_folds_never_split_a_group_and_leave_nothing_out(data, folds, seed):
    sizes = data.draw(st.lists(st.integers(5, 12), min_size=2 * folds, max_size=24))
    classes = data.draw(st.lists(st.sampled_from("uv"), min_size=len(sizes), max_size=len(sizes)))
    counts = {name: classes.count(name) for name in set(classes)}
    assume(min(counts.values()) >= folds)
    groups = np.repeat([f"g{index}" for index in range(len(sizes))], sizes)
    labels = {"x": np.repeat(classes, sizes)}
    shuffled = np.random.default_rng(seed).permutation(len(groups))
    groups, labels = groups[shuffled], {"x": labels["x"][shuffled]}
    assigned = assign_folds(labels, groups, {GROUPED: folds}, seed)[GROUPED]
    assert len(assigned) == len(groups)
    assert set(assigned.tolist()) == set(range(1, folds + 1))
    for group in np.unique(groups):
        assert len(np.unique(assigned[groups == group])) == 1


def test_random_folds_have_equal_sizes_and_split_groups():
    labels, groups = crossed(5, 7)
    assigned = assign_folds(labels, groups, {RANDOM: 5}, 1)[RANDOM]
    sizes = np.bincount(assigned)[1:]
    assert sizes.max() - sizes.min() <= 1
    assert len(np.unique(assigned[groups == groups[0]])) > 1


def test_both_schemes_are_balanced_and_stratified_over_the_cells():
    labels, groups = crossed(10, 6)
    cells = np.char.add(labels["size"], labels["shape"])
    assigned = assign_folds(labels, groups, {GROUPED: 5, RANDOM: 5}, 0)
    for scheme in (GROUPED, RANDOM):
        sizes = np.bincount(assigned[scheme])[1:]
        assert sizes.tolist() == [72] * 5
        for cell in np.unique(cells):
            # 10 groups of 6 in 5 folds: two groups (12 snippets) of each cell in each fold.
            assert np.bincount(assigned[scheme][cells == cell])[1:].tolist() == [12] * 5


def test_folds_follow_from_the_seed_alone():
    labels, groups = crossed(6, 3)
    folds = {GROUPED: 3, RANDOM: 4}
    one, again = (assign_folds(labels, groups, folds, 5) for _ in range(2))
    other = assign_folds(labels, groups, folds, 6)
    for scheme in folds:
        np.testing.assert_array_equal(one[scheme], again[scheme])
        assert not np.array_equal(one[scheme], other[scheme])


def test_a_scheme_does_not_depend_on_the_other_one():
    labels, groups = crossed(6, 3)
    both = assign_folds(labels, groups, {GROUPED: 3, RANDOM: 4}, 5)
    alone = assign_folds(labels, groups, {RANDOM: 4}, 5)
    np.testing.assert_array_equal(both[RANDOM], alone[RANDOM])


def test_every_training_set_has_every_class():
    labels, groups = crossed(4, 5)
    assigned = assign_folds(labels, groups, {GROUPED: 4, RANDOM: 5}, 0)
    for scheme in assigned.values():
        for fold in np.unique(scheme):
            for values in labels.values():
                assert set(values[scheme != fold]) == set(values)


def test_too_few_groups_are_named_with_class_count_and_what_to_set():
    labels, groups = crossed(3, 8)
    with pytest.raises(
        ConfigError,
        match=r"folds\.grouped: 7 folds need at least 7 groups of every class, but "
        r"size 'a0' has 6; size 'a1' has 6; size 'a2' has 6\. Set folds\.grouped to at most 6",
    ):
        assign_folds(labels, groups, {GROUPED: 7}, 0)


def test_too_few_snippets_are_called_snippets():
    labels = {"x": np.array(["u"] * 9 + ["v"] * 2)}
    with pytest.raises(
        ConfigError,
        match=r"folds\.random: .*snippets of every class, but x 'v' has 2\. .*at most 2",
    ):
        assign_folds(labels, np.arange(11).astype(str), {RANDOM: 3}, 0)


@pytest.mark.parametrize(
    ("scheme", "remedy"),
    [
        (GROUPED, "Add groups, because 2 folds are the fewest: recordings of other groups, blocks"),
        (RANDOM, "Add snippets, because 2 folds are the fewest: more or longer recordings, "),
    ],
)
@pytest.mark.parametrize("folds", [2, 9])
def test_where_no_number_of_folds_works_none_is_proposed(scheme, remedy, folds):
    labels = {"x": np.array(["u"] * 12 + ["v"])}
    with pytest.raises(ConfigError, match=r"x 'v' has 1\.") as caught:
        assign_folds(labels, np.arange(13).astype(str), {scheme: folds}, 0)
    assert remedy in str(caught.value)
    assert "leave the class out (dataset.select)" in str(caught.value)
    assert "at most" not in str(caught.value)


def test_a_group_that_spans_classes_counts_for_each():
    labels = {"x": np.array(["u", "v", "u", "v"])}
    check_enough_units(labels, np.array(["g", "g", "h", "h"]), 2, GROUPED)
    with pytest.raises(ConfigError, match="x 'u' has 2; x 'v' has 2"):
        check_enough_units(labels, np.array(["g", "g", "h", "h"]), 3, GROUPED)


def test_a_training_set_without_a_class_is_refused(monkeypatch):
    class Unlucky:
        """Tests all snippets of one class in the second fold."""

        def __init__(self, *arguments, **options): ...

        def split(self, *arguments):
            return [(None, np.array([0, 1])), (None, np.array([2, 3]))]

    monkeypatch.setattr(latentaudio.datasets.folds, "StratifiedGroupKFold", Unlucky)
    labels = {"x": np.array(["u", "u", "v", "v"])}
    with pytest.raises(DatasetError, match=r"folds\.grouped: without fold 1, no .* x 'u' is left"):
        assign_folds(labels, np.array(["a", "b", "c", "d"]), {GROUPED: 2}, 0)


def test_too_few_groups_of_a_bin_are_told_of_bins():
    labels = {"x": np.repeat(["u", "v"], 6), "f0": np.repeat(["1: 1 to 2", "2: 3"], [9, 3])}
    with pytest.raises(
        ConfigError,
        match=r"of every class and every bin of a numeric factor, but f0 '2: 3' has 3\. Set "
        r"folds\.grouped to at most 3, use fewer bins \(dataset\.factors\), or add groups",
    ):
        assign_folds(labels, np.arange(12).astype(str), {GROUPED: 4}, 0, ["f0"])


def test_given_folds_need_every_class_in_training_but_not_every_value():
    factors = [Factor("kind"), Factor("f0", "numeric")]
    columns = {"kind": ["u", "v", "u", "v"], "f0": [1.0, 1.0, 2.0, 2.0]}
    snippets = pa.table({**columns, "fold": pa.array([1, 1, 2, 2], pa.int16())})
    assert given_folds(snippets, factors)["given"].tolist() == [1, 1, 2, 2]
    snippets = pa.table({**columns, "fold": pa.array([1, 2, 1, 2], pa.int16())})
    with pytest.raises(DatasetError, match=r"fold_column: without fold 1, no .* kind 'u' is left"):
        given_folds(snippets, factors)


def test_schemes_that_a_run_does_not_have_are_not_read(tmp_path):
    ids = pa.chunked_array([["a", "b"]])
    path = tmp_path / "folds.parquet"
    write_table(fold_table(ids, {"given": np.array([1, 2], np.int16)}), path, FOLDS)
    folds = read_folds(path, np.array(["a", "b"]))
    assert {scheme: values.tolist() for scheme, values in folds.items()} == {"given": [1, 2]}


def test_the_table_of_folds_has_a_column_per_scheme():
    labels, groups = crossed(4, 5)
    assigned = assign_folds(labels, groups, {GROUPED: 2, RANDOM: 3}, 0)
    ids = pa.chunked_array([[f"s{index}" for index in range(len(groups))]])
    table = fold_table(ids, assigned)
    assert table.column_names == ["snippet_id", GROUPED, RANDOM]
    assert table.schema.field(GROUPED).type == pa.int16()
    assert table[RANDOM].to_pylist() == assigned[RANDOM].tolist()


@pytest.mark.parametrize("scheme", ["grouped", "random"])
def test_cells_with_fewer_snippets_than_folds_still_fill_every_fold(scheme):
    # 3 x 3 cells of 5 snippets: every class has 15, enough for 10 folds.
    labels = {
        "a": np.repeat(["x", "y", "z"], 15),
        "b": np.tile(np.repeat(["u", "v", "w"], 5), 3),
    }
    assigned = assign_folds(labels, np.arange(45).astype(str), {scheme: 10}, 0)[scheme]
    assert set(assigned.tolist()) == set(range(1, 11))


def test_drawing_random_folds_gives_no_warning():
    labels = {"x": np.repeat(["u", "v"], 20)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assign_folds(labels, np.arange(40).astype(str), {"random": 4}, 0)


def test_without_factors_folds_keep_groups_whole_and_are_about_equal():
    groups = np.repeat([f"g{index:02d}" for index in range(30)], 4)
    assigned = assign_folds({}, groups, {GROUPED: 3, RANDOM: 4}, seed=1)
    assert np.bincount(assigned[GROUPED]).tolist() == [0, 40, 40, 40]
    assert all(len(set(assigned[GROUPED][groups == one])) == 1 for one in groups)
    assert np.bincount(assigned[RANDOM]).tolist() == [0, 30, 30, 30, 30]
    again = assign_folds({}, groups, {GROUPED: 3}, seed=2)[GROUPED]
    assert (again != assigned[GROUPED]).any()


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        (3, "5 folds need at least 5 groups, but there are 3. Set folds.grouped to at most 3, or"),
        (1, "5 groups, but there is 1. Add groups, because 2 folds are the fewest$"),
    ],
)
def test_without_factors_too_few_groups_are_refused(groups, message):
    names = np.array([f"g{index}" for index in range(groups)])
    with pytest.raises(ConfigError, match=message):
        assign_folds({}, np.repeat(names, 9), {GROUPED: 5}, seed=1)
