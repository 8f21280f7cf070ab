"""Evaluating an autoencoder on validation sounds while it is trained."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from latentaudio import seeds
from latentaudio.vae import codes
from latentaudio.vae.autoencoder import Autoencoder
from latentaudio.vae.collapse import active_units
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.objectives import Objective
from latentaudio.vae.schedules import Pressure


@dataclass(frozen=True)
class Validated:
    """Terms of the loss on validation sounds; see `latentaudio.vae.vae_training.Epoch`."""

    reconstruction: float = math.nan
    rate: float = math.nan
    total_correlation: float = math.nan
    loss: float = math.nan
    active_units: int = 0


def evaluation(
    model: Autoencoder,
    objective: Objective,
    validation: np.ndarray,
    pressure: Pressure,
    batch: int,
    seed: int,
) -> Callable[[], Validated]:
    """Create the function that evaluates validation sounds, always with the same noise.

    Parameters
    ----------
    model
        The model.
    objective
        Its objective.
    validation
        Standardised values, shape ``[n, *shape]``, float32.
    pressure
        Pressure of the loss.
    batch
        Number of sounds in a block. Total correlations are estimated in blocks of the size of a
        training batch, on which the estimate depends.
    seed
        Seed of the noise.
    """
    units = model.code_units
    draw = seeds.generator(seed, "vae validation noise")
    noise = draw.standard_normal((len(validation), units), dtype=np.float32)
    starts = range(0, len(validation), batch)
    blocks = [slice(start, start + batch) for start in starts]

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, *model.architecture.shape]),
            tf.TensorSpec([None, units]),
        ],
        autograph=False,
    )
    def terms(values: tf.Tensor, noise: tf.Tensor) -> tuple[tf.Tensor, ...]:
        mean, log_variance = model.encoder(values, training=False)
        code = codes.draw(mean, log_variance, noise)
        distances = model.likelihood.distance(values, model.decoder(code.z, training=False))
        return distances, codes.divergence(code), objective.total_correlation(code)

    def evaluate() -> Validated:
        if not len(validation):
            return Validated()
        found = [terms(tf.constant(validation[one]), tf.constant(noise[one])) for one in blocks]
        distances = tf.concat([one for one, _, _ in found], axis=0)
        divergence = np.concatenate([one for _, one, _ in found])
        sizes = [len(validation[one]) for one in blocks]
        dependence = float(np.average([float(one) for _, _, one in found], weights=sizes))
        reconstruction = float(tf.reduce_mean(model.likelihood.reconstruction(distances)))
        rate = float(divergence.sum(axis=1).mean())
        return Validated(
            reconstruction,
            rate,
            dependence,
            reconstruction + float(objective.penalty(rate, dependence, pressure)),
            active_units(divergence),
        )

    return evaluate
