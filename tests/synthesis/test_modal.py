import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.synthesis.factorial import MATERIALS_BY_NAME
from latentaudio.synthesis.modal import (
    bar_modes,
    cavity_modes,
    decay_rates,
    decay_times,
    impulse_responses,
    plate_modes,
    shell_modes,
    union,
)

SAMPLERATE = 32_000


def test_a_thin_free_bar_has_the_tabulated_inharmonic_ratios():
    modes = bar_modes(1.0, 0.001, 5000.0, 500.0)
    ratios = modes.frequencies[:4] / modes.frequencies[0]
    # Fletcher and Rossing, chapter 2: 1 : 2.756 : 5.404 : 8.933.
    np.testing.assert_allclose(ratios, [1, 2.756, 5.404, 8.933], rtol=1e-3)
    slowest = 4.730041**2 * 0.001 * 5000.0 / (4 * np.pi * np.sqrt(3))
    assert modes.frequencies[0] == pytest.approx(slowest, rel=1e-4)


def test_a_stubby_bar_rings_lower_than_a_thin_one_of_equal_stiffness():
    thin = bar_modes(1.0, 0.001, 5000.0, 5000.0).frequencies[:4]
    thick = bar_modes(1.0, 0.1, 50.0, 5000.0).frequencies[:4]  # h c is the same
    assert (thick < thin).all()
    assert (np.diff(thick / thin) < 0).all()


def test_a_square_plate_has_the_closed_form_frequencies():
    modes = plate_modes(0.2, 0.2, 0.001, 5000.0, 2000.0, poisson=0.3)
    unit = np.pi / 2 * 0.001 * 5000.0 / np.sqrt(12 * (1 - 0.09)) / 0.04
    # m^2 + n^2 = 2, 5, 5, 8, 10, 10, 13, 13: pairs, and no harmonic series.
    np.testing.assert_allclose(
        modes.frequencies[:8] / unit, [2, 5, 5, 8, 10, 10, 13, 13], rtol=1e-9
    )


def test_a_grain_lowers_the_modes_across_it_only():
    plain = plate_modes(0.2, 0.2, 0.001, 5000.0, 1000.0)
    grained = plate_modes(0.2, 0.2, 0.001, 5000.0, 1000.0, grain=0.25)
    unit = plain.frequencies[0] / 2
    assert grained.frequencies[0] == pytest.approx(1.25 * unit)
    assert len(grained.frequencies) > len(plain.frequencies)


def test_plate_modes_are_as_dense_as_weyls_law_predicts():
    width, height, thickness, speed, highest = 0.5, 0.4, 0.001, 5000.0, 10_000.0
    found = len(plate_modes(width, height, thickness, speed, highest).frequencies)
    per_hz = width * height * np.sqrt(12 * (1 - 0.09)) / (2 * thickness * speed)
    assert found == pytest.approx(per_hz * highest, rel=0.1)


def test_the_lowest_mode_of_a_slender_cup_has_several_waves_around():
    modes = shell_modes(0.04, 0.08, 0.001, 5300.0, 20_000.0, poisson=0.22)
    around = np.round(modes.wavenumbers[:, 0] / (2 * np.pi)).astype(int)
    assert around[0] > 2
    stiffness = 0.001 / (0.04 * np.sqrt(12 * (1 - 0.22**2)))
    along = 0.5 * np.pi * 0.04 / 0.08
    total = along**2 + around[0] ** 2
    expected = 5300 / (2 * np.pi * 0.04) * np.hypot(along**2 / total, stiffness * total)
    assert modes.frequencies[0] == pytest.approx(expected)


def test_a_shell_of_many_waves_bends_like_a_plate():
    radius, height, thickness, speed = 0.05, 0.1, 0.002, 5000.0
    modes = shell_modes(radius, height, thickness, speed, 60_000.0)
    n, m = modes.wavenumbers[-1] / [2 * np.pi, np.pi]
    bending = (
        thickness
        * speed
        / (2 * np.pi * np.sqrt(12 * (1 - 0.09)))
        * ((n / radius) ** 2 + (m * np.pi / height) ** 2)
    )
    assert modes.frequencies[-1] == pytest.approx(bending, rel=0.02)


def test_the_air_in_a_box_has_the_closed_form_standing_waves():
    modes = cavity_modes((0.5, 0.25, 0.1), 800.0, speed=340.0)
    np.testing.assert_allclose(modes.frequencies[:3], [340.0, 680.0, 680.0])
    assert modes.frequencies[3] == pytest.approx(340 * np.hypot(1, 2))


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_plate_moves_according_to_its_mode_shape(x, y):
    modes = plate_modes(0.3, 0.2, 0.002, 4000.0, 4000.0)
    m, n = np.round(modes.wavenumbers / np.pi).T
    gains = modes.gains(np.array([[x, y]]))[0]
    np.testing.assert_allclose(gains, np.sin(m * np.pi * x) * np.sin(n * np.pi * y), atol=1e-9)


def test_a_mode_is_not_excited_at_its_node():
    modes = plate_modes(0.3, 0.2, 0.002, 4000.0, 4000.0)
    even = np.round(modes.wavenumbers[:, 0] / np.pi) % 2 == 0
    gains = np.abs(modes.gains(np.array([[0.5, 0.31]]))[0])
    assert gains[even].max() < 1e-9
    assert gains[~even].max() > 0.5


def test_families_of_modes_are_joined_in_order_of_frequency():
    both = union([bar_modes(0.3, t, 4000.0, 9000.0) for t in (0.01, 0.02)])
    assert (np.diff(both.frequencies) >= 0).all()
    assert len(both.wavenumbers) == len(both.phases) == len(both.frequencies)


@pytest.mark.parametrize(("frequency", "loss_factor"), [(500.0, 0.01), (1000.0, 0.003)])
def test_the_measured_decay_of_a_mode_matches_the_closed_form(frequency, loss_factor):
    rate = decay_rates(np.array([frequency]), loss_factor)
    expected = np.log(1000) / (np.pi * frequency * loss_factor)
    assert decay_times(rate)[0] == pytest.approx(expected)
    response = impulse_responses(
        np.array([frequency]), rate, np.ones((1, 1)), SAMPLERATE, int(expected * SAMPLERATE)
    )[0]
    # The energy left after t (Schroeder 1965) falls by 60 dB in T60; measured on the straight part.
    left = 10 * np.log10(np.cumsum(response[::-1].astype(float) ** 2)[::-1])
    start, stop = len(left) // 10, len(left) // 2
    slope = np.polyfit(np.arange(start, stop) / SAMPLERATE, left[start:stop], 1)[0]
    assert -60 / slope == pytest.approx(expected, rel=0.01)


def test_support_adds_to_internal_friction():
    assert decay_rates(1000.0, 0.01, 20.0) == pytest.approx(10 * np.pi + 20)


def test_the_matrix_product_equals_the_sum_of_decaying_sines():
    rng = np.random.default_rng(1)
    frequencies, rates = rng.uniform(50, 14_000, 30), rng.uniform(5, 300, 30)
    gains = rng.normal(size=(3, 30))
    time = np.arange(5000) / SAMPLERATE
    expected = gains @ (
        np.exp(-np.outer(rates, time)) * np.sin(2 * np.pi * np.outer(frequencies, time))
    )
    responses = impulse_responses(frequencies, rates, gains, SAMPLERATE, 5000)
    assert responses.shape == (3, 5000)
    np.testing.assert_allclose(responses, expected, atol=1e-4)


def test_materials_ring_in_the_order_familiar_to_listeners():
    def ringing(name):
        material = MATERIALS_BY_NAME[name]
        rate = decay_rates(
            1000.0, np.mean(material.loss_factor), float(np.mean(material.support_loss))
        )
        return float(decay_times(rate))

    assert ringing("metal") > ringing("glass") > ringing("stone")
    assert ringing("stone") > max(ringing("wood"), ringing("plastic"))
    assert min(ringing("wood"), ringing("plastic")) > ringing("cardboard")
