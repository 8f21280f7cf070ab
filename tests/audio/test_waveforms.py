import hashlib

import numpy as np
import pyarrow as pa
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.errors import DatasetError

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)


@pytest.fixture
def recording(tmp_path):
    """A file, its samples, and a table that lists it among others."""
    samples = np.random.default_rng(0).uniform(-0.2, 0.2, 3 * SNIPPET.samples).astype(np.float32)
    path = tmp_path / "WT.wav"
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    table = pa.table(
        {
            "recording_id": ["MT", "WT", "WR"],
            "sha256": ["0" * 64, digest, "1" * 64],
            "gain": [7.0, 2.5, 9.0],
            "channel_read": pa.array([None, None, None], pa.int16()),
        }
    )
    return path, samples, table


def test_snippets_are_cut_where_planned_with_their_own_gain(recording):
    path, samples, table = recording
    starts = np.array([0, 7_680, 2 * SNIPPET.samples])
    found = list(snippet_waveforms(path, table, "WT", starts, SNIPPET))
    assert [one.shape for one in found] == [(SNIPPET.samples,)] * 3
    assert all(one.dtype == np.float32 for one in found)
    for start, one in zip(starts, found, strict=True):
        expected = np.float32(2.5) * samples[start : start + SNIPPET.samples]
        np.testing.assert_allclose(one, expected, rtol=1e-6)


def test_the_last_snippet_is_filled_with_silence(recording):
    path, samples, table = recording
    start = len(samples) - 100
    (one,) = snippet_waveforms(path, table, "WT", np.array([start]), SNIPPET)
    np.testing.assert_allclose(one[:100], 2.5 * samples[start:], rtol=1e-6)
    assert not one[100:].any()


def test_a_file_that_changed_since_it_was_checked_is_refused_before_any_snippet(recording):
    path, samples, table = recording
    soundfile.write(path, samples * 0.5, 16_000, subtype="FLOAT")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(
        DatasetError, match=rf"WT\.wav: changed .*sha256 is {found}, was .*--forcerun dataset"
    ):
        next(snippet_waveforms(path, table, "WT", np.array([0]), SNIPPET))


def test_the_channel_that_was_checked_is_read(tmp_path):
    samples = np.random.default_rng(0).uniform(-0.2, 0.2, (SNIPPET.samples, 2)).astype(np.float32)
    path = tmp_path / "a.wav"
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    channels = {1: samples[:, 0], 2: samples[:, 1], None: samples.mean(axis=1)}
    for channel, expected in channels.items():
        row = {"recording_id": "a", "sha256": digest, "gain": 1.0, "channel_read": channel}
        table = pa.Table.from_pylist([row])
        (found,) = snippet_waveforms(path, table, "a", np.array([0]), SNIPPET)
        np.testing.assert_array_equal(found, expected)
