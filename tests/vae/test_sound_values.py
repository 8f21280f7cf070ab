import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.features.space import Space
from latentaudio.projection.models import save_projection
from latentaudio.projection.pca import fit_projection
from latentaudio.projection.storage import write_projections
from latentaudio.vae.own_peaks import without_peaks
from latentaudio.vae.sound_values import (
    SoundValues,
    check_code_units,
    component_values,
    feature_values,
    fit_scaling,
)

IDS = np.array([f"r#{row:04d}" for row in range(60)])
GENERATOR = np.random.default_rng(8)


@pytest.fixture
def files(tmp_path):
    """Two parts of a spectrogram of 3 x 4 values, in another order than the table of snippets."""
    values = GENERATOR.normal(-4.0, 2.0, (60, 12)).astype(np.float16)
    paths = []
    for part, rows in enumerate([range(40, 60), range(40)]):
        paths.append(tmp_path / f"part_{part}.parquet")
        space = Space("log_mel_small", "small spectrogram", (3, 4), 0.975)
        with EmbeddingWriter({space: paths[-1]}, None, {}, compression_level=1) as writer:
            writer.append(IDS[list(rows)].tolist(), [values[list(rows)]])
    return paths, values


def test_values_of_a_feature_are_in_the_order_of_the_snippets(files):
    paths, values = files
    found = feature_values("log_mel_small", paths, IDS, (3, 4))
    assert found.values.dtype == np.float32
    np.testing.assert_array_equal(found.values, values.reshape(60, 3, 4))
    assert found.weights.tolist() == [1.0]


def test_a_feature_of_another_size_is_refused(files):
    with pytest.raises(ConfigError, match=r"'log_mel_small' has 12 values .* \[5, 4\]"):
        feature_values("log_mel_small", files[0], IDS, (5, 4))


def test_features_are_standardised_by_one_mean_and_one_deviation_of_training_sounds(files):
    sounds = feature_values("log_mel_small", files[0], IDS, (3, 4))
    training = np.arange(60) < 30
    scaling = fit_scaling(sounds, training, in_unit_interval=False)
    standardised = scaling.standardise(sounds.values)
    assert standardised.dtype == np.float32
    assert standardised[training].mean() == pytest.approx(0.0, abs=1e-5)
    assert standardised[training].std() == pytest.approx(1.0, abs=1e-5)
    raw = sounds.values
    expected = (raw - raw[training].mean()) / raw[training].std()
    np.testing.assert_allclose(standardised, expected, atol=1e-5)
    np.testing.assert_allclose(scaling.restore(standardised), raw, atol=1e-5)


def test_values_for_bernoulli_lie_between_0_and_1(files):
    sounds = feature_values("log_mel_small", files[0], IDS, (3, 4))
    training = np.arange(60) < 10
    standardised = fit_scaling(sounds, training, in_unit_interval=True).standardise(sounds.values)
    assert standardised[training].min() == 0.0
    assert standardised[training].max() == 1.0
    assert standardised.min() == 0.0
    assert standardised.max() == 1.0


#: Three sounds, the first twice as loud as the second, and silence.
MAGNITUDES = np.array([[1.0, 8.0, 4.0], [0.5, 4.0, 2.0], [2.0, 2.0, 4.0], [0.0, 0.0, 0.0]], "f4")


@pytest.mark.parametrize("in_unit_interval", [False, True])
def test_magnitudes_and_their_logarithms_are_divided_by_the_maximum_of_their_sound(
    in_unit_interval,
):
    training = np.arange(3) < 3
    for values, relation, relative, peak in (
        (MAGNITUDES[:3], "ratio", [[0.125, 1, 0.5], [0.125, 1, 0.5], [0.5, 0.5, 1]], 16 / 3),
        (np.log2(MAGNITUDES[:3]), "difference", [[-3, 0, -1], [-3, 0, -1], [-1, -1, 0]], 7 / 3),
    ):
        sounds = SoundValues(values, np.ones(1, np.float32), relation)
        scaling = fit_scaling(sounds, training, in_unit_interval=in_unit_interval)
        assert scaling.peak == pytest.approx(peak)
        standardised = scaling.standardise(values)
        expected = (np.array(relative) - scaling.shift) / scaling.scale
        np.testing.assert_allclose(standardised, expected, rtol=1e-5, atol=1e-6)
        if in_unit_interval:
            assert (standardised.min(), standardised.max()) == (0.0, 1.0)
        else:
            assert standardised.mean() == pytest.approx(0.0, abs=1e-6)
            assert standardised.std() == pytest.approx(1.0, rel=1e-5)
        # All sounds come back with the same maximum.
        restored = scaling.restore(standardised)
        np.testing.assert_allclose(restored.max(axis=1), peak, rtol=1e-5)
        back = restored / peak if relation == "ratio" else restored - peak
        np.testing.assert_allclose(back, relative, rtol=1e-5, atol=1e-6)


def test_the_largest_magnitude_of_samples_may_be_negative_and_silence_stays_silence():
    values = np.stack([-MAGNITUDES[0], MAGNITUDES[3]])
    np.testing.assert_allclose(without_peaks(values, "ratio"), [[-0.125, -1.0, -0.5], [0, 0, 0]])
    np.testing.assert_array_equal(without_peaks(values, None), values)


@given(st.floats(0.0625, 64, width=32), st.integers(0, 1000))
def test_levels_make_no_difference_to_values_relative_to_their_maximum(gain, seed):
    values = np.random.default_rng(seed).normal(size=(3, 2, 4)).astype(np.float32)
    for relation, louder in (("ratio", gain * values), ("difference", values + np.log(gain))):
        np.testing.assert_allclose(
            without_peaks(louder.astype(np.float32), relation),
            without_peaks(values, relation),
            atol=2e-5,
        )


@pytest.fixture
def projected(tmp_path):
    """Projections whose components explain very different variances."""
    activations = (GENERATOR.normal(size=(60, 8)) @ GENERATOR.normal(size=(8, 8))).astype("f2")
    projection = fit_projection(activations, 5, GENERATOR)
    save_projection(tmp_path / "model.npz", projection, space="s", seed=0, fitted_on=IDS)
    table = tmp_path / "projections.parquet"
    write_projections(table, projection, IDS, [(np.arange(60), activations)])
    return table, tmp_path / "model.npz", projection.output_scale


def test_coordinates_are_never_whitened(projected):
    # Stored with a variance of 1 each, they get back the variance that they explain.
    table, model, scale = projected
    sounds = component_values(table, model, IDS, 4)
    assert sounds.values.shape == (60, 4)
    training = np.ones(60, bool)
    scaling = fit_scaling(sounds, training, in_unit_interval=False)
    standardised = scaling.standardise(sounds.values)
    deviations = standardised.std(axis=0)
    np.testing.assert_allclose(deviations / deviations[0], scale[:4] / scale[0], rtol=1e-3)
    assert standardised.std() == pytest.approx(1.0, abs=1e-4)
    np.testing.assert_allclose(scaling.restore(standardised), sounds.values, atol=1e-5)


def test_more_components_than_there_are_are_refused(projected):
    with pytest.raises(ConfigError, match=r"vae\.components: found 6, expected at most 5"):
        component_values(*projected[:2], IDS, 6)


def test_projections_of_another_model_are_refused(projected, tmp_path):
    activations = GENERATOR.normal(size=(60, 8)).astype("f2")
    other = fit_projection(activations, 3, GENERATOR)
    save_projection(tmp_path / "other.npz", other, space="s", seed=0, fitted_on=IDS)
    with pytest.raises(ArtifactError, match=r"5 components found, but .*other\.npz has 3"):
        component_values(projected[0], tmp_path / "other.npz", IDS, 2)


@pytest.mark.parametrize("in_unit_interval", [False, True])
def test_values_without_anything_to_learn_are_refused(in_unit_interval):
    def fit(values):
        sounds = SoundValues(values.astype(np.float32), np.ones(1, np.float32))
        return fit_scaling(sounds, np.arange(4) < 3, in_unit_interval=in_unit_interval)

    with pytest.raises(DatasetError, match=r"training sounds are 2\.0; nothing to learn"):
        fit(np.full((4, 3), 2.0))
    broken = np.ones((4, 3))
    broken[0, 0] = np.nan
    with pytest.raises(DatasetError, match="contain NaN or infinity"):
        fit(broken)


def test_a_space_smaller_than_the_code_is_refused():
    check_code_units(np.zeros((5, 2, 2)), 4)
    with pytest.raises(ConfigError, match=r"vae\.latent_units: found 5 for .* only 4 values"):
        check_code_units(np.zeros((5, 2, 2)), 5)
