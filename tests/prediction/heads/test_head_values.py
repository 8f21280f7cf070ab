"""What heads see beside means: columns of a table, and descriptors of reverberation."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import DatasetError
from latentaudio.features.frames import FrameSettings, recording_frames
from latentaudio.prediction.frames.blind_descriptors import (
    DESCRIBED,
    describe_reverberation,
    recording_reverberation,
)
from latentaudio.prediction.heads.recording_values import column_values

RATE = 16_000
TABLE = pa.table(
    {"recording_id": ["a", "b"], "drr_db": [1.5, -3.0], "count": [1, 2], "room": ["x", "y"]}
)


def decaying_noise(db_per_s, seed=1, seconds=0.9):
    """Noise whose level falls steadily from its beginning."""
    time = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(seed).normal(size=len(time))
    return noise * 10 ** (db_per_s * time / 20)


def described(waveform):
    return dict(zip(DESCRIBED, describe_reverberation(waveform, RATE), strict=True))


def test_columns_are_read_as_numbers():
    assert column_values(TABLE, ["count", "drr_db"]).tolist() == [[1.0, 1.5], [2.0, -3.0]]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("room", "'room' found, expected numeric columns.*known here: drr_db, count"),
        ("drr", "'drr' found.*did you mean 'drr_db'"),
    ],
)
def test_columns_that_are_no_numbers_are_refused(name, message):
    with pytest.raises(DatasetError, match=message):
        column_values(TABLE, [name])


def test_a_missing_number_is_refused():
    table = pa.table({"recording_id": ["a", "b"], "drr_db": pa.array([1.5, None], pa.float64())})
    with pytest.raises(DatasetError, match="drr_db of recording 'b' is missing"):
        column_values(table, ["drr_db"])


@pytest.mark.parametrize("slope", [-30.0, -60.0, -120.0])
def test_the_decay_of_noise_is_found(slope):
    found = described(decaying_noise(slope))
    assert found["late_decay_db_per_s"] == pytest.approx(slope, abs=0.15 * abs(slope) + 6)
    # From 0.05 to 0.35 s lies this share of the energy before 0.35 s.
    rate = -slope * math.log(10) / 10
    late = math.exp(-0.05 * rate) - math.exp(-0.35 * rate)
    expected = 10 * math.log10(late / (1 - math.exp(-0.05 * rate)))
    assert found["after_peak_db"] == pytest.approx(expected, abs=2.5)


def test_noise_is_normal_and_flat_and_a_click_is_neither():
    noise = described(decaying_noise(0.0))
    assert noise["kurtosis"] == pytest.approx(0.0, abs=0.2)
    assert noise["tilt_db_per_octave"] == pytest.approx(0.0, abs=0.3)
    assert noise["envelope_range_db"] < 4.0
    # The mean of log2 of the frequencies from 100 to 8000 Hz.
    assert noise["centroid_octaves"] == pytest.approx(11.58, abs=0.1)
    click = np.zeros(RATE)
    click[3000] = 1.0
    assert described(click)["kurtosis"] > 1000
    assert described(click)["crest_db"] == pytest.approx(10 * math.log10(RATE))


@settings(max_examples=20, deadline=None)
@given(st.floats(1e-4, 10.0), st.integers(0, 50))
def test_levels_tell_nothing(gain, seed):
    waveform = decaying_noise(-60.0, seed, seconds=0.4)
    np.testing.assert_allclose(
        describe_reverberation(gain * waveform, RATE),
        describe_reverberation(waveform, RATE),
        rtol=1e-3,
        atol=1e-3,
    )


@pytest.mark.parametrize("count", [0, 1, 10, 500])
def test_silence_and_short_sounds_have_finite_descriptors(count):
    assert (describe_reverberation(np.zeros(count), RATE) == 0).all()
    assert np.isfinite(describe_reverberation(np.sin(np.arange(1, count + 1)), RATE)).all()


def test_frames_of_samples_are_described_as_the_waveform():
    waveform = decaying_noise(-60.0).astype(np.float32)
    frames = recording_frames(waveform, FrameSettings("waveform", hop_s=0.01), RATE)
    np.testing.assert_allclose(
        recording_reverberation([frames], RATE)[0],
        describe_reverberation(frames.values.ravel(), RATE),
    )
