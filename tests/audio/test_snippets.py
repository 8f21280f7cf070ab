import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.snippets import (
    cut,
    levels_db,
    mean_squares,
    segment_starts,
    snippet_starts,
    window,
)
from latentaudio.errors import ConfigError

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)
N = SNIPPET.samples


def test_snippets_follow_each_other_and_the_remainder_is_dropped():
    starts, blocks, padded = snippet_starts(3 * N + 100, SNIPPET, hop=N)
    assert starts.tolist() == [0, N, 2 * N]
    assert starts.dtype == np.int64
    assert blocks.tolist() == [0, 0, 0]
    assert not padded.any()


def test_ten_minutes_at_the_published_hop_give_the_published_number_of_snippets():
    starts, _, _ = snippet_starts(600 * 16_000, SNIPPET, hop=7_680)
    assert len(starts) == 1_248  # 24 recordings: about 30,000; with reverberated twins 60,000
    assert starts[-1] + N <= 600 * 16_000


@pytest.mark.parametrize("n_samples", [1, N - 1])
@pytest.mark.parametrize("block", [None, 2 * N])
def test_a_short_recording_gives_one_padded_snippet(n_samples, block):
    starts, blocks, padded = snippet_starts(n_samples, SNIPPET, hop=N, block=block)
    assert (starts.tolist(), blocks.tolist(), padded.tolist()) == ([0], [0], [True])


def test_exactly_one_snippet_is_not_padded_and_no_samples_give_none():
    assert snippet_starts(N, SNIPPET, hop=N)[2].tolist() == [False]
    assert len(snippet_starts(0, SNIPPET, hop=N)[0]) == 0


@pytest.mark.parametrize(
    ("n_samples", "hop", "expected"),
    [
        (3 * N, N, [0, N, 2 * N]),
        (3 * N + 1, N, [0, N, 2 * N, 3 * N]),
        (2 * N, 7_680, [0, 7_680, 15_360, 23_040]),
        # Where snippets leave gaps, what lies in a gap is no remainder.
        (N + 10, 2 * N, [0]),
        (2 * N + 10, 2 * N, [0, 2 * N]),
        (N, N, [0]),
    ],
)
def test_the_end_of_a_recording_can_be_padded(n_samples, hop, expected):
    starts, blocks, padded = snippet_starts(n_samples, SNIPPET, hop=hop, pad_remainder=True)
    assert starts.tolist() == expected
    assert blocks.tolist() == [0] * len(expected)
    assert padded.tolist() == [start + N > n_samples for start in expected]
    whole = snippet_starts(n_samples, SNIPPET, hop=hop)[0]
    assert whole.tolist() == [start for start in expected if start + N <= n_samples]


@given(st.integers(1, 10 * N), st.integers(1_000, N))
def test_every_sample_is_in_a_snippet_if_the_end_is_padded(n_samples, hop):
    starts, _, padded = snippet_starts(n_samples, SNIPPET, hop=hop, pad_remainder=True)
    assert starts[-1] < n_samples <= starts[-1] + N
    assert not padded[:-1].any()


def test_the_end_of_a_segment_is_padded_and_that_of_a_block_refused():
    starts, _, padded = segment_starts(N + 5, SNIPPET, hop=N, pad_remainder=True)
    assert (starts.tolist(), padded.tolist()) == ([0, N], [False, True])
    with pytest.raises(ConfigError, match=r"dataset\.remainder: found pad"):
        snippet_starts(5 * N, SNIPPET, hop=N, block=2 * N, pad_remainder=True)


@pytest.mark.parametrize(("n_samples", "start"), [(N - 1, 0), (N - 2, -1), (1, -N // 2 + 1)])
def test_a_short_segment_is_centred(n_samples, start):
    starts, blocks, padded = segment_starts(n_samples, SNIPPET, hop=N)
    assert (starts.tolist(), blocks.tolist(), padded.tolist()) == ([start], [0], [True])
    before, after = -start, start + N - n_samples
    assert 0 <= after - before <= 1
    (snippet,) = cut(iter([np.ones(n_samples, np.float32)]), starts, N)
    assert snippet.tolist() == [0] * before + [1] * n_samples + [0] * after


@pytest.mark.parametrize("n_samples", [0, N, N + 1, 5 * N])
def test_a_segment_that_is_long_enough_is_cut_as_a_recording_is(n_samples):
    for one, other in zip(
        segment_starts(n_samples, SNIPPET, hop=1_000),
        snippet_starts(n_samples, SNIPPET, hop=1_000),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(0, 30), st.integers(0, 30))
def test_a_window_is_a_part_of_the_stream(sizes, start, length):
    whole = np.arange(sum(sizes))
    parts = list(window(np.split(whole, np.cumsum(sizes)[:-1]) if sizes else [], start, length))
    assert all(len(part) for part in parts)
    assert [x for part in parts for x in part] == whole[start : start + length].tolist()


def test_a_last_partial_block_counts_when_it_holds_a_snippet():
    block, guard = 2 * N, 1_000
    second = block + guard
    short = snippet_starts(second + N - 1, SNIPPET, hop=N, block=block, guard=guard)
    assert short[0].tolist() == [0, N]
    enough = snippet_starts(second + N, SNIPPET, hop=N, block=block, guard=guard)
    assert enough[0].tolist() == [0, N, second]
    assert enough[1].tolist() == [0, 0, 1]


@given(
    st.integers(1, 40 * N),
    st.integers(500, 3 * N),
    st.integers(N, 8 * N),
    st.integers(0, 2 * N),
)
def test_blocks_share_no_sample_and_keep_their_distance(n_samples, hop, block, guard):
    starts, blocks, padded = snippet_starts(n_samples, SNIPPET, hop=hop, block=block, guard=guard)
    assert len(starts) >= 1
    assert (np.diff(starts) > 0).all()
    assert (np.diff(blocks) >= 0).all()
    if n_samples < N:
        assert padded.all()
        return
    assert not padded.any()
    assert starts[-1] + N <= n_samples
    assert (starts >= blocks * (block + guard)).all()
    assert (starts + N <= blocks * (block + guard) + block).all()
    crossing = np.flatnonzero(np.diff(blocks))
    assert (starts[crossing + 1] - (starts[crossing] + N) >= guard).all()
    same = np.flatnonzero(np.diff(blocks) == 0)
    assert (starts[same + 1] - starts[same] == hop).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hop": 0}, "hop_s: found 0 samples"),
        ({"hop": -1}, "hop_s: found -1"),
        ({"hop": N, "block": N - 1}, r"block_s: found 15599 samples.*at least 0\.975 s"),
        ({"hop": N, "block": N, "guard": -1}, "guard_s: found -1"),
    ],
)
def test_impossible_plans_are_refused(options, message):
    with pytest.raises(ConfigError, match=message):
        snippet_starts(10 * N, SNIPPET, **options)


@given(
    st.lists(st.integers(0, 50), max_size=40),
    st.lists(st.integers(0, 1_000), max_size=20).map(sorted),
    st.integers(1, 120),
)
def test_cutting_a_stream_equals_slicing_the_whole(sizes, starts, length):
    whole = np.arange(1, sum(sizes) + 1, dtype=np.float32)
    blocks = np.split(whole, np.cumsum(sizes)[:-1]) if sizes else []
    padded = np.concatenate([whole, np.zeros(1_000 + length, np.float32)])
    snippets = list(cut(iter(blocks), np.array(starts, np.int64), length))
    assert len(snippets) == len(starts)
    for start, snippet in zip(starts, snippets, strict=True):
        np.testing.assert_array_equal(snippet, padded[start : start + length])


def test_cutting_reads_no_further_than_necessary():
    read = []

    def blocks():
        for index in range(100):
            read.append(index)
            yield np.full(10, index, np.float32)

    snippets = cut(blocks(), [0, 500], length=20)
    assert next(snippets).tolist() == [0.0] * 10 + [1.0] * 10
    assert read == [0, 1]
    assert next(snippets).tolist() == [50.0] * 10 + [51.0] * 10
    assert read[-1] == 51


def test_levels_are_in_db_full_scale_after_the_gain():
    sine = np.sin(2 * np.pi * np.arange(16_000) / 16).astype(np.float32)
    powers = mean_squares([sine, 0.1 * sine, np.zeros(16_000)])
    np.testing.assert_allclose(levels_db(powers), [-3.0103, -23.0103, -np.inf], atol=1e-3)
    np.testing.assert_allclose(levels_db(powers, 10.0)[:2], [16.9897, -3.0103], atol=1e-3)
