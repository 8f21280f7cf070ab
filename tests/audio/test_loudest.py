"""One snippet around the loudest point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.loudest import LoudestPoints, loudest_starts
from latentaudio.audio.rate import SnippetFormat

SNIPPET = SnippetFormat(samplerate=16_000, samples=1_000)


class Everything:
    """A filter that passes all."""

    def __call__(self, block):
        return block


def points(samples, lengths=None, **blocks):
    found = LoudestPoints(Everything(), **blocks)
    for part in np.split(samples, np.cumsum(lengths or [])):
        if len(part):
            found.add(part)
    return found.positions.tolist()


def test_the_loudest_point_may_be_negative():
    # The largest signed sample would be another one.
    samples = np.zeros(3_000)
    samples[[700, 2_000]] = 0.5, -0.9
    assert points(samples) == [2_000]


def test_of_equals_the_first_is_taken_however_the_stream_is_cut():
    samples = np.zeros(100)
    samples[[20, 60]] = 1.0, -1.0
    for lengths in ([], [10], [20], [21], [60], [40, 20]):
        assert points(samples, lengths) == [20]


def test_an_offset_and_rumble_do_not_count():
    time = np.arange(32_000) / 16_000
    samples = 0.5 + 0.4 * np.sin(2 * np.pi * 5 * time)
    samples[20_000] -= 0.3
    found = LoudestPoints(HeardBand(125.0, 7500.0).filter(16_000))
    found.add(samples)
    assert found.positions.tolist() == [20_000]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-9, 9), min_size=1, max_size=60),
    st.lists(st.integers(0, 20), max_size=6),
    st.integers(1, 20),
    st.integers(0, 9),
)
def test_each_block_has_the_point_that_it_has_alone(values, lengths, block, guard):
    samples = np.array(values, float)
    firsts = range(0, len(samples), block + guard)
    expected = [first + int(np.abs(samples[first : first + block]).argmax()) for first in firsts]
    assert points(samples, lengths, block=block, guard=guard) == expected
    assert points(samples, lengths) == [int(np.abs(samples).argmax())]


@pytest.mark.parametrize(
    ("point", "start"), [(5_000, 4_500), (500, 0), (499, 0), (0, 0), (9_500, 9_000), (9_999, 9_000)]
)
def test_a_snippet_is_around_the_point_and_shifted_inside(point, start):
    starts, blocks, padded = loudest_starts(10_000, SNIPPET, np.array([point]))
    assert (starts.tolist(), blocks.tolist(), padded.tolist()) == ([start], [0], [False])


@pytest.mark.parametrize(("n_samples", "start"), [(999, 0), (998, -1), (500, -250), (1, -499)])
def test_a_short_recording_lies_in_the_middle_of_zeros(n_samples, start):
    starts, _, padded = loudest_starts(n_samples, SNIPPET, np.array([n_samples - 1]))
    assert (starts.tolist(), padded.tolist()) == ([start], [True])


def test_no_samples_give_no_snippet_and_exactly_one_is_not_padded():
    assert loudest_starts(0, SNIPPET, np.array([], int))[0].tolist() == []
    starts, _, padded = loudest_starts(1_000, SNIPPET, np.array([999]))
    assert (starts.tolist(), padded.tolist()) == ([0], [False])


def test_a_snippet_stays_within_its_block():
    # Blocks of 2,000 samples after every 500; the last one is cut off, but holds a snippet.
    found = np.array([1_999, 2_600, 5_100])
    starts, blocks, _ = loudest_starts(6_100, SNIPPET, found, block=2_000, guard=500)
    assert starts.tolist() == [1_000, 2_500, 5_000]
    assert blocks.tolist() == [0, 1, 2]
    # Without a snippet in it, it does not count.
    assert len(loudest_starts(5_900, SNIPPET, found, block=2_000, guard=500)[0]) == 2
