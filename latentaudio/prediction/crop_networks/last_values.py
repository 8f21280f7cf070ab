"""What the last layer of a network sees, beside its outputs."""

from collections.abc import Sequence

import numpy as np

from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.training.blocks import by_blocks
from latentaudio.vae.keras_adapter import keras, tf

#: Crops that are predicted at a time.
_ROWS = 128


class LastValues:
    """A network that gives outputs together with what they are computed from.

    Parameters
    ----------
    network
        The network, with its weights.
    """

    def __init__(self, network: Network) -> None:
        model = network.model
        both = keras.Model(model.inputs, [model.output, model.layers[-1].input])
        self._network = network
        function = tf.function(lambda crops: both(crops, training=False), autograph=False)
        # Traced at once, as TensorFlow warns of several functions with the same code that are not.
        self._traced = function.get_concrete_function(tf.TensorSpec([None, *network.shape]))

    def __call__(self, crops: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Predict recordings by their crops.

        Parameters
        ----------
        crops
            Crops of each of ``n`` recordings, shape ``[m, frames, width]``, not standardised.

        Returns
        -------
        outputs : numpy.ndarray
            Means over the crops of a recording, shape ``[n, outputs]``.
        values : numpy.ndarray
            The same of what the last layer sees, shape ``[n, units]``.
        """
        scaled = self._network.scaling.standardise(np.concatenate(crops))
        found = by_blocks(self._predict, scaled, self._network.shape, _ROWS)
        ends = np.cumsum([len(one) for one in crops])[:-1]
        outputs, values = (
            np.stack([part.mean(axis=0) for part in np.split(one, ends)]) for one in found
        )
        return outputs, values

    def _predict(self, crops: np.ndarray) -> Sequence[tf.Tensor]:
        found: Sequence[tf.Tensor] = self._traced(tf.constant(crops))
        return found
