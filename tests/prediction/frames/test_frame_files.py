import numpy as np
import pytest

from latentaudio.errors import ArtifactError
from latentaudio.features.frames import FrameSettings, recording_frames
from latentaudio.prediction.frames.frame_files import read_frames, write_frames

SETTINGS = FrameSettings("waveform", hop_s=0.01)
RATE = 1000


def recordings(names, seconds):
    draw = np.random.default_rng(3)
    for name, duration in zip(names, seconds, strict=True):
        yield name, draw.uniform(-1, 1, round(duration * RATE)).astype(np.float32)


@pytest.fixture
def files(tmp_path):
    for part, names in (("one", ["a", "b"]), ("two", ["c"])):
        seconds = [0.05, 0.31] if part == "one" else [1.0]
        write_frames(tmp_path / part, SETTINGS, RATE, recordings(names, seconds))
    return [tmp_path / "one", tmp_path / "two"]


def test_frames_come_back_in_the_order_asked_for(files):
    found = read_frames(files, SETTINGS, RATE, ["c", "a"])
    assert [len(one.values) for one in found] == [101, 6]
    waveform = dict(recordings(["a", "b"], [0.05, 0.31]))["a"]
    expected = recording_frames(waveform, SETTINGS, RATE)
    for one, two in zip(found[1], expected, strict=True):
        np.testing.assert_array_equal(one, two.astype(np.float16))


def test_other_frames_and_missing_recordings_are_refused(files):
    other = FrameSettings("waveform", hop_s=0.02)
    with pytest.raises(ArtifactError, match=r"frames of .*0\.01.*expected .*0\.02"):
        read_frames(files, other, RATE, ["a"])
    with pytest.raises(ArtifactError, match=r"no frames of 1 recordings, e\.g\. 'd'"):
        read_frames(files, SETTINGS, RATE, ["a", "d"])


def test_values_that_half_precision_cannot_hold_are_refused(tmp_path):
    loud = [("x", np.full(100, 1e6, np.float32))]
    with pytest.raises(ArtifactError, match="frames of x: a value does not fit half precision"):
        write_frames(tmp_path / "loud", SETTINGS, RATE, loud)
    assert not (tmp_path / "loud").exists()
