from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import DatasetError
from latentaudio.listening.slices import Slice
from latentaudio.listening.trials import design, digest_of


def slices(cells, groups, each):
    return [
        Slice(
            range(number, number + 1),
            f"{cell}/{group}#{number:05d}",
            f"{cell}/{group}",
            float(number),
            f"{cell}/{group}",
            {"size": cell[0], "mood": cell[1:]},
        )
        for cell in cells
        for group in range(groups)
        for number in range(each)
    ]


CELLS = ("bx", "by", "sx", "sy")


@settings(max_examples=40, deadline=None)
@given(
    blocks=st.integers(1, 4),
    per_cell=st.integers(1, 3),
    groups=st.integers(1, 4),
    seed=st.integers(0),
)
def test_every_block_is_balanced_and_no_sound_is_heard_twice(blocks, per_cell, groups, seed):
    candidates = slices(CELLS, groups, each=12)
    trials = design(candidates, set(), blocks=blocks, per_cell=per_cell, seed=seed)
    for block in range(1, blocks + 1):
        counts = Counter(one.slice.cell for one in trials if one.block == block)
        assert set(counts.values()) == {per_cell}
        assert len(counts) == len(CELLS)
    assert len({one.slice.snippet_id for one in trials}) == len(trials)
    assert [one.number for one in trials] == list(range(1, len(trials) + 1))
    assert [one.block for one in trials] == sorted(one.block for one in trials)
    for cell in CELLS:
        used = Counter(one.slice.group for one in trials if "".join(one.slice.cell) == cell)
        # Groups take turns.
        assert max(used.values()) - min(used.values()) <= 1
        assert len(used) == min(groups, blocks * per_cell)


def test_held_out_groups_come_first_and_others_fill_up():
    held_out = {"bx/0", "by/0", "sx/0", "sy/0"}
    candidates = slices(CELLS, groups=3, each=4)
    few = design(candidates, held_out, blocks=2, per_cell=2, seed=1)
    assert all(one.held_out and one.slice.group in held_out for one in few)
    more = design(candidates, held_out, blocks=2, per_cell=3, seed=1)
    assert Counter(one.held_out for one in more) == {True: 16, False: 8}


def test_the_seed_decides_sounds_and_order():
    candidates = slices(CELLS, groups=3, each=12)

    def heard(seed):
        trials = design(candidates, set(), blocks=2, per_cell=4, seed=seed)
        return [one.slice.snippet_id for one in trials]

    assert heard(1) == heard(1)
    assert sorted(heard(1)) != sorted(heard(2))
    assert [one[0] for one in heard(1)] != [one[0] for one in heard(2)]


def test_the_order_of_candidates_does_not_decide_the_order_of_classes():
    # In a shuffled block, runs of one class are short: of 200 orders of 8 + 8, none is sorted.
    candidates = slices(CELLS, groups=3, each=12)
    firsts = Counter()
    for seed in range(200):
        trials = design(candidates, set(), blocks=1, per_cell=4, seed=seed)
        sizes = [one.slice.labels["size"] for one in trials]
        assert sizes != sorted(sizes)
        firsts[sizes[0]] += 1
    # Binomial with p = 1/2: beyond 60 and 140 lies less than 1e-7.
    assert 60 < firsts["b"] < 140


def test_cells_with_too_few_slices_are_all_named():
    candidates = slices(("bx", "by"), 1, each=4) + slices(("sx", "sy"), 1, each=1)
    with pytest.raises(DatasetError, match=r"4 slices .* s \+ x: 1; s \+ y: 1\. Give fewer"):
        design(candidates, set(), blocks=4, per_cell=1, seed=0)


def test_tests_are_told_apart():
    candidates = slices(CELLS, 2, each=4)
    one, same, other = (
        design(candidates, set(), blocks=2, per_cell=1, seed=seed) for seed in (1, 1, 2)
    )
    assert digest_of(one, 1.0) == digest_of(same, 1.0)
    assert len({digest_of(one, 1.0), digest_of(other, 1.0), digest_of(one, 2.0)}) == 3
