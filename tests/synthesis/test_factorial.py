import itertools

import numpy as np
import pytest
import soundfile as sf
from threadpoolctl import threadpool_limits

from latentaudio.errors import ConfigError
from latentaudio.synthesis.factorial import (
    ACTIONS,
    MATERIALS,
    iterate_objects,
    synthesise_recording,
    write_recording,
)

SAMPLERATE = 16_000
SETTINGS = {"seconds_per_object": 1.5, "samplerate": SAMPLERATE, "seed": 7}
CELLS = list(itertools.product(MATERIALS, ACTIONS))


@pytest.mark.parametrize(("material", "action"), CELLS)
def test_every_cell_has_the_requested_length_and_is_finite_and_within_range(material, action):
    signal = synthesise_recording(material, action, objects=3, **SETTINGS)
    assert signal.dtype == np.float32
    assert signal.shape == (3 * round(1.5 * SAMPLERATE),)
    assert np.isfinite(signal).all()
    peaks = np.abs(signal.reshape(3, -1)).max(axis=1)
    assert peaks.max() <= 0.99
    assert peaks.min() >= 0.25


@pytest.mark.parametrize("action", ACTIONS)
def test_the_same_seed_gives_the_same_bytes(action):
    first = synthesise_recording("metal", action, objects=2, **SETTINGS)
    again = synthesise_recording("metal", action, objects=2, **SETTINGS)
    assert first.tobytes() == again.tobytes()
    other = synthesise_recording("metal", action, objects=2, **{**SETTINGS, "seed": 8})
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("action", ACTIONS)
def test_an_object_does_not_depend_on_the_number_of_objects(action):
    few = list(iterate_objects("glass", action, objects=2, **SETTINGS))
    many = list(iterate_objects("glass", action, objects=4, **SETTINGS))
    assert [one.tobytes() for one in few] == [one.tobytes() for one in many[:2]]
    assert many[2].tobytes() != many[1].tobytes()


def test_the_number_of_threads_changes_nothing():
    with threadpool_limits(1):
        one = synthesise_recording("metal", "tapping", objects=3, **SETTINGS)
    with threadpool_limits(2):
        two = synthesise_recording("metal", "tapping", objects=3, **SETTINGS)
    assert one.tobytes() == two.tobytes()


def test_a_rate_that_gives_no_whole_number_of_samples_is_rounded():
    signal = synthesise_recording(
        "wood", "tapping", objects=2, seconds_per_object=0.70001, samplerate=22_050, seed=1
    )
    assert len(signal) == 2 * round(0.70001 * 22_050)


def test_actions_differ_in_how_steady_they_are():
    def crest(action):
        signal = np.concatenate(
            [synthesise_recording(m, action, objects=2, **SETTINGS) for m in MATERIALS]
        )
        frames = np.sqrt((signal.reshape(-1, SAMPLERATE // 50) ** 2).mean(axis=1))
        return np.quantile(frames, 0.99) / np.median(frames)

    levels = {action: crest(action) for action in ACTIONS}
    assert levels["rubbing"] < min(levels[a] for a in ("destructing", "whirling"))
    assert levels["tapping"] > max(levels[a] for a in ("destructing", "whirling"))


def test_glass_is_brighter_than_cardboard():
    def centroid(material):
        values = []
        for signal in iterate_objects(material, "tapping", objects=6, **SETTINGS):
            power = np.abs(np.fft.rfft(signal)) ** 2
            values.append((power * np.fft.rfftfreq(len(signal), 1 / SAMPLERATE)).sum())
            values[-1] /= power.sum()
        return np.median(values)

    assert centroid("glass") > 1.5 * centroid("cardboard")


def test_a_written_recording_is_the_synthesised_one_in_16_bits(tmp_path):
    path = tmp_path / "stone_whirling.wav"
    write_recording(path, "stone", "whirling", objects=2, **SETTINGS)
    info = sf.info(path)
    assert (info.format, info.subtype) == ("WAV", "PCM_16")
    assert (info.channels, info.samplerate) == (1, SAMPLERATE)
    written, _ = sf.read(path)
    expected = synthesise_recording("stone", "whirling", objects=2, **SETTINGS)
    np.testing.assert_allclose(written, expected, atol=1.1 / 32768)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_misspelt_material_is_named_with_the_nearest():
    with pytest.raises(ConfigError, match=r"material: 'metl' found, .*; did you mean 'metal'"):
        synthesise_recording("metl", "tapping", objects=1, **SETTINGS)


def test_a_misspelt_action_is_named_with_the_nearest_before_anything_is_written(tmp_path):
    with pytest.raises(ConfigError, match=r"action: 'rubing' found, .*; did you mean 'rubbing'"):
        write_recording(tmp_path / "a.wav", "wood", "rubing", objects=1, **SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_a_material_like_no_other_gets_no_suggestion():
    with pytest.raises(ConfigError, match=r"'xyz' found, expected one of wood, .*, plastic$"):
        synthesise_recording("xyz", "tapping", objects=1, **SETTINGS)


@pytest.mark.parametrize(
    ("key", "value"), [("objects", 0), ("seconds_per_object", 0.01), ("samplerate", 8000)]
)
def test_numbers_that_cannot_work_are_named(key, value):
    with pytest.raises(ConfigError, match=rf"{key}: {value}.* found, .* expected"):
        iterate_objects("wood", "tapping", **{"objects": 1, **SETTINGS, key: value})
