"""Which sounds are on the map, and their rows."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.datasets.parts import part_of
from latentaudio.maps.sounds import choose_sounds

PARTS = 3


def tables(counts: dict[str, int], twins: dict[str, str]) -> tuple[pa.Table, pa.Table]:
    recordings = pa.table(
        {
            "recording_id": list(counts),
            "augmentation_of": pa.array([twins.get(one) for one in counts], pa.string()),
        }
    )
    ids = [
        (name, f"{name}#{number:05d}") for name, count in counts.items() for number in range(count)
    ]
    snippets = pa.table({"snippet_id": [i for _, i in ids], "recording_id": [r for r, _ in ids]})
    return recordings, snippets


def chosen(counts, most, seed=0, twins=None) -> pa.Table:
    recordings, snippets = tables(counts, twins or {})
    return choose_sounds(
        recordings, snippets, parts=PARTS, most=most, generator=np.random.default_rng(seed)
    )


def test_all_sounds_are_there_if_they_fit_ordered_by_part_then_as_in_the_table_of_snippets():
    counts = {"b": 2, "a": 1, "c": 3, "d": 2}
    _, snippets = tables(counts, {})
    found = chosen(counts, most=8)
    assert found.column_names == ["snippet_id", "recording_id", "part"]
    order = snippets["snippet_id"].to_pylist()
    expected = sorted(order, key=lambda one: (part_of(one[0], PARTS), order.index(one)))
    assert found["snippet_id"].to_pylist() == expected
    assert found["part"].to_pylist() == [part_of(one[0], PARTS) for one in expected]


def test_a_twin_is_in_the_part_of_its_original():
    name = next(one for one in "klmnop" if part_of(one, PARTS) != part_of("a", PARTS))
    found = chosen({"a": 1, name: 1}, most=9, twins={name: "a"})
    assert set(found["part"].to_pylist()) == {part_of("a", PARTS)}


@settings(max_examples=30)
@given(
    st.dictionaries(st.text("abcxyz", min_size=1, max_size=3), st.integers(0, 5), min_size=1),
    st.integers(1, 12),
    st.integers(0, 5),
)
def test_a_draw_has_the_number_asked_each_sound_once_and_repeats(counts, most, seed):
    counts = {"one": 1, **counts}
    found = chosen(counts, most, seed)
    ids = found["snippet_id"].to_pylist()
    assert len(ids) == len(set(ids)) == min(most, sum(counts.values()))
    assert set(ids) <= set(tables(counts, {})[1]["snippet_id"].to_pylist())
    assert found["part"].to_pylist() == sorted(found["part"].to_pylist())
    assert found.equals(chosen(counts, most, seed))


def test_another_seed_draws_others():
    counts = dict.fromkeys("abcd", 20)
    draws = {tuple(chosen(counts, 10, seed)["snippet_id"].to_pylist()) for seed in range(3)}
    assert len(draws) == 3
