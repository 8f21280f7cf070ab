import numpy as np
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.measured_files import write_measured
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.part_waveforms import part_recordings, part_waveforms
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError, DatasetError

SNIPPET = SnippetFormat(samplerate=16_000, samples=15_600)


def write_part(folder, recordings):
    plan = Plan.of(SNIPPET, hop_s=SNIPPET.seconds, normalise="none", silence_db=-60.0)
    write_measured(folder / "part.parquet", recordings, measure_all(recordings, plan))
    return folder / "part.parquet"


@pytest.fixture
def three(tmp_path):
    """Three recordings of three snippets with noise of a level of its own; the second is silent."""
    recordings = []
    for index, name in enumerate("abc", start=1):
        path = tmp_path / f"{name}.wav"
        samples = np.random.default_rng(0).choice([-1.0, 1.0], 3 * SNIPPET.samples) * index / 10
        samples[SNIPPET.samples : 2 * SNIPPET.samples] = 0
        soundfile.write(path, samples, 16_000, subtype="FLOAT")
        recordings.append(Recording(name, path, path.name, {}, name))
    return recordings


def test_the_kept_snippets_of_a_part_follow_each_other_over_its_recordings(three, tmp_path):
    ids, waves = part_waveforms(write_part(tmp_path, three[1:]), SNIPPET)
    assert ids == ["b#00000", "b#00002", "c#00000", "c#00002"]
    levels = [float(np.abs(wave).mean()) for wave in waves]
    assert levels == pytest.approx([0.2, 0.2, 0.3, 0.3])


def test_a_recording_is_opened_only_when_its_turn_comes(three, tmp_path):
    _, waves = part_waveforms(write_part(tmp_path, three), SNIPPET)
    next(waves)
    three[2].path.unlink()
    for _ in range(3):
        next(waves)
    with pytest.raises(OSError, match=r"c\.wav"):
        next(waves)


def test_a_recording_that_cannot_be_used_is_refused_before_any_snippet(three, tmp_path):
    three[2].path.write_text("no audio")
    with pytest.raises(AudioError, match=r"c\.wav"):
        part_waveforms(write_part(tmp_path, three), SNIPPET)


def test_a_recording_that_cannot_be_used_is_passed_over_if_that_is_asked(three, tmp_path):
    three[1].path.write_text("no audio")
    ids, waves = part_waveforms(write_part(tmp_path, three), SNIPPET, skip_unreadable=True)
    assert ids == ["a#00000", "a#00002", "c#00000", "c#00002"]
    assert len(list(waves)) == 4


def test_whole_recordings_follow_each_other_with_what_is_silent_in_them(three, tmp_path):
    part = write_part(tmp_path, three)
    found = dict(part_recordings(part, SNIPPET.samplerate))
    assert list(found) == ["a", "b", "c"]
    for name, waveform in found.items():
        expected, _ = soundfile.read(tmp_path / f"{name}.wav", dtype="float32")
        np.testing.assert_array_equal(waveform, expected)
    # At another rate, too.
    assert len(dict(part_recordings(part, 8_000))["a"]) == 3 * SNIPPET.samples // 2


def test_a_whole_recording_that_cannot_be_used_or_has_changed_is_refused(three, tmp_path):
    part = write_part(tmp_path, three)
    three[0].path.write_bytes(three[1].path.read_bytes())
    with pytest.raises(DatasetError, match=r"a\.wav: changed since it was checked"):
        next(part_recordings(part, SNIPPET.samplerate))
    three[2].path.write_text("no audio")
    part = write_part(tmp_path, three)
    with pytest.raises(AudioError, match=r"c\.wav"):
        list(part_recordings(part, SNIPPET.samplerate))
    skipped = part_recordings(part, SNIPPET.samplerate, skip_unreadable=True)
    assert [name for name, _ in skipped] == ["a", "b"]
