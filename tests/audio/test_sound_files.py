import hashlib
import os
import re
import struct
from functools import partial

import numpy as np
import pytest
import soundfile
import soxr
from places import BOOTH

from latentaudio.audio import file_blocks, sound_files
from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.sound_files import probe
from latentaudio.errors import AudioError

mono_blocks = partial(sound_files.mono_blocks, samplerate=16_000)
scan = partial(sound_files.scan, samplerate=16_000)


def sine(samplerate, seconds=1.0, frequency=500.0, amplitude=0.5):
    time = np.arange(round(seconds * samplerate)) / samplerate
    return amplitude * np.sin(2 * np.pi * frequency * time)


def write(path, samples, samplerate=16_000, **options):
    soundfile.write(path, samples, samplerate, **options)
    return path


def noise(n, channels=1, seed=0):
    samples = 0.1 * np.random.default_rng(seed).standard_normal((n, channels))
    return samples[:, 0] if channels == 1 else samples


def load(path):
    return np.concatenate(list(mono_blocks(path)))


def size_position(path):
    return path.read_bytes().index(b"data") + 4


def set_data_size(path, size):
    content = bytearray(path.read_bytes())
    position = size_position(path)
    content[position : position + 4] = struct.pack("<I", size)
    path.write_bytes(content)


# -- What can be read -----------------------------------------------------------------------------


@pytest.mark.parametrize("samplerate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3"])
def test_a_sine_keeps_frequency_and_amplitude_at_every_rate_and_format(
    tmp_path, suffix, samplerate
):
    path = write(tmp_path / f"a.{suffix}", sine(samplerate, 2.0), samplerate)
    samples = load(path)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(32_000, abs=1)
    inner = samples[8_000:24_000]  # 1 s in the middle: bin k of the DFT is k Hz
    spectrum = np.abs(np.fft.rfft(inner)) / (len(inner) / 2)
    assert spectrum.argmax() == 500
    lossy = suffix in {"ogg", "mp3"}
    assert spectrum[500] == pytest.approx(0.5, rel=0.1 if lossy else 1e-3)
    facts = probe(path)
    assert (facts.samplerate, facts.channels) == (samplerate, 1)
    assert facts.duration_s == pytest.approx(2.0, abs=1e-3)


@pytest.mark.parametrize(
    ("subtype", "tolerance"),
    [("PCM_U8", 1e-2), ("PCM_16", 1e-4), ("PCM_24", 1e-6), ("PCM_32", 1e-6), ("FLOAT", 1e-7)],
)
def test_integers_and_floats_are_read_to_the_same_scale(tmp_path, subtype, tolerance):
    samples = sine(16_000)
    path = write(tmp_path / "a.wav", samples, subtype=subtype)
    np.testing.assert_allclose(load(path), samples, atol=tolerance)


@pytest.mark.parametrize("channels", [1, 2, 5])
def test_channels_are_averaged(tmp_path, channels):
    samples = noise(5_000, channels)
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    expected = samples.reshape(5_000, channels).mean(axis=1)
    np.testing.assert_allclose(load(path), expected, atol=1e-7)
    assert probe(path).channels == channels


@pytest.mark.parametrize("samplerate", [8_000, 44_100, 48_000])
def test_streaming_equals_resampling_the_whole_signal_at_once(tmp_path, samplerate):
    samples = noise(3 * samplerate + 17).astype(np.float32)
    path = write(tmp_path / "a.wav", samples, samplerate, subtype="FLOAT")
    expected = soxr.resample(samples, samplerate, 16_000, "HQ")
    streamed = np.concatenate(list(mono_blocks(path, block_s=0.1)))
    assert len(streamed) == len(expected)
    np.testing.assert_allclose(streamed, expected, atol=1e-4)


def test_the_size_of_the_blocks_does_not_change_the_samples(tmp_path):
    path = write(tmp_path / "a.wav", noise(30_011, 2), 44_100, subtype="FLOAT")
    expected = load(path)
    for block_s in (0.003, 0.05, 0.5):
        blocks = list(mono_blocks(path, block_s=block_s))
        assert len(blocks) > 1
        np.testing.assert_allclose(np.concatenate(blocks), expected, atol=1e-6)


def test_blocks_of_many_channels_stay_small(tmp_path, monkeypatch):
    path = write(tmp_path / "a.wav", noise(4_000, 5), subtype="FLOAT")
    monkeypatch.setattr(file_blocks, "_BLOCK_BYTES", 10_000)
    assert max(map(len, mono_blocks(path))) == 10_000 // (4 * 5)


def test_no_resampling_on_request(tmp_path):
    samples = noise(1_000)
    path = write(tmp_path / "a.wav", samples, 44_100, subtype="FLOAT")
    np.testing.assert_allclose(
        np.concatenate(list(mono_blocks(path, samplerate=None))), samples, atol=1e-7
    )


def test_odd_files_of_the_booth_recordings_load():
    if not BOOTH.is_dir():
        pytest.skip(f"the recordings are not here: {BOOTH}")
    odd = sorted(BOOTH.glob("*.wav"))
    assert len(odd) == 3
    for path in odd:
        found = scan(path)
        assert 0.001 < found.peak < 2
        assert found.n_samples == len(load(path))


# -- What a scan measures -------------------------------------------------------------------------


def test_a_scan_measures_the_resampled_mono_signal_in_the_band_of_the_network(tmp_path):
    stereo = np.stack([sine(44_100), sine(44_100) + 0.2], axis=1)
    path = write(tmp_path / "a.flac", stereo, 44_100)
    band = HeardBand(125.0, 7_500.0)
    found = scan(path, band=band)
    samples = band.filter(16_000)(load(path))
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.samplerate, found.channels) == (44_100, 2)
    assert found.n_samples == len(samples) == 16_000
    assert found.duration_s == 1.0
    assert found.peak == pytest.approx(np.abs(samples).max(), rel=1e-6)
    assert found.rms == pytest.approx(np.sqrt(np.mean(samples**2)))
    assert found.rms == pytest.approx(0.125**0.5, rel=1e-2)  # not that of the offset


def test_a_scan_reads_on_where_its_listener_stops(tmp_path):
    path = write(tmp_path / "a.wav", noise(200_000))
    heard = []
    found = scan(path, consume=lambda blocks: heard.append(next(blocks)))
    assert len(heard[0]) < found.n_samples == 200_000


# -- Bad input ------------------------------------------------------------------------------------


def refused(path, message):
    return pytest.raises(AudioError, match=f"^{re.escape(str(path))}: .*{message}")


def test_a_missing_file_a_folder_and_a_pipe_are_named(tmp_path):
    with refused(tmp_path / "a.wav", "not found"):
        scan(tmp_path / "a.wav")
    with refused(tmp_path, "not a regular file"):
        scan(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    with refused(tmp_path / "pipe.wav", "not a regular file"):
        scan(tmp_path / "pipe.wav")


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.raw", "a.flac"])
def test_text_named_as_audio_and_empty_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("hello, this is no sound\n" * 100)
    with refused(path, r"cannot be read as audio .*expected WAV, W64, .* OGG or MP3"):
        scan(path)
    path.write_text("")
    with refused(path, r"empty file \(0 bytes\)"):
        scan(path)


def test_a_format_that_does_not_state_its_length_is_refused(tmp_path):
    path = write(tmp_path / "a.voc", sine(16_000))
    with refused(path, r"found VOC.*expected WAV, .*convert it"):
        scan(path)


@pytest.mark.parametrize("format_", ["WAV", "WAVEX", "RF64"])
@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_truncated_wav_is_refused_with_both_sizes(tmp_path, format_, share):
    path = write(tmp_path / "a.wav", sine(16_000), format=format_, subtype="PCM_16")
    assert scan(path).n_samples == 16_000
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with refused(path, r"truncated WAV.*announces 32000 bytes.*copy it again"):
        scan(path)


def test_a_wav_truncated_before_its_samples_is_refused(tmp_path):
    path = write(tmp_path / "a.wav", sine(16_000))
    path.write_bytes(path.read_bytes()[:40])
    with refused(path, "without a data chunk"):
        scan(path)


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFDB, 0xFFFFFFFF])
def test_a_wav_streamed_without_its_length_is_read_to_its_end(tmp_path, size):
    samples = noise(40_000)
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    set_data_size(path, size)
    if size == 0:  # a recorder that cannot rewind leaves the size of the file at 0, too
        content = bytearray(path.read_bytes())
        content[4:8] = bytes(4)
        path.write_bytes(content)
    np.testing.assert_allclose(load(path), samples, atol=1e-7)
    assert scan(path).n_samples == 40_000


def test_a_big_endian_wav_is_read_and_its_truncation_noticed(tmp_path):
    path = write(tmp_path / "a.wav", sine(16_000), format="WAV", endian="BIG")
    assert path.read_bytes()[:4] == b"RIFX"
    assert scan(path).n_samples == 16_000
    path.write_bytes(path.read_bytes()[:-100])
    with refused(path, "truncated WAV"):
        scan(path)


def test_a_missing_padding_byte_at_the_end_is_accepted(tmp_path):
    path = write(tmp_path / "a.wav", sine(16_000)[:15_999], subtype="PCM_U8")
    content = path.read_bytes()
    end = size_position(path) + 4 + 15_999
    path.write_bytes(content[:end])
    assert scan(path).n_samples == 15_999


def test_a_chunk_of_odd_size_before_the_samples_is_skipped(tmp_path):
    path = write(tmp_path / "a.wav", sine(16_000), subtype="PCM_16")
    content = path.read_bytes()
    data = size_position(path) - 4
    note = b"note" + struct.pack("<I", 3) + b"abc" + b"\0"
    path.write_bytes(content[:data] + note + content[data:])
    assert scan(path).n_samples == 16_000
    path.write_bytes(path.read_bytes()[:-2])
    with refused(path, "announces 32000 bytes of samples, but only 31998 are there"):
        scan(path)


@pytest.mark.parametrize("suffix", ["flac", "mp3"])
def test_a_truncated_compressed_file_is_refused(tmp_path, suffix):
    path = write(tmp_path / f"a.{suffix}", noise(64_000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with refused(path, r"(truncated|damaged).*4\.000 s.*copy it again"):
        scan(path)


@pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_ogg_file_is_refused(tmp_path, subtype, share):
    path = write(tmp_path / "a.ogg", noise(160_000), subtype=subtype)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with refused(path, "truncated Ogg.*copy it again"):
        scan(path)


def test_an_ogg_file_truncated_between_pages_is_refused(tmp_path):
    path = write(tmp_path / "a.ogg", noise(160_000))
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"OggS")])
    with refused(path, "truncated Ogg"):
        scan(path)


def test_a_tag_after_the_end_of_an_ogg_stream_is_accepted(tmp_path):
    path = write(tmp_path / "a.ogg", noise(160_000))
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
    assert scan(path).n_samples == 160_000


#: A tag of 154 bytes, one that claims a footer but has none, and what may stand before a file.
TAG = b"ID3\x04\0\0\0\0\x01\x10" + bytes(144)
FOOTLESS = b"ID3\x04\0\x10\0\0\x01\x10" + bytes(144)
TAGS = [TAG, TAG + TAG, b"ID3\x02" + TAG[4:]]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("subtype", ["MS_ADPCM", "IMA_ADPCM", "GSM610", "PCM_16", "FLOAT"])
def test_a_wav_behind_a_tag_is_read_whole_or_refused(tmp_path, tag, subtype):
    samples = noise(128_000)
    path = write(tmp_path / "a.wav", samples, subtype=subtype)
    content, n_samples = path.read_bytes(), len(load(path))
    path.write_bytes(tag + content)
    assert scan(path).n_samples == n_samples
    path.write_bytes(tag + content[: int(0.55 * len(content))])
    with refused(path, r"truncated WAV.*announces \d+ bytes.*copy it again"):
        scan(path)


def test_a_streamed_wav_behind_a_tag_is_read_to_its_end(tmp_path):
    samples = noise(40_000)
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    set_data_size(path, 0x7FFFF000)
    path.write_bytes(TAG + path.read_bytes())
    np.testing.assert_allclose(load(path), samples, atol=1e-7)


def test_a_wav_behind_bytes_that_cannot_be_skipped_with_certainty_is_refused(tmp_path):
    # libsndfile knows no footers, and would read half of it.
    path = write(tmp_path / "a.wav", noise(128_000), subtype="MS_ADPCM")
    content = path.read_bytes()
    path.write_bytes(FOOTLESS + content[: len(content) // 2])
    with refused(path, "unknown bytes precede its WAV header"):
        scan(path)


@pytest.mark.parametrize("suffix", ["flac", "mp3"])
@pytest.mark.parametrize("tag", TAGS)
def test_a_compressed_file_behind_a_tag_is_read_whole_or_refused(tmp_path, suffix, tag):
    path = write(tmp_path / f"a.{suffix}", noise(64_000))
    content = path.read_bytes()
    path.write_bytes(tag + content)
    assert scan(path).n_samples == 64_000
    path.write_bytes(tag + content[: len(content) // 2])
    with refused(path, "damaged"):
        scan(path)


def test_an_ogg_file_behind_a_tag_is_refused(tmp_path):
    path = write(tmp_path / "a.ogg", noise(64_000))
    path.write_bytes(TAG + path.read_bytes())
    with refused(path, "cannot be read as audio"):
        scan(path)


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
def test_a_tag_at_the_end_is_no_sound(tmp_path, suffix):
    path = write(tmp_path / f"a.{suffix}", noise(64_000))
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
    assert scan(path).n_samples == 64_000


def mp3_frames(content):
    """Return where each frame of an MP3 at 16 kHz (version 2) without tags begins."""
    rates = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    position, found = 0, []
    while position + 4 <= len(content):
        assert content[position] == 0xFF
        found.append(position)
        padding = content[position + 2] >> 1 & 1
        position += 72 * 1000 * rates[content[position + 2] >> 4] // 16_000 + padding
    return found


@pytest.mark.parametrize(
    "tag", [b"", TAG, bytes(500), TAG + bytes(5_000), b"\xff\xfb\x90\0nonsense"]
)
def test_an_mp3_of_variable_bit_rate_needs_a_table_of_contents(tmp_path, tag):
    # libsndfile would read less than half of it, without an error.
    samples = np.concatenate([noise(160_000) / 100, 3 * noise(160_000)])
    path = write(tmp_path / "a.mp3", samples, bitrate_mode="VARIABLE")
    content = path.read_bytes()
    path.write_bytes(tag + content)
    assert scan(path).n_samples == 320_000
    path.write_bytes(tag + content[mp3_frames(content)[1] :])
    with refused(path, "MP3 of variable bit rate without a table of contents.*convert it"):
        scan(path)


def test_an_mp3_whose_table_of_contents_is_skipped_with_its_tag_is_refused(tmp_path):
    # The tag claims a footer, for which the first bytes of the first frame are taken.
    samples = np.concatenate([noise(160_000) / 100, 3 * noise(160_000)])
    path = write(tmp_path / "a.mp3", samples, bitrate_mode="VARIABLE")
    path.write_bytes(FOOTLESS + path.read_bytes())
    with refused(path, "MP3 of variable bit rate without a table of contents"):
        scan(path)


def test_an_mp3_of_constant_bit_rate_needs_no_table_of_contents(tmp_path):
    # libsndfile ignores the bit rate mode unless a compression level is given.
    options = {"bitrate_mode": "CONSTANT", "compression_level": 0.5}
    path = write(tmp_path / "a.mp3", noise(160_000), **options)
    content = path.read_bytes()
    path.write_bytes(content[mp3_frames(content)[1] :])
    assert scan(path).n_samples == pytest.approx(160_000, abs=3 * 576)


def sparse_wav(path, n_bytes, size):
    """Write a sparse WAV of silence whose header announces `size` bytes of samples."""
    words = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    riff = struct.pack("<I", (n_bytes + 36) % 2**32)
    head = b"RIFF" + riff + b"WAVEfmt \x10\0\0\0" + words + b"data"
    with path.open("wb") as file:
        file.write(head + struct.pack("<I", size % 2**32))
        file.truncate(44 + n_bytes)
    return path


@pytest.mark.parametrize("size", [2**32 + 1_000, 0, 0xFFFFFFFF, 0x7FFFF000])
def test_a_wav_beyond_4_gib_is_refused_because_its_header_wraps(tmp_path, size):
    # libsndfile would read 500 samples of the first case.
    path = sparse_wav(tmp_path / "a.wav", 2**32 + 1_000, size)
    with refused(path, "WAV file of 4294968340 bytes.*convert it to RF64"):
        probe(path)


def test_a_streamed_wav_beyond_its_placeholder_is_read_to_its_end(tmp_path):
    # libsndfile would take the placeholder for the size, and stop at 2 GiB.
    path = sparse_wav(tmp_path / "a.wav", 3 * 2**30, 0x7FFFF000)
    assert probe(path).frames == 3 * 2**29


def test_an_rf64_file_that_was_never_completed_is_refused(tmp_path):
    path = write(tmp_path / "a.wav", noise(4_000), format="RF64", subtype="PCM_16")
    assert scan(path).n_samples == 4_000
    content = bytearray(path.read_bytes())
    sizes = content.index(b"ds64") + 8
    content[sizes : sizes + 24] = bytes(24)
    path.write_bytes(content)
    with refused(path, "never completed.* 8000 bytes follow"):
        scan(path)


@pytest.mark.parametrize("suffix", ["flac", "ogg", "mp3"])
def test_a_compressed_file_with_a_hole_is_refused(tmp_path, suffix):
    path = write(tmp_path / f"a.{suffix}", noise(64_000))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + len(content) // 4] = bytes(len(content) // 4)
    path.write_bytes(content)
    with refused(path, "damaged"):
        scan(path)


def test_zero_length_audio_is_refused(tmp_path):
    path = write(tmp_path / "a.wav", np.zeros(0))
    with refused(path, "zero-length"):
        scan(path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_first_bad_sample_is_named_with_its_time(tmp_path, value):
    samples = noise(40_000, 2)
    samples[12_000, 1] = samples[30_000, 0] = value
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    with refused(path, r"NaN or infinite.*first at 0\.750 s"):
        scan(path)


@pytest.mark.parametrize(
    "samples", [np.zeros(16_000), sine(16_000, amplitude=5e-5), np.full(16_000, 0.5)]
)
def test_a_recording_silent_throughout_is_refused(tmp_path, samples):
    path = write(tmp_path / "a.wav", samples, subtype="FLOAT")
    with refused(path, "silent throughout .* in the band that the network hears, above 20 Hz"):
        scan(path)
    assert scan(write(tmp_path / "b.wav", sine(16_000, amplitude=1e-3), subtype="FLOAT"))


@pytest.mark.parametrize(
    ("position", "value", "message"),
    [
        (22, struct.pack("<HIIH", 500, 16_000, 16_000 * 1_000, 1_000), "500 channels"),
        (24, struct.pack("<I", 2_000_000_000), "sample rate of 2000000000 Hz"),
        (24, struct.pack("<I", 10), "sample rate of 10 Hz"),
    ],
)
def test_a_header_beyond_the_limits_is_refused(tmp_path, position, value, message):
    path = write(tmp_path / "a.wav", sine(16_000), subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[position : position + len(value)] = value
    path.write_bytes(content)
    with refused(path, message):
        scan(path)


def test_a_flac_that_announces_years_is_refused(tmp_path):
    path = write(tmp_path / "a.flac", noise(16_000))
    content = bytearray(path.read_bytes())
    content[21] |= 0x0F  # the 36 bits of the total number of samples
    content[22:26] = b"\xff" * 4
    path.write_bytes(content)
    with refused(path, "damaged|length of over 240 hours"):
        scan(path)
