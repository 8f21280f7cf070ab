from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening.conftest import SNIPPET

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.listening.slices import find_slices


def table(starts, recording="a", groups="g"):
    count = len(starts)
    return pa.table(
        {
            "snippet_id": [f"{recording}#{round(start * 1000):05d}" for start in starts],
            "recording_id": [recording] * count,
            "start_s": pa.array(starts, pa.float64()),
            "group": [groups] * count if isinstance(groups, str) else groups,
        }
    )


def found(snippets, slice_s, snippet_s=1.0):
    labels = {"x": np.array(["u"] * len(snippets))}
    return find_slices(snippets, labels, slice_s=slice_s, snippet_s=snippet_s)


def test_a_slice_is_as_long_as_asked_and_begins_with_a_snippet():
    slices = found(table([0.0, 1.0, 2.0, 3.0]), 2.0)
    assert [one.start_s for one in slices] == [0.0, 2.0]
    assert [one.rows for one in slices] == [range(0, 2), range(2, 4)]
    assert slices[1].snippet_id == "a#02000"
    assert slices[0].cell == ("u",)


def test_a_slice_of_a_snippet_and_a_half_ends_within_one():
    slices = found(table([0.0, 1.0, 2.0, 3.0]), 1.5)
    assert [(one.start_s, one.rows) for one in slices] == [(0.0, range(0, 2)), (2.0, range(2, 4))]


def test_no_slice_spans_what_was_dropped_as_silent():
    # The snippet at 2 s was silent: it is not in the table.
    assert [one.start_s for one in found(table([0.0, 1.0, 3.0, 4.0, 5.0]), 2.0)] == [0.0, 3.0]


def test_silent_snippets_of_real_recordings_are_in_no_slice(sounds):
    labels = {"material": np.array(sounds.snippets["material"].to_pylist())}
    slices = find_slices(sounds.snippets, labels, slice_s=0.2, snippet_s=SNIPPET.seconds)
    # Two snippets before the silent one, seven after it: one and three slices of two each.
    assert len(slices) == 8 * 4
    silent = 2 * SNIPPET.seconds
    assert not [one for one in slices if one.start_s - 1e-6 <= silent < one.start_s + 0.2 - 1e-6]


def test_no_slice_spans_two_groups():
    groups = ["g", "g", "g", "h", "h"]
    slices = found(table([0.0, 1.0, 2.0, 3.0, 4.0], groups=groups), 2.0)
    assert [(one.start_s, one.group) for one in slices] == [(0.0, "g"), (3.0, "h")]


def test_the_longest_stretch_is_named_if_none_is_long_enough():
    with pytest.raises(DatasetError, match=r"slice_s: found 3 s, .* lasts 2 s; give at most that"):
        found(table([0.0, 1.0, 3.0]), 3.0)


def test_a_slice_shorter_than_a_snippet_is_refused():
    with pytest.raises(ConfigError, match=r"found 0\.5 s, but a snippet lasts 1 s"):
        found(table([0.0]), 0.5)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.booleans(), min_size=5, max_size=40),
    st.sampled_from([0.25, 0.5, 1.0]),
    st.sampled_from([1.0, 1.3, 2.0]),
)
def test_slices_do_not_overlap_and_snippets_cover_them(kept, hop_s, slice_s):
    starts = (np.flatnonzero(kept) * hop_s).tolist()
    if not starts:
        return
    try:
        slices = found(table(starts), slice_s)
    except DatasetError:
        return
    for one, following in pairwise(slices):
        assert one.start_s + slice_s <= following.start_s + 1e-6
    for one in slices:
        inside = [start for start in starts if one.start_s <= start < one.start_s + slice_s - 1e-9]
        assert [starts[row] for row in one.rows] == inside
        covered = [
            any(start <= time < start + 1 for start in starts)
            for time in np.arange(one.start_s, one.start_s + slice_s - 1e-9, hop_s / 2)
        ]
        assert all(covered)
