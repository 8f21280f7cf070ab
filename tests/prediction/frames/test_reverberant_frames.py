import numpy as np
import pytest

from latentaudio.errors import ArtifactError
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.frames.frame_files import read_frames, write_frames
from latentaudio.prediction.frames.reverberant_frames import in_rooms
from latentaudio.prediction.frames.reverberant_names import names_in_rooms, read_in_rooms

SAMPLERATE = 8_000
FRAMES = FrameSettings("log_mel", hop_s=0.016, bands=8)
SOUNDS = {
    name: 0.1 * np.random.default_rng(seed).standard_normal(4_000).astype(np.float32)
    for seed, name in enumerate(("one", "two", "three"))
}


@pytest.fixture(scope="module")
def heard():
    """What is heard of each sound in two rooms, by name."""
    return dict(in_rooms(SOUNDS.items(), 2, SAMPLERATE, seed=3))


def test_each_recording_is_heard_in_as_many_rooms_of_its_own(heard):
    assert list(heard) == [name for one in SOUNDS for name in names_in_rooms(one, 2)]
    for name in SOUNDS:
        first, second = (heard[one] for one in names_in_rooms(name, 2))
        assert not np.array_equal(first, second)


def test_other_recordings_change_nothing(heard):
    alone = dict(in_rooms([("three", SOUNDS["three"])], 2, SAMPLERATE, seed=3))
    for name, samples in alone.items():
        np.testing.assert_array_equal(samples, heard[name])


def test_frames_are_read_for_each_room_in_the_order_of_the_recordings(heard, tmp_path):
    path = tmp_path / "part_001.parquet"
    write_frames(path, FRAMES, SAMPLERATE, heard.items())
    ids = ["three", "one"]
    found = read_in_rooms([path], FRAMES, SAMPLERATE, ids, 2)
    assert [len(one) for one in found] == [2, 2]
    (expected,) = read_frames([path], FRAMES, SAMPLERATE, ["one#room_2"])
    np.testing.assert_array_equal(found[1][1].values, expected.values)
    assert read_in_rooms([], FRAMES, SAMPLERATE, ids, 0) == []
    with pytest.raises(ArtifactError, match="no frames of 2 recordings"):
        read_in_rooms([path], FRAMES, SAMPLERATE, ids, 3)
