import numpy as np
import pytest
import soundfile

from latentaudio.audio.formats import (
    AUDIO_SUFFIXES,
    FAULTY_ENCODINGS,
    FORMATS,
    OTHER_AUDIO_SUFFIXES,
    READABLE,
    SUFFIXES,
)
from latentaudio.audio.sound_files import scan
from latentaudio.errors import AudioError

FORMAT_OF = {suffix: name for name, suffixes in SUFFIXES.items() for suffix in suffixes}
FORMAT_OF[".rf64"] = "RF64"
#: Signed 16-bit samples, so that every format without loss holds the same ones.
SAMPLES = np.random.default_rng(0).integers(-30_000, 30_000, (16_000, 2)).astype(np.int16)


def write(path, samples=SAMPLES, subtype=None):
    subtype = "OPUS" if path.suffix == ".opus" else subtype
    soundfile.write(path, samples, 16_000, format=FORMAT_OF[path.suffix], subtype=subtype)
    return path


def cut(path, share):
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])


@pytest.mark.parametrize("suffix", sorted(AUDIO_SUFFIXES))
def test_a_file_of_every_suffix_is_read_whole_or_refused(tmp_path, suffix):
    path = write(tmp_path / f"a{suffix}")
    assert scan(path, 16_000).n_samples == 16_000
    cut(path, 0.5)
    with pytest.raises(AudioError, match=r"truncated|damaged"):
        scan(path, 16_000)


@pytest.mark.parametrize("suffix", sorted(AUDIO_SUFFIXES - {".mp3", ".oga", ".ogg", ".opus"}))
def test_formats_without_loss_share_the_digest_of_the_sound(tmp_path, suffix):
    expected = scan(write(tmp_path / "a.wav"), 8_000)
    found = scan(write(tmp_path / f"b{suffix}", subtype="PCM_16"), 8_000)
    assert found.sound_sha256 == expected.sound_sha256


@pytest.mark.parametrize("subtype", ["PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_wider_samples_share_the_digest_of_the_sound(tmp_path, subtype):
    wide = write(tmp_path / "a.wav", SAMPLES / 2.0**15, subtype)
    narrow = write(tmp_path / "b.wav")
    assert scan(wide, 16_000).sound_sha256 == scan(narrow, 16_000).sound_sha256


def test_the_digest_of_the_sound_is_that_of_the_mean_over_channels(tmp_path):
    stereo = write(tmp_path / "a.wav", SAMPLES / 2.0**15, "FLOAT")
    mean = (SAMPLES / 2.0**15).mean(axis=1).astype(np.float32)
    mono = write(tmp_path / "b.wav", mean, "FLOAT")
    assert scan(stereo, 16_000).sound_sha256 == scan(mono, 16_000).sound_sha256


def test_another_sample_or_sample_rate_is_another_sound(tmp_path):
    other = SAMPLES.copy()
    other[-1, 0] += 2
    paths = [write(tmp_path / "a.wav"), write(tmp_path / "b.wav", other), tmp_path / "c.wav"]
    soundfile.write(paths[2], SAMPLES, 16_001)
    assert len({scan(path, 16_000).sound_sha256 for path in paths}) == 3


def test_formats_are_known_to_libsndfile_and_named_in_messages():
    assert set(soundfile.available_formats()) >= FORMATS
    assert not AUDIO_SUFFIXES & OTHER_AUDIO_SUFFIXES
    assert READABLE == "WAV, W64, AIFF, CAF, AU, NIST, FLAC, OGG or MP3"


@pytest.mark.parametrize("subtype", sorted(FAULTY_ENCODINGS))
def test_encodings_that_libsndfile_decodes_wrongly_are_refused(tmp_path, subtype):
    path = write(tmp_path / "a.caf", SAMPLES / 2.0**15, subtype)
    assert np.abs(soundfile.read(path)[0] - SAMPLES / 2.0**15).max() > 0.5  # else read it again
    with pytest.raises(AudioError, match=r"ALAC.*convert it"):
        scan(path, 16_000)
