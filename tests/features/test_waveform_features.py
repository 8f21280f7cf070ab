"""Features of waveforms, beside those of librosa, SciPy and NumPy."""

import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from latentaudio.audio.rate import SnippetFormat
from latentaudio.errors import ConfigError
from latentaudio.features.cqt import LOWEST_HZ, log_transform, semitones, short_sounds_allowed
from latentaudio.features.feature import WAVEFORMS, find_feature
from latentaudio.features.log_magnitude import LOG_OFFSET, log_magnitudes, magnitudes_from
from latentaudio.features.stft import named_framing
from latentaudio.networks.registry import describe

YAMNET = describe("yamnet")
RATE, SAMPLES = 16_000, 15_600
TIME = np.arange(SAMPLES) / RATE
NAMES = ["waveform", "stft", "stft_65", "cqt", "cqt_100x14", "mfcc"]


@pytest.fixture(scope="module")
def sounds():
    """A struck tone, noise that is much louder, a faint hum, and silence."""
    noise = np.random.default_rng(0).normal(0, 0.2, SAMPLES)
    tone = 0.5 * np.sin(2 * np.pi * 440 * TIME) * np.exp(-4 * TIME)
    hum = 1e-4 * np.sin(2 * np.pi * 100 * TIME)
    return np.stack([tone, noise, hum, np.zeros(SAMPLES)]).astype(np.float32)


def computed(name, sounds):
    found = find_feature(name, YAMNET)
    return found.compute(sounds).reshape(len(sounds), *found.space.shape)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("waveform", (15_600,)),
        ("stft", (98, 257)),
        ("stft_1024", (98, 1024)),
        # Frames of 198 samples, every 66.
        ("stft_100", (237, 100)),
        ("cqt", (61, 84)),
        ("cqt_100x14", (61, 100)),
        ("cqt_100x12", (61, 95)),
        ("mfcc", (98, 20)),
    ],
)
def test_a_feature_of_waveforms_says_so_and_gives_what_it_declares(sounds, name, shape):
    found = find_feature(name, YAMNET)
    assert (found.source, found.column) == (WAVEFORMS, None)
    assert (found.space.name, found.space.shape, found.space.window_s) == (name, shape, 0.975)
    values = found.compute(sounds)
    assert values.shape == (len(sounds), found.space.size)
    assert values.dtype == np.float32


@pytest.mark.parametrize("name", NAMES)
def test_values_depend_on_no_other_sound_and_fit_half_precision(sounds, name):
    together = computed(name, sounds)
    alone = np.concatenate([computed(name, sounds[i : i + 1]) for i in range(len(sounds))])
    np.testing.assert_allclose(together, alone, atol=1e-4)
    half = together.astype(np.float16).astype(np.float32)
    assert np.isfinite(half).all()
    # To 0.1 % of the range of values.
    assert np.abs(half - together).max() <= 1e-3 * np.ptp(together)


@pytest.mark.parametrize(
    ("name", "frame", "hop"), [("stft", 512, 160), ("stft_1024", 2046, 160), ("stft_100", 198, 66)]
)
def test_short_time_spectra_are_those_of_scipy(sounds, name, frame, hop):
    window = signal.get_window("hann", frame)
    transform = signal.ShortTimeFFT(window, hop=hop, fs=RATE)
    found = computed(name, sounds)
    count = found.shape[1]
    expected = np.abs(transform.stft(sounds.astype(np.float64), p0=0, p1=count)).swapaxes(1, 2)
    np.testing.assert_allclose(found, np.log(expected + 0.001), atol=2e-3)


def test_as_many_frequencies_as_usual_have_the_usual_frames():
    assert named_framing("stft_257", YAMNET.snippet) == named_framing("stft", YAMNET.snippet)


@given(st.integers(4, 3000), st.integers(0, 20_000))
def test_every_sample_is_in_three_frames_whatever_their_number_of_frequencies(bins, more):
    frames = named_framing(f"stft_{bins}", SnippetFormat(RATE, 2 * (bins - 1) + more))
    assert frames.bins == bins
    assert 3 * frames.hop <= frames.frame


@pytest.mark.parametrize("bins", [3, 7_802])
def test_numbers_of_frequencies_that_snippets_do_not_have_are_refused(bins):
    message = rf"'stft_{bins}' found, but snippets of 0\.975 s at 16000 Hz .* 4 to 7801 frequencies"
    with pytest.raises(ConfigError, match=message):
        find_feature(f"stft_{bins}", YAMNET)
    find_feature("stft_4", YAMNET), find_feature("stft_7801", YAMNET)


def test_coefficients_are_those_of_librosa(sounds):
    for sound, found in zip(sounds, computed("mfcc", sounds), strict=True):
        expected = librosa.feature.mfcc(
            y=sound, sr=RATE, n_mfcc=20, n_fft=512, hop_length=160, n_mels=64
        )
        np.testing.assert_allclose(found, expected.T, atol=1e-2)


@pytest.mark.parametrize(
    ("name", "bins", "per_octave", "bin_of_440_hz"),
    # 440 Hz are the 46th semitone of those that begin with C1, 3.75 octaves below.
    [("cqt", 84, 12, 45), ("cqt_100x16", 100, 16, 60), ("cqt_120x24", 120, 24, 90)],
)
def test_constant_q_spectra_are_those_of_librosa(sounds, name, bins, per_octave, bin_of_440_hz):
    notes = semitones(YAMNET.snippet, name)
    with short_sounds_allowed():
        transform = librosa.cqt(
            sounds[0],
            sr=RATE,
            hop_length=256,
            fmin=notes.lowest_hz,
            n_bins=notes.bins,
            bins_per_octave=per_octave,
        )
    expected = np.abs(transform)
    found = computed(name, sounds)[0]
    np.testing.assert_allclose(found, np.log(expected.T + LOG_OFFSET), atol=1e-4)
    left_out = round(per_octave * np.log2(notes.lowest_hz / LOWEST_HZ))
    assert notes.bins == bins - left_out
    assert found.max(axis=0).argmax() == bin_of_440_hz - left_out
    assert notes.frequencies_hz[found.max(axis=0).argmax()] == pytest.approx(440, rel=0.02)


def test_silence_is_the_lowest_value_of_spectra(sounds):
    for name in ("stft", "cqt"):
        np.testing.assert_allclose(computed(name, sounds)[3], np.log(LOG_OFFSET), rtol=1e-6)


@pytest.mark.parametrize(
    ("samplerate", "samples"),
    [(8_000, 4_000), (8_000, 2_000), (16_000, 15_600), (32_000, 32_000), (44_100, 44_100)],
)
def test_other_rates_and_lengths_have_the_semitones_that_fit(samplerate, samples):
    notes = semitones(SnippetFormat(samplerate, samples))
    highest_hz = notes.lowest_hz * 2 ** ((notes.bins - 1) / 12)
    assert highest_hz < samplerate / 2
    lengths, _ = librosa.filters.wavelet_lengths(
        freqs=librosa.cqt_frequencies(notes.bins, fmin=notes.lowest_hz), sr=samplerate
    )
    assert lengths.max() <= samples
    # A semitone lower is too long, or the lowest; a semitone higher too high, or the last.
    assert lengths.max() * 2 ** (1 / 12) > samples or notes.lowest_hz == LOWEST_HZ
    assert highest_hz * 2 ** (1 / 12) * 1.04 > samplerate / 2 or highest_hz > 3_900
    # librosa refuses what does not fit.
    log_transform(np.zeros((1, samples), np.float32), notes, samplerate)


def test_snippets_too_short_for_any_filter_are_refused():
    with pytest.raises(ConfigError, match=r"'cqt' found, but snippets of 0\.004 s at 8000 Hz"):
        semitones(SnippetFormat(8_000, 32))


@settings(max_examples=20)
@given(st.lists(st.floats(0, 500, width=32), min_size=1, max_size=20))
def test_magnitudes_come_back_from_their_logarithms(values):
    magnitudes = np.array(values, np.float32)
    back = magnitudes_from(log_magnitudes(magnitudes))
    np.testing.assert_allclose(back, magnitudes, rtol=1e-4, atol=1e-6)
    assert (back >= 0).all()
