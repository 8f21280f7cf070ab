import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.prediction.labels.label_strata import label_parts


def drawn(seed, groups=60, labels=6):
    draw = np.random.default_rng(seed)
    rates = np.linspace(0.05, 0.5, labels)
    members = draw.random((2 * groups, labels)) < rates
    return members, np.repeat([f"g{number:03d}" for number in range(groups)], 2)


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_groups_are_whole_and_the_first_part_has_every_label(seed, count):
    members, groups = drawn(seed, groups=15, labels=4)
    parts = label_parts(members, groups, [1 / count] * count, seed)
    assert set(parts) <= set(range(count))
    for group in np.unique(groups):
        assert len(set(parts[groups == group])) == 1
    assert (members[parts == 0].any(axis=0) == members.any(axis=0)).all()


def test_parts_have_their_shares_of_each_label():
    for seed in range(5):
        members, groups = drawn(seed)
        parts = label_parts(members, groups, [0.8, 0.2], seed)
        for has in members.T:
            size = len(np.unique(groups[has]))
            held = len(np.unique(groups[has & (parts == 1)]))
            # Whole groups with several labels fit no share exactly.
            assert held == pytest.approx(0.2 * size, abs=1.5 + 0.05 * size)
        assert len(np.unique(groups[parts == 1])) == pytest.approx(12, abs=2)


def test_draws_depend_on_the_seed_only():
    members, groups = drawn(1)
    first = label_parts(members, groups, [0.5, 0.5], 3)
    np.testing.assert_array_equal(first, label_parts(members, groups, [0.5, 0.5], 3))
    assert (first != label_parts(members, groups, [0.5, 0.5], 4)).any()


def test_sounds_without_labels_are_shared_out_too():
    groups = np.array([f"g{number}" for number in range(10)])
    parts = label_parts(np.zeros((10, 3), bool), groups, [0.7, 0.3], 1)
    assert np.bincount(parts).tolist() == [7, 3]


def test_a_label_whose_groups_all_went_elsewhere_comes_back():
    # The rarer labels of each group decide; without care, part 1 could take all of the common one.
    members = np.zeros((4, 5), bool)
    members[:, 0] = True
    members[np.arange(4), np.arange(1, 5)] = True
    for seed in range(20):
        parts = label_parts(members, np.arange(4).astype(str), [0.05, 0.95], seed)
        assert members[parts == 0].any(axis=0).all()
