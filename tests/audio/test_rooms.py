"""Simulated rooms against what physics says of them."""

import numpy as np
import pyroomacoustics
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroomacoustics.experimental import measure_rt60

from latentaudio.audio import rooms
from latentaudio.audio.room_placements import Placement, draw_placement
from latentaudio.audio.room_shape import SPEED_OF_SOUND, WALL_MARGIN_M, Room
from latentaudio.audio.rooms import heard, reverberation_time_s, simulate
from latentaudio.errors import ConfigError

RATE = 16_000
OFFICE = Room.reverberating("office", (8.0, 6.0, 3.0), 0.5)
DEAD = Room("dead", (24.0, 24.0, 24.0), 1.0)


def in_a_row(room, distance):
    """Place both on a line through the room, the microphone in front."""
    microphone = (2.0, *(side / 2 for side in room.size_m[1:]))
    return Placement((2.0 + distance, *microphone[1:]), microphone)


def rms(samples):
    return np.sqrt(np.mean(samples**2))


# -- Closed forms ----------------------------------------------------------------------------------


def test_without_walls_the_level_falls_by_six_decibels_for_each_doubling():
    dry = np.random.default_rng(0).standard_normal(8_000)
    levels = [
        20 * np.log10(rms(heard(dry, simulate(DEAD, in_a_row(DEAD, distance), RATE, 1))[100:]))
        for distance in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
    ]
    np.testing.assert_allclose(np.diff(levels), -20 * np.log10(2), atol=0.1)
    assert levels[1] == pytest.approx(20 * np.log10(rms(dry)), abs=0.1)


@pytest.mark.parametrize("samples", [40, 100, 700])
def test_the_direct_sound_arrives_when_sound_has_travelled(samples):
    distance = samples * SPEED_OF_SOUND / RATE
    for room in (DEAD, Room("live", (19.0, 4.0, 3.0), 0.3)):
        response = simulate(room, in_a_row(room, distance), RATE, 1)
        assert response.onset - response.lead == samples
        assert np.abs(response.direct).argmax() == response.onset
        assert response.direct[response.onset] == pytest.approx(1 / distance, rel=0.02)
        assert np.abs(response.samples[: response.onset - response.lead]).max() < 0.02 / distance


def test_without_walls_nothing_reverberates():
    response = simulate(DEAD, in_a_row(DEAD, 3.0), RATE, 1)
    assert response.direct_to_reverberant_db == np.inf


@pytest.mark.parametrize(
    ("size", "time"), [((8.0, 6.0, 3.0), 0.3), ((9.0, 9.0, 3.5), 0.6), ((11.0, 8.0, 4.0), 0.9)]
)
def test_responses_decay_as_eyring_says(size, time):
    room = Room.reverberating("a", size, time)
    found = [
        simulate(room, draw_placement(np.random.default_rng(k), room, 2.0), RATE, k).reverberation_s
        for k in range(4)
    ]
    assert np.mean(found) == pytest.approx(time, rel=0.15)


def test_direct_and_reverberant_energy_are_equal_at_the_critical_distance():
    room = Room.reverberating("hall", (12.0, 10.0, 5.0), 0.8)
    critical = room.critical_distance_m
    means = []
    for share in (0.5, 1.0, 2.0, 4.0):
        ratios = [
            simulate(
                room, draw_placement(np.random.default_rng(k), room, share * critical), RATE, k
            ).direct_to_reverberant_db
            for k in range(4)
        ]
        means.append(np.mean(ratios))
    assert (np.diff(means) < 0).all()
    # In a diffuse field, the ratio is that of the squared distances.
    np.testing.assert_allclose(means, -20 * np.log10([0.5, 1.0, 2.0, 4.0]), atol=2.0)


# -- Energies that are counted once ----------------------------------------------------------------


def simulated_without_corrections(room, place, order, seed):
    """Simulate as pyroomacoustics does: image sources up to an order, and rays.

    Gives the response, and when the last image source arrives (samples).
    """
    material = pyroomacoustics.Material(room.absorption, rooms._SCATTERING)
    with rooms.simulating(rir_hpf_enable=False):
        pyroomacoustics.random.seed(seed)
        box = pyroomacoustics.ShoeBox(
            room.size_m, fs=RATE, materials=material, max_order=order, air_absorption=False
        )
        rays = {"receiver_radius": rooms._RADIUS_M, "hist_bin_size": rooms._BIN_S}
        box.set_ray_tracing(n_rays=rooms._rays(room), **rays)
        box.add_source(place.source)
        box.add_microphone(place.microphone)
        box.compute_rir()
    away = np.linalg.norm(box.sources[0].images.T - np.array(place.microphone), axis=1)
    return np.asarray(box.rir[0][0]), round(away.max() / SPEED_OF_SOUND * RATE)


def test_rays_lose_the_share_of_energy_that_walls_scatter_towards_the_microphone():
    place = in_a_row(OFFICE, 2.0)
    plain, last = simulated_without_corrections(OFFICE, place, rooms._IMAGE_ORDER + 1, 5)
    found = simulate(OFFICE, place, RATE, 5).samples
    # Only rays arrive after the last image source and the filter that delays it.
    tail = slice(last + 100, len(plain))
    assert np.sum(plain[tail] ** 2) > 0
    expected = plain[tail] / np.sqrt(1 + rooms._SCATTERING)
    np.testing.assert_allclose(found[tail], expected, rtol=1e-5)


def test_image_sources_end_at_the_order_at_which_rays_begin(monkeypatch):
    traced = pyroomacoustics.ShoeBox.ray_tracing

    def without_energy(box):
        traced(box)
        box.rt_histograms = [[[0 * one for one in of] for of in each] for each in box.rt_histograms]

    monkeypatch.setattr(pyroomacoustics.ShoeBox, "ray_tracing", without_energy)
    place = in_a_row(OFFICE, 2.0)
    found = simulate(OFFICE, place, RATE, 5).samples
    expected, more = (
        simulated_without_corrections(OFFICE, place, rooms._IMAGE_ORDER + beyond, 5)[0]
        for beyond in (0, 1)
    )
    size = min(len(found), len(expected), len(more))
    np.testing.assert_allclose(found[:size], expected[:size], atol=1e-6)
    assert np.abs(found[size:]).max(initial=0.0) < 1e-6
    # An order more can be told.
    assert np.abs(more[:size] - expected[:size]).max() > 0.003


# -- Measuring -------------------------------------------------------------------------------------


@given(st.floats(0.1, 1.5), st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_the_decay_of_exponential_noise_is_measured(time, seed):
    noise = np.random.default_rng(seed).standard_normal(2 * RATE)
    decay = noise * 10 ** (-3 * np.arange(len(noise)) / RATE / time)
    assert reverberation_time_s(decay, RATE) == pytest.approx(time, rel=0.12)


def test_the_measured_time_is_that_of_another_implementation():
    response = simulate(OFFICE, in_a_row(OFFICE, 2.0), RATE, 5)
    tail = response.samples[response.onset :]
    assert reverberation_time_s(tail, RATE) == pytest.approx(
        measure_rt60(tail, fs=RATE, decay_db=30), rel=0.05
    )


def test_what_does_not_decay_has_no_reverberation_time():
    assert np.isnan(reverberation_time_s(np.ones(1_000), RATE))
    assert np.isnan(reverberation_time_s(np.eye(1, 1_000)[0], RATE))


def test_what_is_heard_begins_with_the_direct_sound_whatever_the_distance():
    dry = np.zeros(8_000)
    dry[0] = 1.0
    for distance in (1.0, 5.0):
        response = simulate(OFFICE, in_a_row(OFFICE, distance), RATE, 1)
        sound = heard(dry, response)
        assert len(sound) == len(dry)
        assert np.abs(sound[:3]).max() == pytest.approx(1 / distance, rel=0.3)
        np.testing.assert_allclose(
            sound[: len(response.samples) - response.onset],
            response.samples[response.onset :][:8_000],
            atol=1e-9,
        )


# -- Chance ----------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_bytes_and_another_seed_others():
    place = in_a_row(OFFICE, 2.0)
    first = simulate(OFFICE, place, RATE, 7).samples
    np.random.seed(0)  # noqa: NPY002
    simulate(DEAD, in_a_row(DEAD, 1.0), RATE, 1)
    threads = pyroomacoustics.constants.get("num_threads")
    try:
        pyroomacoustics.constants.set("num_threads", 4)
        again = simulate(OFFICE, place, RATE, 7).samples
        assert pyroomacoustics.constants.get("num_threads") == 4
    finally:
        pyroomacoustics.constants.set("num_threads", threads)
    other = simulate(OFFICE, place, RATE, 8).samples
    assert first.tobytes() == again.tobytes()
    assert len(other) != len(first) or not np.array_equal(other, first)


# -- Placements ------------------------------------------------------------------------------------


@given(
    st.tuples(st.floats(2.0, 15.0), st.floats(2.0, 15.0), st.floats(2.0, 6.0)),
    st.floats(0.01, 0.95),
    st.integers(0, 2**32),
)
def test_placements_keep_the_distance_and_are_clear_of_the_walls(size, share, seed):
    room = Room("a", size, 0.2)
    distance = share * room.longest_distance_m
    place = draw_placement(np.random.default_rng(seed), room, distance)
    assert place.distance_m == pytest.approx(distance, rel=1e-9)
    for point in (place.source, place.microphone):
        room.check_clear("it", point)


def test_a_fixed_microphone_stays_where_it_is():
    microphone = (1.0, 2.0, 1.2)
    places = [
        draw_placement(np.random.default_rng(seed), OFFICE, 3.0, microphone) for seed in range(50)
    ]
    assert {place.microphone for place in places} == {microphone}
    assert len({place.source for place in places}) == 50
    assert {round(place.distance_m, 9) for place in places} == {3.0}
    assert min(min(place.source) for place in places) >= WALL_MARGIN_M


@pytest.mark.parametrize(
    ("distance", "microphone", "message"),
    [
        (0.0, None, "distance 0.0 found, expected one above 0 m"),
        (-1.0, None, "distance -1.0 found"),
        (np.nan, None, "distance nan found"),
        (9.6, None, r"a distance of 9.6 m does not fit into office \(8 x 6 x 3 m\), 0.3 m clear of "
         r"its walls \(its longest is 9.47 m\)"),
        (7.0, (4.0, 3.0, 1.5), r"7 m does not fit into office .* around a microphone at \(4.0, "),
        (2.0, (4.0, 3.0, 2.9), r"the microphone at \(4, 3, 2.9\) m is 0.10 m from a wall of"),
    ],
)  # fmt: skip
def test_distances_that_do_not_fit_are_refused(distance, microphone, message):
    with pytest.raises(ConfigError, match=message):
        draw_placement(np.random.default_rng(0), OFFICE, distance, microphone)


@pytest.mark.parametrize(
    ("source", "microphone", "message"),
    [
        ((9.0, 3.0, 1.5), (2.0, 3.0, 1.5), r"the source at \(9, 3, 1.5\) m is outside of office"),
        ((4.0, 3.0, 1.5), (0.1, 3.0, 1.5), r"the microphone at \(0.1, 3, 1.5\) m is 0.10 m from"),
        ((4.0, 3.0, 1.5), (4.0, 3.0, 1.5), "office: source and microphone are both at"),
    ],
)
def test_nothing_is_simulated_where_it_cannot_be(source, microphone, message):
    with pytest.raises(ConfigError, match=message):
        simulate(OFFICE, Placement(source, microphone), RATE, 1)
