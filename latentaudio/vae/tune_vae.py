"""Which learning rate suits an autoencoder, by the evidence lower bound of validation sounds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from latentaudio.datasets.splits import TRAINING, VALIDATION, check_validation
from latentaudio.seeds import integer_seed
from latentaudio.tuning import Criterion, Setting, Tuning, try_settings
from latentaudio.vae.autoencoder import Autoencoder
from latentaudio.vae.objectives import BETA_VAE
from latentaudio.vae.sound_values import SoundValues, check_code_units, fit_scaling
from latentaudio.vae.vae_data import VaeData
from latentaudio.vae.vae_training import Epoch, TrainingSettings, train

#: With these, the loss is the negative evidence lower bound.
BOUND: Mapping[str, Any] = {"objective": BETA_VAE, "schedule": "constant", "beta": 1.0}
CRITERION = Criterion("negative evidence lower bound, at beta 1 (nats)", lowest=True)


def tune_vae(
    new_model: Callable[[], Autoencoder],
    data: VaeData,
    sounds: SoundValues,
    training: Mapping[str, Any],
    tried: Sequence[Setting],
    *,
    seed: int,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> Tuning:
    """Train an autoencoder with each of some settings, as `latentaudio.vae.fit_vae` does with one.

    No label takes part. All trainings minimise the negative evidence lower bound (`BOUND`), since
    losses with other objectives, or values of beta, would not compare.

    Parameters
    ----------
    new_model
        Builds a model that is not trained yet, always with the same weights.
    data, sounds, seed, on_epoch
        See `latentaudio.vae.fit_vae.fit_vae`.
    training
        What all trainings have in common: values of `TrainingSettings`, but for `BOUND`.
    tried
        Settings that complete them.

    Raises
    ------
    ConfigError
        If a sound has fewer values than the code has units.
    DatasetError
        If there are no validation sounds.
    TrainingError
        If the training diverges with every setting.
    """
    check_validation(data.splits, "vae.validation_fraction")
    model = new_model()
    check_code_units(sounds.values, model.code_units)
    is_training = data.splits == TRAINING
    in_unit_interval = model.likelihood.in_unit_interval
    scaling = fit_scaling(sounds, is_training, in_unit_interval=in_unit_interval)
    values = scaling.standardise(sounds.values)

    def least_loss(setting: Setting) -> float:
        result = train(
            new_model(),
            values[is_training],
            values[data.splits == VALIDATION],
            TrainingSettings(**training, **BOUND, **setting),
            integer_seed(seed, "vae training"),
            on_epoch=on_epoch,
        )
        return result.history[result.best_epoch - 1].validation_loss

    return try_settings(tried, CRITERION, least_loss)
