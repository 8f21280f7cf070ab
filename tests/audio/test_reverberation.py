import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.reverberation import convolve, impulse_response, reverberate
from latentaudio.audio.segment import Segment
from latentaudio.errors import AudioError, ConfigError

ROOM = {"rt60_s": 0.2, "room_m": (5.0, 4.0, 3.0), "distance_m": 1.5, "seed": 3}


def decay_time(response, samplerate):
    """Return the reverberation time from the backward integral between -5 and -25 dB."""
    energy = np.cumsum(response[::-1] ** 2)[::-1]
    level = 10 * np.log10(energy / energy[0])
    begin, end = np.searchsorted(-level, [5, 25])
    return 3 * (end - begin) / samplerate


def burst(tmp_path, samplerate=16_000, channels=1):
    samples = np.zeros((2 * samplerate, channels))
    samples[samplerate // 2] = 0.5
    path = tmp_path / "a.wav"
    soundfile.write(path, samples, samplerate, subtype="FLOAT")
    return path


@given(st.lists(st.integers(1, 40), min_size=1, max_size=10), st.integers(1, 60))
def test_block_by_block_equals_convolving_the_whole(sizes, n_response):
    rng = np.random.default_rng(0)
    whole, response = rng.standard_normal(sum(sizes)), rng.standard_normal(n_response)
    blocks = np.split(whole, np.cumsum(sizes)[:-1])
    streamed = np.concatenate(list(convolve(iter(blocks), response)))
    np.testing.assert_allclose(streamed, np.convolve(whole, response), atol=1e-12)


@pytest.mark.parametrize("rt60_s", [0.2, 0.4])
def test_the_response_decays_as_configured_and_begins_with_the_direct_sound(rt60_s):
    response, delay = impulse_response(16_000, **{**ROOM, "rt60_s": rt60_s})
    assert decay_time(response, 16_000) == pytest.approx(rt60_s, rel=0.35)
    assert abs(int(np.abs(response).argmax()) - delay) <= 1
    assert np.abs(response[: delay - 60]).max(initial=0) < 0.02 * np.abs(response).max()


def test_a_copy_of_a_segment_is_that_of_a_file_that_holds_it(tmp_path):
    path, cut = burst(tmp_path, 44_100), tmp_path / "cut.wav"
    samples = soundfile.read(path)[0]
    samples[-1_000:] = 0.9  # is not heard in the room
    soundfile.write(path, samples, 44_100, subtype="FLOAT")
    soundfile.write(cut, samples[4_410:30_870], 44_100, subtype="FLOAT")
    reverberate(path, tmp_path / "a.flac", **ROOM, segment=Segment(0.1, 0.7))
    reverberate(cut, tmp_path / "b.flac", **ROOM)
    assert (tmp_path / "a.flac").read_bytes() == (tmp_path / "b.flac").read_bytes()


def test_a_copy_has_the_length_level_and_onset_of_its_original(tmp_path):
    path = burst(tmp_path, 44_100, channels=2)
    reverberate(path, tmp_path / "out" / "b.flac", **ROOM)
    info = soundfile.info(tmp_path / "out" / "b.flac")
    assert (info.format, info.subtype, info.channels) == ("FLAC", "PCM_16", 1)
    copy, samplerate = soundfile.read(tmp_path / "out" / "b.flac")
    original = soundfile.read(path)[0].mean(axis=1)
    assert samplerate == 44_100
    assert len(copy) == len(original)
    assert abs(int(np.abs(copy).argmax()) - 22_050) <= 1
    assert np.sqrt(np.mean(copy**2)) == pytest.approx(np.sqrt(np.mean(original**2)), rel=0.02)
    assert np.count_nonzero(np.abs(copy[22_050 + 2_000 :]) > 1e-4) > 1_000  # there is a tail


def test_a_copy_of_one_channel_is_that_of_the_channel_alone(tmp_path):
    samples = 0.1 * np.random.default_rng(0).standard_normal((16_000, 2))
    soundfile.write(tmp_path / "both.wav", samples, 16_000, subtype="FLOAT")
    soundfile.write(tmp_path / "right.wav", samples[:, 1], 16_000, subtype="FLOAT")
    reverberate(tmp_path / "both.wav", tmp_path / "a.flac", **ROOM, channel=2)
    reverberate(tmp_path / "right.wav", tmp_path / "b.flac", **ROOM)
    assert (tmp_path / "a.flac").read_bytes() == (tmp_path / "b.flac").read_bytes()


def test_an_offset_does_not_change_the_level_of_a_copy(tmp_path):
    band = HeardBand(125.0, 7500.0)
    sound = 0.02 * np.random.default_rng(0).standard_normal(32_000)
    levels = []
    for offset in (0.0, 0.1):
        soundfile.write(tmp_path / "a.wav", sound + offset, 16_000, subtype="FLOAT")
        reverberate(tmp_path / "a.wav", tmp_path / "b.flac", **ROOM, band=band)
        copy = soundfile.read(tmp_path / "b.flac")[0]
        levels.append(np.sqrt(np.mean(band.filter(16_000)(copy)[8_000:] ** 2)))
    assert levels[1] == pytest.approx(levels[0], rel=0.02)


def test_a_copy_does_not_clip(tmp_path):
    samples = np.zeros(16_000)
    samples[1_000:9_000] = np.sign(np.sin(np.arange(8_000) / 7))
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT")
    reverberate(tmp_path / "a.wav", tmp_path / "b.flac", **ROOM)
    copy = soundfile.read(tmp_path / "b.flac", dtype="int16")[0]
    extreme = int(np.abs(copy.astype(int)).max())
    assert 32_700 < extreme <= 32_767
    assert np.count_nonzero(np.abs(copy.astype(int)) == extreme) <= 2


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_room(tmp_path):
    path = burst(tmp_path)
    for name, seed in (("b", 1), ("c", 1), ("d", 2)):
        reverberate(path, tmp_path / f"{name}.flac", **{**ROOM, "seed": seed})
    contents = [(tmp_path / f"{name}.flac").read_bytes() for name in "bcd"]
    assert contents[0] == contents[1] != contents[2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rt60_s": 0.01}, r"rt60_s: 0\.01 s cannot be reached"),
        ({"rt60_s": 3.0}, r"rt60_s: 3\.0 s .* needs reflections of order"),
        ({"rt60_s": -1.0}, "rt60_s: found -1"),
        ({"distance_m": 9.0}, r"distance_m: 9\.0 m does not fit"),
        ({"distance_m": 0.0}, r"distance_m: found 0\.0"),
        ({"room_m": (5.0, 4.0, -3.0)}, "room_m: found"),
        ({"room_m": (5.0, 4.0, 0.5), "rt60_s": 0.1}, "distance_m: .* does not fit"),
    ],
)
def test_impossible_rooms_are_refused_and_leave_no_file(tmp_path, options, message):
    path = burst(tmp_path)
    with pytest.raises(ConfigError, match=message):
        reverberate(path, tmp_path / "b.flac", **{**ROOM, **options})
    assert list(tmp_path.iterdir()) == [path]


def test_silence_and_damage_are_refused_and_leave_no_file(tmp_path):
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(16_000), 16_000)
    with pytest.raises(AudioError, match=r"a\.wav: silent"):
        reverberate(path, tmp_path / "b.flac", **ROOM)
    path.write_text("text")
    with pytest.raises(AudioError, match=r"a\.wav: cannot be read"):
        reverberate(path, tmp_path / "b.flac", **ROOM)
    assert list(tmp_path.iterdir()) == [path]
