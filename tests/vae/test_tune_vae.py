import dataclasses
import json
import math

import numpy as np
import pytest

from latentaudio.errors import ConfigError, DatasetError, TrainingError
from latentaudio.tuning import settings_of
from latentaudio.vae.fit_vae import fit_vae
from latentaudio.vae.sound_values import SoundValues
from latentaudio.vae.tune_vae import tune_vae
from latentaudio.vae.vae_training import TrainingSettings

TRAINING = {"epochs": 3, "batch": 32}


@pytest.fixture
def tuned(spectrograms, sounds_data, make_model):
    """Give a function that tries learning rates."""

    def tune(*rates, data=sounds_data, training=TRAINING, **model):
        sounds = SoundValues(spectrograms, np.ones(1, np.float32))
        tried = settings_of({"learning_rate": rates})
        return tune_vae(lambda: make_model(**model), data, sounds, training, tried, seed=4)

    return tune


def test_a_sensible_rate_is_chosen_of_three(tuned):
    tuning = tuned(1e-6, 0.01, 1e-5)
    assert tuning.best == 1
    assert all(map(math.isfinite, tuning.values))


def test_the_value_is_the_loss_that_a_training_with_the_setting_ends_with(
    tuned, spectrograms, sounds_data, make_model, tmp_path
):
    settings = TrainingSettings(beta=1.0, **TRAINING, learning_rate=0.01)
    sounds = SoundValues(spectrograms, np.ones(1, np.float32))
    fit_vae("mel", make_model(), sounds_data, sounds, settings, tmp_path, seed=4)
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert tuned(1e-5, 0.01).values[1] == summary["validation_loss"]


def test_the_loss_is_the_negative_evidence_lower_bound_and_neither_beta_nor_objective_is_given(
    tuned,
):
    with pytest.raises(TypeError, match="multiple values for keyword argument 'beta'"):
        tuned(0.01, training={**TRAINING, "beta": 4.0})


def test_a_rate_that_diverges_is_passed_over_and_all_diverging_is_an_error(tuned):
    tuning = tuned(1e30, 0.01)
    assert tuning.values[0] == math.inf
    assert tuning.best == 1
    with pytest.raises(TrainingError, match=r"every training diverged \(learning_rate=1e\+30\)"):
        tuned(1e30)


def test_without_validation_sounds_nothing_can_be_chosen(tuned, sounds_data):
    trained = np.where(sounds_data.splits == "validation", "training", sounds_data.splits)
    data = dataclasses.replace(sounds_data, splits=trained)
    with pytest.raises(DatasetError, match=r"no sound is in the split 'validation'.*vae\.valid"):
        tuned(0.01, data=data)


def test_a_rate_of_zero_and_too_many_units_are_refused(tuned):
    with pytest.raises(ConfigError, match=r"vae\.learning_rate: found 0"):
        tuned(0.0)
    with pytest.raises(ConfigError, match="latent_units"):
        tuned(0.01, latent_units=65)
