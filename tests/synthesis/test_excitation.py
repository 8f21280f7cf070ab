import numpy as np
import pytest

from latentaudio.synthesis.excitation import (
    contact_force,
    fracture_events,
    merge,
    power_law,
    stroke_speed,
    tapping_events,
    whirling_events,
)
from latentaudio.synthesis.factorial import MATERIALS_BY_NAME

SAMPLERATE = 32_000


def centroid(signal):
    power = np.abs(np.fft.rfft(signal, 4096)) ** 2
    return (power * np.arange(len(power))).sum() / power.sum()


def test_short_contacts_are_brighter_than_long_ones():
    rng = np.random.default_rng(0)
    times = (0.0002, 0.001, 0.004)
    forces = [contact_force(rng, seconds, 0.0, SAMPLERATE) for seconds in times]
    assert [len(force) for force in forces] == [6, 32, 128]
    assert centroid(forces[0]) > 2 * centroid(forces[1]) > 4 * centroid(forces[2])


def test_event_amplitudes_follow_the_power_law():
    amplitudes = power_law(np.random.default_rng(0), 200_000, 2.0)
    assert amplitudes.min() >= 0.03
    assert amplitudes.max() <= 1.0
    # P(a > 0.1) = (1/0.1 - 1) / (1/0.03 - 1) for an exponent of 2.
    assert np.mean(amplitudes > 0.1) == pytest.approx(9 / (1 / 0.03 - 1), rel=0.02)


def test_bounces_follow_their_tap_softer_and_at_the_same_place():
    for seed in range(20):
        events = tapping_events(np.random.default_rng(seed), 5.0)
        assert (np.diff(events.times) >= 0).all()
        for place in np.unique(events.sources):
            amplitudes = events.amplitudes[events.sources == place]
            assert (np.diff(amplitudes) < 0).all()


@pytest.mark.parametrize("name", ["wood", "glass", "cardboard"])
def test_every_burst_of_fracture_starts_with_a_blow_to_the_whole_object(name):
    fracture = MATERIALS_BY_NAME[name].fracture
    events = fracture_events(np.random.default_rng(3), 5.0, fracture)
    assert events.sources[0] <= 0.1
    assert events.sources.max() > 0.1


def test_glass_rains_debris_and_cardboard_does_not():
    def late(name):
        fracture = MATERIALS_BY_NAME[name].fracture
        assert (fracture.debris > 0) == (name == "glass")
        events = fracture_events(np.random.default_rng(0), 2.0, fracture)
        return len(events.times)

    assert late("glass") > late("cardboard")


def test_whirling_impacts_come_and_go_with_a_period_of_rotation():
    peaks = []
    for seed in range(20):
        events = whirling_events(np.random.default_rng(seed), 60.0)
        density = np.histogram(events.times, bins=np.arange(0, 60, 0.02))[0]
        ticks = density - density.mean()
        # Consecutive turns differ by a few percent, so look one turn ahead only.
        lags = np.correlate(ticks, ticks, "full")[len(ticks) - 1 :][:60] / (ticks @ ticks)
        peaks.append(lags[12:55].max())  # 0.24 to 1.1 s
    assert np.median(peaks) > 0.15


def test_a_stroke_starts_and_ends_at_rest():
    speed = stroke_speed(
        np.random.default_rng(0), 5 * SAMPLERATE, SAMPLERATE, strokes_per_second=2.0
    )
    assert speed.dtype == np.float32
    assert len(speed) == 5 * SAMPLERATE
    assert 0 <= speed.min() < 0.02
    assert 0.5 < speed.max() <= 1
    rests = ((speed[1:-1] < speed[:-2]) & (speed[1:-1] <= speed[2:])).sum()
    assert 7 <= rests <= 14  # about 10 strokes in 5 s


def test_series_of_events_are_merged_in_order_of_time():
    rng = np.random.default_rng(0)
    first, second = tapping_events(rng, 3.0), whirling_events(rng, 3.0)
    both = merge([first, second])
    assert (np.diff(both.times) >= 0).all()
    assert len(both.times) == len(first.times) + len(second.times)
    assert both.amplitudes.sum() == pytest.approx(first.amplitudes.sum() + second.amplitudes.sum())
