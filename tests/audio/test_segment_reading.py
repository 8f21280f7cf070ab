"""Segments of files: each must equal the same part of the whole file."""

from itertools import pairwise

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.audio import file_blocks
from latentaudio.audio.channels import channel_to_read
from latentaudio.audio.heard_band import WITHOUT_RUMBLE
from latentaudio.audio.segment import Segment
from latentaudio.audio.sound_files import mono_blocks, scan
from latentaudio.errors import AudioError

#: Rounding of 32 bit, to which a resampled segment equals its part of the resampled file.
ROUNDING = 1e-6

FORMATS = [
    *(("WAV", "PCM_16"), ("WAV", "FLOAT"), ("WAV", "IMA_ADPCM"), ("WAV", "GSM610")),
    *(("W64", "PCM_24"), ("RF64", "PCM_16"), ("AIFF", "PCM_16"), ("CAF", "ALAC_16")),
    *(("AU", "G721_32"), ("NIST", "ULAW"), ("FLAC", "PCM_16"), ("FLAC", "PCM_24")),
    *(("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III")),
]


def sound(samplerate, seconds, channels=1, seed=0):
    """Return noise that swells, with a glide: no part of it is like another."""
    time = np.arange(round(samplerate * seconds)) / samplerate
    noise = np.random.default_rng(seed).standard_normal((len(time), channels))
    glide = np.sin(2 * np.pi * (200 + 90 * time) * time)
    mixed = 0.1 * noise * (1 + np.sin(2.1 * time))[:, np.newaxis] + 0.1 * glide[:, np.newaxis]
    return mixed.astype(np.float32)


def load(path, samplerate=None, segment=None, **options):
    return np.concatenate(list(mono_blocks(path, samplerate, segment=segment, **options)))


@pytest.mark.parametrize(("form", "subtype"), FORMATS)
def test_a_segment_has_the_samples_of_the_whole_file(tmp_path, form, subtype):
    path, samplerate = tmp_path / "a", 16_000
    soundfile.write(path, sound(samplerate, 4), samplerate, subtype, format=form)
    whole = load(path)
    for start_s, end_s in [(0, 1.5), (0.7, 0.7001), (2.33, 3.123456), (3.5, len(whole) / 16_000)]:
        segment = Segment(start_s, end_s)
        first, stop = segment.span(samplerate)
        found = load(path, segment=segment)
        np.testing.assert_allclose(found, whole[first:stop], atol=ROUNDING if form == "OGG" else 0)


@pytest.mark.parametrize(
    "mode", [("CONSTANT", 0.99), ("CONSTANT", 0.5), ("VARIABLE", 0.7), ("AVERAGE", 0.7)]
)
def test_an_mp3_is_decoded_alike_in_blocks_and_in_segments(tmp_path, mode):
    path, samplerate = tmp_path / "a.mp3", 16_000
    options = dict(zip(["bitrate_mode", "compression_level"], mode, strict=True))
    with soundfile.SoundFile(path, "w", samplerate, 1, **options) as file:
        file.write(3 * sound(samplerate, 6))
    whole = soundfile.read(path, dtype="float32")[0]
    np.testing.assert_allclose(load(path, block_s=0.7), whole, rtol=0, atol=ROUNDING)
    whole = load(path)
    for start_s in (1.21, 3.7, 5.2):
        segment = Segment(start_s, start_s + 0.5)
        first, stop = segment.span(samplerate)
        np.testing.assert_array_equal(load(path, segment=segment), whole[first:stop])


@pytest.mark.parametrize(
    "samplerate", [1_000, 8_000, 11_025, 22_050, 44_056, 44_100, 48_000, 192_000]
)
def test_a_resampled_segment_is_a_part_of_the_resampled_file(tmp_path, samplerate):
    path = tmp_path / "a.wav"
    soundfile.write(path, sound(samplerate, 5), samplerate, subtype="FLOAT")
    whole = load(path, 16_000)
    for start_s, end_s in [(0, 1), (0.0123, 0.5), (1.000_03, 2.5), (3.21, 5.0), (4.9, 4.901)]:
        segment = Segment(start_s, end_s)
        first, stop = segment.span(16_000)
        found = load(path, 16_000, segment)
        assert len(found) == stop - first
        np.testing.assert_allclose(found, whole[first:stop], rtol=0, atol=ROUNDING)


@settings(max_examples=40)
@given(
    st.integers(0, 3_000), st.integers(1, 3_000), st.sampled_from([7, 101, 10_000]), st.booleans()
)
def test_blocks_of_any_length_give_the_same_segment(tmp_path_factory, first, n, size, resampled):
    path = tmp_path_factory.getbasetemp() / "blocks.wav"
    if not path.is_file():
        soundfile.write(path, sound(8_000, 0.75), 8_000, subtype="FLOAT")
    rate = 12_000 if resampled else 8_000
    segment = Segment(first / 8_000, (first + n) / 8_000)
    begin, end = segment.span(rate)
    found = load(path, rate, segment, block_s=size / 8_000)
    np.testing.assert_allclose(found, load(path, rate)[begin:end], rtol=0, atol=ROUNDING)


def test_only_the_segment_and_its_surroundings_are_read(tmp_path, monkeypatch):
    path = tmp_path / "a.flac"
    soundfile.write(path, sound(48_000, 60), 48_000)
    read, original = [], file_blocks.FileBlocks._frames

    def frames(self, first, stop):
        read.append((first, stop))
        return original(self, first, stop)

    monkeypatch.setattr(file_blocks.FileBlocks, "_frames", frames)
    load(path, 16_000, Segment(50, 51))
    assert read[0][0] > 49.9 * 48_000
    assert read[-1][1] < 51.1 * 48_000
    assert all(stop == first for (_, stop), (first, _) in pairwise(read))


def test_what_is_watched_and_metered_is_the_segment_alone(tmp_path):
    path = tmp_path / "a.wav"
    loud = sound(48_000, 6, channels=2)
    loud[: 2 * 48_000, 0] *= 50  # the left channel is the louder one before and after the segment
    loud[4 * 48_000 :, 0] *= 50
    loud[:, 1] *= 2
    soundfile.write(path, loud, 48_000, subtype="FLOAT")
    segment = Segment(2.0, 4.0)
    watched = []
    load(path, 16_000, segment, channel=2, watch=watched.append)
    np.testing.assert_array_equal(np.concatenate(watched), loud[2 * 48_000 : 4 * 48_000, 1])
    assert channel_to_read(path, "loudest", WITHOUT_RUMBLE) == 1
    assert channel_to_read(path, "loudest", WITHOUT_RUMBLE, segment) == 2


def test_a_scan_of_a_segment_is_that_of_a_file_that_holds_it(tmp_path):
    whole, cut = tmp_path / "whole.wav", tmp_path / "cut.flac"
    samples = sound(16_000, 9)
    samples[:16_000] *= 4
    soundfile.write(whole, samples, 16_000, subtype="PCM_16")
    soundfile.write(cut, soundfile.read(whole, dtype="int16")[0][80_000:112_000], 16_000)
    one = scan(whole, 16_000, segment=Segment(5, 7))
    other = scan(cut, 16_000)
    assert one.sound_sha256 == other.sound_sha256
    assert one.sha256 == scan(whole, 16_000).sha256
    for name in ("n_samples", "duration_s", "peak", "rms", "noise_floor_db"):
        assert getattr(one, name) == getattr(other, name)
    assert one.sound_sha256 != scan(whole, 16_000, segment=Segment(1, 3)).sound_sha256


def test_a_segment_after_the_end_of_its_file_is_refused_with_both_times(tmp_path):
    path = tmp_path / "a.wav"
    soundfile.write(path, sound(8_000, 2.5), 8_000)
    with pytest.raises(AudioError, match=r"a\.wav: its segment 2 to 3 s ends after.* 2\.5 s"):
        load(path, segment=Segment(2, 3))
    with pytest.raises(AudioError, match=r"its segment 20 to 30 s ends after"):
        scan(path, 16_000, segment=Segment(20, 30))
    # Programs round the times that they write.
    assert len(load(path, segment=Segment(2, 2.5009))) == 4_000
    assert len(load(path, 16_000, Segment(2, 2.5009))) <= 8_000 + 15
    with pytest.raises(AudioError, match=r"is shorter than a sample"):
        load(path, segment=Segment(2.5, 2.5009))
    with pytest.raises(AudioError, match=r"is shorter than a sample"):
        load(path, segment=Segment(1, 1.00001))


def test_errors_of_a_segment_name_it(tmp_path):
    path = tmp_path / "a.wav"
    samples = sound(8_000, 6)
    samples[16_000:24_000] = 0
    samples[40_000] = np.nan
    soundfile.write(path, samples, 8_000, subtype="FLOAT")
    with pytest.raises(AudioError, match=r"a\.wav \(2\.1 to 2\.9 s\): silent throughout"):
        scan(path, 8_000, segment=Segment(2.1, 2.9))
    with pytest.raises(AudioError, match=r"NaN or infinite samples, the first at 5\.000 s"):
        scan(path, 8_000, segment=Segment(4, 6))
    assert scan(path, 8_000, segment=Segment(0, 4)).n_samples == 32_000


def test_a_truncated_file_can_be_used_up_to_where_it_ends(tmp_path):
    path = tmp_path / "a.flac"
    soundfile.write(path, sound(16_000, 20), 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert len(load(path, segment=Segment(1, 2))) == 16_000
    for segment in (Segment(9, 12), Segment(15, 16), None):
        with pytest.raises(AudioError, match=r"a\.flac: (damaged|truncated)"):
            load(path, segment=segment)
