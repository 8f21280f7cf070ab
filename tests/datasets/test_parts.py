import hashlib

import numpy as np
import pyarrow as pa
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.parts import divide, part_waveforms
from latentaudio.datasets.source import Recording

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)


@given(st.lists(st.integers(), max_size=60), st.integers(1, 70))
def test_parts_are_consecutive_and_differ_in_size_by_at_most_one(recordings, count):
    parts = divide(recordings, count)
    assert [one for part in parts.values() for one in part] == recordings
    sizes = [len(part) for part in parts.values()]
    assert len(sizes) == min(count, len(recordings))
    assert not sizes or max(sizes) - min(sizes) <= 1 <= min(sizes)
    assert list(parts) == sorted(parts)


@pytest.fixture
def three(tmp_path):
    """Three recordings, each of two snippets with constant samples, and their tables."""
    made, rows, snippets = [], [], []
    for index, name in enumerate("abc", start=1):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, np.full(2 * SNIPPET.samples, index / 10), 16_000, subtype="FLOAT")
        made.append(Recording(name, path, path.name, {}, name))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append({"recording_id": name, "sha256": digest, "gain": 1.0, "channel_read": None})
        snippets += [
            {"snippet_id": f"{name}#{one}", "recording_id": name, "start_s": one * 0.975}
            for one in range(2)
        ]
    return made, pa.Table.from_pylist(rows), pa.Table.from_pylist(snippets)


def test_the_snippets_of_a_part_follow_each_other_over_its_recordings(three):
    recordings, facts, snippets = three
    ids, waves = part_waveforms(recordings[1:], facts, snippets, SNIPPET)
    assert ids == ["b#0", "b#1", "c#0", "c#1"]
    levels = [float(wave.mean()) for wave in waves]
    assert levels == pytest.approx([0.2, 0.2, 0.3, 0.3])


def test_a_recording_is_opened_only_when_its_turn_comes(three):
    recordings, facts, snippets = three
    _, waves = part_waveforms(recordings, facts, snippets, SNIPPET)
    next(waves)
    recordings[2].path.unlink()
    for _ in range(3):
        next(waves)
    with pytest.raises(OSError, match=r"c\.wav"):
        next(waves)
