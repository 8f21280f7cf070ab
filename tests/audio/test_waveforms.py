import hashlib

import numpy as np
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.errors import DatasetError

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def snippets(path, starts, gain=2.5, channel=None, sha256=None):
    return snippet_waveforms(
        path, np.array(starts), SNIPPET, sha256=sha256 or digest(path), channel=channel, gain=gain
    )


@pytest.fixture
def recording(tmp_path):
    """A file and its samples."""
    samples = np.random.default_rng(0).uniform(-0.2, 0.2, 3 * SNIPPET.samples).astype(np.float32)
    path = tmp_path / "WT.wav"
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    return path, samples


def test_snippets_are_cut_where_planned_with_the_gain(recording):
    path, samples = recording
    starts = [0, 7_680, 2 * SNIPPET.samples]
    found = list(snippets(path, starts))
    assert [one.shape for one in found] == [(SNIPPET.samples,)] * 3
    assert all(one.dtype == np.float32 for one in found)
    for start, one in zip(starts, found, strict=True):
        expected = np.float32(2.5) * samples[start : start + SNIPPET.samples]
        np.testing.assert_allclose(one, expected, rtol=1e-6)


def test_the_last_snippet_is_filled_with_silence(recording):
    path, samples = recording
    start = len(samples) - 100
    (one,) = snippets(path, [start])
    np.testing.assert_allclose(one[:100], 2.5 * samples[start:], rtol=1e-6)
    assert not one[100:].any()


def test_a_file_that_changed_since_it_was_checked_is_refused_before_any_snippet(recording):
    path, samples = recording
    checked = digest(path)
    soundfile.write(path, samples * 0.5, 16_000, subtype="FLOAT")
    with pytest.raises(
        DatasetError, match=rf"WT\.wav: changed .*sha256 is {digest(path)}, was {checked}"
    ):
        next(snippets(path, [0], sha256=checked))


def test_the_channel_that_was_checked_is_read(tmp_path):
    samples = np.random.default_rng(0).uniform(-0.2, 0.2, (SNIPPET.samples, 2)).astype(np.float32)
    path = tmp_path / "a.wav"
    soundfile.write(path, samples, 16_000, subtype="FLOAT")
    channels = {1: samples[:, 0], 2: samples[:, 1], None: samples.mean(axis=1)}
    for channel, expected in channels.items():
        (found,) = snippets(path, [0], gain=1.0, channel=channel)
        np.testing.assert_array_equal(found, expected)
