import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.datasets.inner_folds import inner_folds


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=40),
    st.integers(2, 6),
    st.integers(0, 2**32 - 1),
)
def test_each_row_is_left_out_once_with_all_of_its_group(names, most, seed):
    groups = np.array([*names, "y", "z"])
    folds = inner_folds(groups, most, seed)
    assert len(folds) == min(most, len(set(groups)))
    assert sorted(np.concatenate([rest for _, rest in folds])) == list(range(len(groups)))
    for others, rest in folds:
        assert sorted([*others, *rest]) == list(range(len(groups)))
        assert not set(groups[others]) & set(groups[rest])


def test_folds_follow_from_the_names_of_groups_and_the_seed():
    groups = np.repeat([f"g{number}" for number in range(10)], 3)
    order = np.random.default_rng(0).permutation(len(groups))

    def dealt(names, seed):
        return [set(names[rest]) for _, rest in inner_folds(names, 4, seed)]

    assert dealt(groups[order], 1) == dealt(groups, 1)
    assert len({str(sorted(map(sorted, dealt(groups, seed)))) for seed in range(5)}) == 5


def test_one_group_cannot_be_left_out():
    with pytest.raises(ValueError, match="n_splits=1"):
        inner_folds(np.array(["a", "a"]), 4, 1)
