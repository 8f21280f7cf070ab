import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import ConfigError
from latentaudio.synthesis.additive import (
    harmonic_numbers,
    partial_amplitudes,
    partial_frequencies,
    render_block,
)
from latentaudio.synthesis.tone_design import Voice

RATE = 16_000


def voice(**changes):
    values = {
        "partials": 20,
        "amplitudes": "power",
        "stretching": "fixed_pitch",
        "phases": "zero",
        "samplerate": RATE,
        "samples": 4000,
        "seed": 3,
    }
    return Voice(**{**values, **changes})


def tone(own=None, slope=1.0, decay=0.0, number=0, snr=None, **values):
    """Render a single tone."""
    values = {"fundamental": 200.0, "inharmonicity": 0.0, "presence": "all", **values}
    return render_block(
        own or voice(),
        slopes=np.array([slope]),
        decays=np.array([decay]),
        numbers=np.array([number]),
        snrs=None if snr is None else np.array([snr]),
        **values,
    )[0]


def summed(own, fundamental, inharmonicity, present, slope, decay):
    """The formula of the module, one partial after the other."""
    time = np.arange(own.samples) / own.samplerate
    total = np.zeros(own.samples)
    for k in present:
        inside = k**2 - 1 if own.stretching == "fixed_pitch" else k**2
        frequency = k * fundamental * (1 + inharmonicity * inside) ** 0.5
        if own.amplitudes == "power":
            amplitude = k**-slope
        else:
            amplitude = max(((k - 1) * slope + own.partials) / own.partials, 0)
        if frequency < own.samplerate / 2:
            total += amplitude * np.sin(2 * np.pi * frequency * time)
    total *= np.exp(-decay * time)
    return total / np.abs(total).max()


@given(
    fundamental=st.floats(50, 3000),
    inharmonicity=st.floats(0, 1),
    slopes=st.lists(st.floats(-1, 2), min_size=1, max_size=4),
    decay=st.floats(0, 20),
    presence=st.sampled_from(["all", "odd", "even"]),
    stretching=st.sampled_from(["fixed_pitch", "published"]),
    law=st.sampled_from(["power", "linear"]),
    partials=st.integers(1, 20),
)
@settings(max_examples=60, deadline=None)
def test_blocks_equal_the_sum_partial_by_partial(
    fundamental, inharmonicity, slopes, decay, presence, stretching, law, partials
):
    own = voice(partials=partials, stretching=stretching, amplitudes=law)
    decays = np.linspace(0, decay, len(slopes))
    tones = render_block(
        own,
        fundamental=fundamental,
        inharmonicity=inharmonicity,
        presence=presence,
        slopes=np.array(slopes),
        decays=decays,
        numbers=np.arange(len(slopes)),
    )
    assert tones.dtype == np.float32
    present = {
        "all": range(1, partials + 1),
        "odd": range(1, partials + 1, 2),
        "even": [1, *range(2, partials + 1, 2)],
    }[presence]
    for found, slope, rate in zip(tones, slopes, decays, strict=True):
        expected = summed(own, fundamental, inharmonicity, present, slope, rate)
        np.testing.assert_allclose(found, expected, atol=1e-6)
        assert np.abs(found).max() == 1


def peaks(wave, least=1e-3):
    """Frequencies (Hz) and amplitudes of the lines of a periodic sound of a second."""
    spectrum = np.abs(np.fft.rfft(wave)) / len(wave) * 2
    return {int(k): float(a) for k, a in enumerate(spectrum) if a > least * spectrum.max()}


@pytest.mark.parametrize(
    ("presence", "numbers"),
    [("all", [1, 2, 3, 4, 5, 6]), ("odd", [1, 3, 5]), ("even", [1, 2, 4, 6])],
)
def test_a_tone_has_as_many_partials_as_asked_for_with_the_amplitudes_of_the_law(presence, numbers):
    assert harmonic_numbers(presence, 6).tolist() == numbers
    wave = tone(voice(partials=6, samples=RATE), presence=presence, slope=1.0)
    found = peaks(wave)
    assert list(found) == [200 * k for k in numbers]
    ratios = np.array(list(found.values())) / found[200]
    np.testing.assert_allclose(ratios, [1 / k for k in numbers], rtol=1e-4)


def test_no_partial_is_at_or_above_half_the_sample_rate():
    wave = tone(voice(samples=RATE), fundamental=800.0, slope=0.0)
    assert list(peaks(wave)) == [800 * k for k in range(1, 10)]  # the tenth would be at 8000 Hz


def test_inharmonicity_moves_the_first_partial_only_as_published():
    numbers = np.arange(1, 4)
    fixed = partial_frequencies(numbers, 100.0, 0.5, "fixed_pitch")
    published = partial_frequencies(numbers, 100.0, 0.5, "published")
    np.testing.assert_allclose(fixed, [100, 200 * 2.5**0.5, 300 * 5**0.5])
    np.testing.assert_allclose(published, [100 * 1.5**0.5, 200 * 3**0.5, 300 * 5.5**0.5])


def test_the_linear_law_is_never_negative():
    amplitudes = partial_amplitudes(np.arange(1, 11), np.array([-0.9, -3.0]), 10, "linear")
    np.testing.assert_allclose(amplitudes[0], 1 - 0.09 * np.arange(10))
    np.testing.assert_allclose(amplitudes[1], [1, 0.7, 0.4, 0.1, 0, 0, 0, 0, 0, 0], atol=1e-12)


def test_the_amplitude_decays_at_the_rate_asked_for():
    wave = tone(voice(partials=1, samples=RATE), fundamental=100.0, decay=4.0)
    periods = np.abs(wave.reshape(100, 160)).max(axis=1)
    assert np.polyfit(np.arange(100) / 100, np.log(periods), 1)[0] == pytest.approx(-4, rel=1e-3)


@pytest.mark.parametrize("snr", [-6.0, 0.0, 20.0])
def test_noise_is_white_and_at_the_ratio_asked_for(snr):
    own = voice(samples=RATE)
    clean, noisy = tone(own, decay=3.0), tone(own, decay=3.0, snr=snr)
    assert np.abs(noisy).max() == 1
    # Both are normalised; the gain is that at which the rest is orthogonal to the tone.
    gain = np.vdot(clean, noisy) / np.vdot(clean, clean)
    noise = noisy - gain * clean
    found = 10 * np.log10(gain**2 * np.mean(clean**2) / np.mean(noise**2))
    assert found == pytest.approx(snr, abs=0.35)
    power = np.abs(np.fft.rfft(noise))[1:] ** 2
    halves = power[:4000].mean(), power[4000:].mean()
    assert halves[0] / halves[1] == pytest.approx(1, abs=0.1)


def test_noise_and_phases_depend_on_the_number_and_the_seed_only():
    seeded = voice(phases="seeded")
    assert np.array_equal(tone(seeded, number=4, snr=10.0), tone(seeded, number=4, snr=10.0))
    assert not np.allclose(tone(seeded, number=4), tone(seeded, number=5))
    other = voice(phases="seeded", seed=4)
    assert not np.allclose(tone(seeded, number=4), tone(other, number=4))
    assert not np.allclose(tone(number=4, snr=10.0), tone(number=5, snr=10.0))


def test_seeded_phases_change_no_magnitude():
    own = {name: voice(samples=RATE, partials=5, phases=name) for name in ("zero", "seeded")}
    zero, seeded = (peaks(tone(one)) for one in own.values())
    assert list(zero) == list(seeded)
    scale = seeded[200] / zero[200]
    np.testing.assert_allclose(list(seeded.values()), scale * np.array(list(zero.values())), 1e-4)
    wave = tone(own["seeded"])
    assert wave[0] != 0
    assert np.abs(wave).max() == 1


def test_a_tone_without_partials_is_an_error():
    with pytest.raises(ConfigError, match=r"first partial of a tone is at 8000 Hz.*lower fund"):
        tone(fundamental=8000.0)
