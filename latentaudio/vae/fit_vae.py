"""Training an autoencoder on the values of a space, and writing all that is known of it."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import write_json
from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.seeds import integer_seed
from latentaudio.training.fitting import train_into
from latentaudio.vae.autoencoder import ROWS, Autoencoder
from latentaudio.vae.codes import Code, divergence
from latentaudio.vae.collapse import active_units, is_collapsed
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.saved_vae import SavedVae, save_vae
from latentaudio.vae.sound_values import SoundValues, check_code_units, fit_scaling
from latentaudio.vae.vae_data import VaeData
from latentaudio.vae.vae_latents import write_vae_latents
from latentaudio.vae.vae_training import Epoch, TrainingResult, TrainingSettings, train

LATENTS_FILE = "latents.parquet"
SUMMARY_FILE = "summary.json"


def fit_vae(
    space: str,
    model: Autoencoder,
    data: VaeData,
    sounds: SoundValues,
    settings: TrainingSettings,
    folder: Path,
    *,
    seed: int,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> SavedVae:
    """Train a model, and write its checkpoint, history, latents and summary.

    Parameters
    ----------
    space
        Name of the space.
    model
        A new model, which is trained in place.
    data
        All snippets.
    sounds
        Their values.
    settings
        See `latentaudio.vae.vae_training.train`.
    folder
        Where ``weights.npz``, ``architecture.json``, ``history.csv``, ``latents.parquet`` and
        ``summary.json`` are written.
    seed
        Seed of batches and noise.
    on_epoch
        Called after every epoch.

    Raises
    ------
    ConfigError
        If a sound has fewer values than the code has units.
    TrainingError
        If the loss is not finite. The last good checkpoint is then in the folder ``stopped``.
    """
    check_code_units(sounds.values, model.code_units)
    is_training = data.splits == TRAINING
    in_unit_interval = model.likelihood.in_unit_interval
    scaling = fit_scaling(sounds, is_training, in_unit_interval=in_unit_interval)
    vae = SavedVae(space, model, scaling)
    values = scaling.standardise(sounds.values)
    result = train_into(
        folder,
        lambda: train(
            model,
            values[is_training],
            values[data.splits == VALIDATION],
            settings,
            integer_seed(seed, "vae training"),
            on_epoch=on_epoch,
        ),
        lambda into: save_vae(into, vae),
        [field.name for field in fields(Epoch)],
    )
    encoded = encode_sounds(model, values)
    rate = encoded.divergence.sum(axis=1)
    path = folder / LATENTS_FILE
    write_vae_latents(path, data.snippet_ids, data.splits, encoded.z, encoded.error, rate)
    write_json(folder / SUMMARY_FILE, _summary(vae, data, values, encoded, settings, result))
    return vae


@dataclass(frozen=True)
class Encoded:
    """What a trained model makes of sounds.

    Attributes
    ----------
    z
        Means of the posteriors, shape ``[n, units]``, float32.
    divergence
        Divergence of each unit from the prior (nats), shape ``[n, units]``.
    error
        Mean squared error of the reconstruction from `z` (standardised units), shape ``[n]``.
    """

    z: np.ndarray
    divergence: np.ndarray
    error: np.ndarray


def encode_sounds(model: Autoencoder, values: np.ndarray) -> Encoded:
    """Encode and decode sounds, some at a time.

    Parameters
    ----------
    model
        A trained model.
    values
        Standardised values, shape ``[n, *shape]``.
    """
    z, log_variance = model.encode(values)
    error = np.empty(len(values), np.float32)
    for start in range(0, len(values), ROWS):
        rows = slice(start, start + ROWS)
        squares = np.square(model.decode(z[rows]) - values[rows])
        error[rows] = squares.reshape(len(squares), -1).mean(axis=1)
    of_units = divergence(Code(tf.constant(z), tf.constant(log_variance), tf.constant(z)))
    return Encoded(z, of_units.numpy(), error)


def _summary(
    vae: SavedVae,
    data: VaeData,
    values: np.ndarray,
    encoded: Encoded,
    settings: TrainingSettings,
    result: TrainingResult,
) -> dict[str, Any]:
    """Describe a trained model; small data sets have no validation sounds (null)."""
    splits = data.splits
    held_out, training = splits == HELD_OUT, splits == TRAINING
    judged = splits == VALIDATION if VALIDATION in splits else training
    architecture, likelihood = vae.model.architecture, vae.model.likelihood
    rate = encoded.divergence.sum(axis=1)
    mse = float(encoded.error[held_out].mean(dtype=np.float64))
    spread = np.square(values[held_out] - values[training].mean(axis=0, dtype=np.float64)).mean()
    best = result.history[result.best_epoch - 1]
    return {
        "space": vae.space,
        "model": architecture.model,
        "latent_units": vae.model.code_units,
        "values": int(np.prod(architecture.shape)),
        "parameters": vae.model.parameters,
        "objective": settings.objective,
        "schedule": settings.schedule,
        "beta": settings.beta,
        "likelihood": likelihood.name,
        "variance": _variance(vae, encoded.error[training]),
        "epochs": len(result.history),
        "best_epoch": result.best_epoch,
        "validation_loss": None if np.isnan(best.validation_loss) else best.validation_loss,
        "rate": float(rate[judged].mean()),
        "active_units": active_units(encoded.divergence[judged]),
        "collapsed": is_collapsed(encoded.divergence[judged]),
        "held_out_rate": float(rate[held_out].mean()),
        "held_out_mse": mse,
        "held_out_r2": 1.0 - mse / float(spread),
    }


def _variance(vae: SavedVae, error: np.ndarray) -> float | None:
    """Return the variance that the likelihood ended with; None if it has none."""
    if vae.model.likelihood.in_unit_interval:
        return None
    distances = tf.constant(error * np.prod(vae.model.architecture.shape), tf.float32)
    return float(vae.model.likelihood.variance(distances))
