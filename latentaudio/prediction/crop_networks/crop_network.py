"""A network applied to crops and recordings."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from latentaudio.features.frames import RecordingFrames
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.frames.crops import even_crops
from latentaudio.prediction.frames.scaling import Scaling
from latentaudio.prediction.models.registry import build_network
from latentaudio.training.blocks import by_blocks
from latentaudio.training.variables import assign_values, copy_values
from latentaudio.vae.keras_adapter import keras, tf

#: Crops that are predicted at a time.
_ROWS = 128


class Network:
    """A network that gives outputs, e.g. logits of classes, of crops or of whole recordings.

    Parameters
    ----------
    settings
        Its architecture, and how recordings are cut into crops.
    width
        Number of values of a frame.
    outputs
        Number of outputs.
    scaling
        How crops are standardised.
    seed
        Seed of its initial weights, and of dropout.

    Attributes
    ----------
    settings, scaling
        The same.
    model
        The network, of standardised crops.

    Raises
    ------
    ConfigError
        If there is no such model, or it cannot take such crops.
    """

    def __init__(
        self, settings: NetworkSettings, width: int, outputs: int, scaling: Scaling, seed: int
    ) -> None:
        self.settings = settings
        self.scaling = scaling
        self.shape = settings.crop_frames, width
        self.model = build_network(settings.architecture, self.shape, outputs, settings.sizes, seed)
        self._predict = tf.function(
            self._of_crops, [tf.TensorSpec([None, *self.shape])], autograph=False
        )

    @property
    def parameters(self) -> int:
        """Number of values that training changes."""
        return sum(math.prod(variable.shape) for variable in self.model.trainable_variables)

    def weights(self) -> dict[str, np.ndarray]:
        """Copy the values of all variables, by names such as ``03_kernel``."""
        return copy_values(self._named())

    def set_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Set all variables.

        Raises
        ------
        ValueError
            If names or shapes differ from those of `weights()`; no variable is changed then.
        """
        assign_values(self._named(), weights)

    def crop_outputs(self, crops: np.ndarray) -> np.ndarray:
        """Predict standardised crops, shape ``[n, frames, width]``; gives ``[n, outputs]``."""
        (outputs,) = by_blocks(self._predict, crops, self.shape, _ROWS)
        return outputs

    def outputs(self, recordings: Sequence[RecordingFrames]) -> np.ndarray:
        """Predict recordings: mean outputs over evenly spaced crops, ``[n, outputs]``."""
        found = [
            self.crop_outputs(self.scaling.standardise(self._crops_of(one))).mean(axis=0)
            for one in recordings
        ]
        return np.stack(found)

    def _crops_of(self, recording: RecordingFrames) -> np.ndarray:
        return even_crops([recording], self.settings.crop_frames, self.settings.test_crops)[0]

    def _of_crops(self, crops: tf.Tensor) -> list[tf.Tensor]:
        return [self.model(crops, training=False)]

    def _named(self) -> dict[str, keras.Variable]:
        """Name all variables by position, because Keras numbers its layers within a process."""
        return {
            f"{place:02d}_{variable.name.partition(':')[0]}": variable
            for place, variable in enumerate(self.model.variables, start=1)
            # Dropout counts its draws.
            if variable.name != "seed_generator_state"
        }
