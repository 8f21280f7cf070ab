r"""Weight normalisation: linear maps whose weights have a direction and a length of their own.

Output k of a layer has the weights :math:`w_k = g_k v_k / \|v_k\|`; training changes the direction
:math:`v_k` and the length :math:`g_k`.

References
----------
Salimans, T. and Kingma, D. P. (2016). Weight normalization: a simple reparameterization to
accelerate training of deep neural networks. NeurIPS.
"""

from latentaudio.vae.keras_adapter import keras

_TRANSPOSED = (keras.layers.Conv1DTranspose, keras.layers.Conv2DTranspose)


class WeightNormalised(keras.layers.Layer):
    """A dense or convolutional layer with normalised weights.

    Parameters
    ----------
    linear
        The layer, not built yet and without an activation. Its kernel holds the directions v; its
        bias is replaced by one of this layer.
    """

    def __init__(self, linear: keras.layers.Layer) -> None:
        super().__init__()
        linear.use_bias = False
        self.linear = linear
        # Kernels of transposed convolutions end with outputs, inputs; all others the other way.
        self._output_axis = -2 if isinstance(linear, _TRANSPOSED) else -1

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create the weights."""
        self.linear.build(input_shape)
        outputs = (self.linear.kernel.shape[self._output_axis],)
        self.gain = self.add_weight(shape=outputs, initializer="ones", name="gain")
        self.bias = self.add_weight(shape=outputs, initializer="zeros", name="bias")

    def lengths(self) -> keras.KerasTensor:
        """Return the length of each direction v, shape ``[outputs]``."""
        kernel = self.linear.kernel
        output = len(kernel.shape) + self._output_axis
        others = [axis for axis in range(len(kernel.shape)) if axis != output]
        return keras.ops.sqrt(keras.ops.sum(keras.ops.square(kernel), axis=others))

    def keep_kernel(self) -> None:
        """Set the lengths g so that the weights w are the directions v as they are."""
        self.gain.assign(self.lengths())

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Map inputs; each output is linear in its weights, so scaling it scales them."""
        return self.linear(x) * (self.gain / self.lengths()) + self.bias
