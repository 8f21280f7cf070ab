import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.prediction.frames.augmentation import masked, mixed, with_gain


def draw(seed=0):
    return np.random.default_rng(seed)


CROPS = draw().normal(5.0, 0.1, (6, 10, 4)).astype(np.float32)


def test_without_augmentation_crops_stay_as_they_are():
    targets = np.eye(6, dtype=np.float32)
    assert with_gain(CROPS, np.ones(4), 0.0, draw()) is CROPS
    assert masked(CROPS, 0, 0, draw()) is CROPS
    assert mixed(CROPS, targets, 0.0, draw()) == (CROPS, targets)


def test_a_gain_is_the_same_for_all_frames_of_a_crop_and_adds_or_multiplies():
    per_db = np.array([1.0, 0.0, 2.0, 0.0], np.float32)
    added = with_gain(CROPS, per_db, 6.0, draw()) - CROPS
    gains = added[:, :1, :1]
    np.testing.assert_allclose(added, gains * per_db * np.ones((6, 10, 1)), atol=1e-5)
    assert (np.abs(gains) <= 6.0).all()
    assert len(np.unique(gains.round(4))) == 6
    ratio = with_gain(CROPS, None, 6.0, draw()) / CROPS
    np.testing.assert_allclose(ratio, 10 ** (gains / 20) * np.ones((1, 10, 4)), rtol=1e-5)


@given(frames=st.integers(0, 12), values=st.integers(0, 5), seed=st.integers(0, 500))
def test_masks_are_stripes_of_at_most_the_given_width(frames, values, seed):
    kept = masked(CROPS, frames, values, draw(seed)) != 0
    for crop in kept:
        # What is masked in all values is a run of frames, and the other way round.
        for lost, most in ((~crop.any(axis=1), frames), (~crop.any(axis=0), values)):
            places = np.flatnonzero(lost)
            whole = lost.all()
            assert whole or len(places) <= most
            assert len(places) == 0 or whole or np.ptp(places) == len(places) - 1
        cells = crop.any(axis=1)[:, None] & crop.any(axis=0)
        np.testing.assert_array_equal(crop, cells)


def test_mixtures_are_of_two_crops_and_their_targets_in_the_same_proportion():
    targets = np.eye(6, dtype=np.float32)
    crops, shares = mixed(CROPS, targets, 1.0, draw())
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-6)
    np.testing.assert_allclose(crops, np.tensordot(shares, CROPS, axes=1), rtol=1e-5)
    assert ((shares > 0).sum(axis=1) <= 2).all()
    assert not np.array_equal(shares, targets)


def test_the_same_generator_gives_the_same_crops():
    one, two = (masked(with_gain(CROPS, None, 3.0, draw(4)), 3, 2, draw(5)) for _ in range(2))
    assert one.tolist() == two.tolist()
    assert one.dtype == np.float32
    assert with_gain(CROPS, np.ones(4, np.float32), 3.0, draw()).dtype == np.float32


@pytest.mark.parametrize("unit", ["values", "cells"])
def test_standardised_training_crops_have_mean_0_and_deviation_1(unit):
    from latentaudio.prediction.frames.scaling import fit_scaling

    crops = CROPS * np.array([1.0, 3.0, 0.5, 0.0], np.float32) + 2.0
    scaled = fit_scaling(crops, unit).standardise(crops)
    across = (0,) if unit == "cells" else (0, 1)
    np.testing.assert_allclose(scaled.mean(axis=across), 0.0, atol=1e-3)
    deviation = scaled.std(axis=across)[..., :3]
    np.testing.assert_allclose(deviation, 1.0, rtol=1e-3)
    # A value that does not vary stays so.
    assert (scaled[..., 3] == 0).all()
