"""An encoder, a decoder and a likelihood, applied to any number of sounds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from latentaudio.training.blocks import by_blocks
from latentaudio.training.variables import assign_values, copy_values
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.likelihoods import make_likelihood
from latentaudio.vae.models.registry import build_networks, complete_sizes

#: Sounds that are encoded or decoded at a time.
ROWS = 256


@dataclass(frozen=True)
class Architecture:
    """What a model consists of; models with equal architectures can exchange weights.

    Attributes
    ----------
    model
        Name of the encoder and decoder, e.g. ``"dense"``.
    shape
        Shape of the values of a sound: frames and bands, or a number of coordinates.
    latent_units
        Number of units of a code.
    sizes
        Sizes of the model; those that are missing have the model's defaults.
    likelihood, variance
        See `latentaudio.vae.likelihoods.make_likelihood`.
    """

    model: str
    shape: tuple[int, ...]
    latent_units: int
    sizes: Mapping[str, Any]
    likelihood: str
    variance: float


class Autoencoder:
    """A variational autoencoder on standardised values.

    Parameters
    ----------
    architecture
        What it consists of.
    seed
        Seed of its initial weights, and of dropout.

    Attributes
    ----------
    architecture
        The same, with all sizes.
    encoder, decoder
        See `latentaudio.vae.models.networks.Networks`.
    likelihood
        See `latentaudio.vae.likelihoods`.
    code_units
        Number of units of all codes of a sound; a model may have a code for each of its steps.

    Raises
    ------
    ConfigError
        If there is no such model or likelihood, the model cannot take values of this shape, or a
        size cannot work.
    """

    def __init__(self, architecture: Architecture, seed: int) -> None:
        name, shape = architecture.model, architecture.shape
        sizes = complete_sizes(name, architecture.sizes)
        networks = build_networks(name, shape, architecture.latent_units, sizes, seed)
        self.architecture = Architecture(
            name,
            shape,
            architecture.latent_units,
            sizes,
            architecture.likelihood,
            architecture.variance,
        )
        self.encoder = networks.encoder
        self.decoder = networks.decoder
        self.likelihood = make_likelihood(architecture.likelihood, shape, architecture.variance)
        self.code_units = int(networks.decoder.input_shape[1])
        of_values = tf.TensorSpec([None, *shape])
        of_codes = tf.TensorSpec([None, self.code_units])
        self._encode = tf.function(self._encoded, [of_values], autograph=False)
        self._decode = tf.function(self._decoded, [of_codes], autograph=False)

    @property
    def trainable_variables(self) -> list[tf.Variable | keras.Variable]:
        """What training changes."""
        return [
            *self.encoder.trainable_variables,
            *self.decoder.trainable_variables,
            *self.likelihood.variables,
        ]

    @property
    def parameters(self) -> int:
        """Number of values that training changes."""
        return sum(math.prod(variable.shape) for variable in self.trainable_variables)

    def weights(self) -> dict[str, np.ndarray]:
        """Copy the values of all variables, by names such as ``encoder/01_kernel``."""
        return copy_values(self._named())

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Set all variables.

        Raises
        ------
        ValueError
            If names or shapes differ from those of `weights()`; no variable is changed then.
        """
        assign_values(self._named(), weights)

    def encode(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Encode any number of sounds.

        Parameters
        ----------
        values
            Standardised values, shape ``[n, *shape]``.

        Returns
        -------
        mean, log_variance : numpy.ndarray
            Of the posterior of each sound, shape ``[n, code_units]``, float32.
        """
        mean, log_variance = by_blocks(self._encode, values, self.architecture.shape, ROWS)
        return mean, log_variance

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Decode any number of codes, shape ``[n, code_units]``.

        Returns
        -------
        numpy.ndarray
            Means of the standardised values, shape ``[n, *shape]``, float32.
        """
        (means,) = by_blocks(self._decode, z, (self.code_units,), ROWS)
        return means

    def _encoded(self, values: tf.Tensor) -> list[tf.Tensor]:
        return list(self.encoder(values, training=False))

    def _decoded(self, z: tf.Tensor) -> list[tf.Tensor]:
        return [self.likelihood.means(self.decoder(z, training=False))]

    def _named(self) -> dict[str, tf.Variable | keras.Variable]:
        """Name all variables by position, because Keras numbers its layers within a process."""
        parts = {
            "encoder": self.encoder.variables,
            "decoder": self.decoder.variables,
            "likelihood": [*self.likelihood.variables, *self.likelihood.constants],
        }
        return {
            f"{part}/{place:02d}_{variable.name.partition(':')[0]}": variable
            for part, variables in parts.items()
            for place, variable in enumerate(variables, start=1)
            # Recurrent layers count draws for a dropout that they do not have.
            if variable.name != "seed_generator_state"
        }
