import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.flow.permuted_labels import agreement, permute_classes


@given(st.integers(0, 1000))
def test_blocks_of_a_group_and_cell_stay_together_and_every_cell_keeps_its_blocks(seed):
    # Groups 0 to 5 have one cell each, group 6 has two.
    groups = np.repeat([0, 1, 2, 3, 4, 5, 6, 6], 3)
    labels = {
        "pitch": np.repeat(["low", "low", "low", "high", "high", "high", "low", "high"], 3),
        "decay": np.repeat(["a", "b", "a", "b", "a", "b", "a", "a"], 3),
    }
    permuted = permute_classes(labels, groups, np.random.default_rng(seed))
    cells = list(zip(permuted["pitch"].tolist(), permuted["decay"].tolist(), strict=True))
    blocks = [set(cells[start : start + 3]) for start in range(0, 24, 3)]
    assert all(len(block) == 1 for block in blocks)
    assert sorted(cells) == sorted(zip(labels["pitch"], labels["decay"], strict=True))


def test_classes_are_permuted():
    groups = np.arange(40)
    labels = {"pitch": np.repeat(["low", "high"], 20)}
    permuted = permute_classes(labels, groups, np.random.default_rng(0))["pitch"]
    assert 10 < (permuted == labels["pitch"]).sum() < 30


def test_a_permutation_that_only_renames_classes_is_not_taken():
    # One group per cell: 8 of the 24 permutations keep the partition of some factor.
    groups = np.repeat(np.arange(4), 5)
    labels = {"a": np.repeat(["x", "x", "y", "y"], 5), "b": np.repeat(["u", "v", "u", "v"], 5)}
    for seed in range(20):
        permuted = permute_classes(labels, groups, np.random.default_rng(seed))
        assert max(agreement(labels[name], permuted[name]) for name in labels) < 0.1


def test_every_class_keeps_pairs_where_that_is_possible():
    # A block of a single snippet would leave the class that gets it alone without a pair.
    groups = np.array([0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    labels = {"a": np.array(["x"] * 4 + ["y"] * 6)}
    for seed in range(20):
        permuted = permute_classes(labels, groups, np.random.default_rng(seed))["a"]
        assert np.unique(permuted, return_counts=True)[1].min() >= 2


def test_agreement_of_independent_partitions_is_zero():
    assert agreement(np.array(list("aabb")), np.array(list("abab"))) == 0.0
