"""YAMNet as a network: one pass yields all 14 layers, and can be resumed from any of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from latentaudio.networks.base import Continued, Layer, ReadOut
from latentaudio.networks.tensorflow_core import tf
from latentaudio.networks.yamnet.frontend import log_mel_patches
from latentaudio.networks.yamnet.layers import (
    CLASSES,
    EMBEDDING_SIZE,
    LAYERS,
    MEL_BANDS,
    PATCH_FRAMES,
    STRIDES,
)
from latentaudio.networks.yamnet.weights import BATCH_NORM_EPSILON, batch_norm_names


class YamNet(tf.Module):
    """The network from log-mel patches to logits, with access to its layers.

    Batch normalisation has no scale parameter and runs in inference mode, so it reduces to one
    addition after a convolution whose kernel is scaled once, when the network is built.

    Parameters
    ----------
    parameters
        All parameters by name, as `latentaudio.networks.yamnet.weights` returns them.

    Examples
    --------
    >>> from latentaudio.networks.yamnet.weights import random_parameters
    >>> network = YamNet(random_parameters(seed=0))
    >>> patches = tf.zeros([2, 96, 64])
    >>> activations = network.activations(patches)
    >>> len(activations), activations[8].shape.as_list()
    (14, [2, 6, 4, 512])
    >>> embeddings, logits = network.continue_from(9, activations[8])
    >>> embeddings.shape.as_list(), logits.shape.as_list()
    ([2, 1024], [2, 521])
    """

    def __init__(self, parameters: Mapping[str, np.ndarray]) -> None:
        super().__init__()
        first, *separable = LAYERS
        self._convolutions = {first.number: _folded(parameters, "layer01/conv")}
        self._depthwise = {}
        for one in separable:
            prefix = f"layer{one.number:02d}"
            self._depthwise[one.number] = _folded(parameters, f"{prefix}/depthwise")
            self._convolutions[one.number] = _folded(parameters, f"{prefix}/pointwise")
        self._dense = (
            tf.constant(parameters["dense/kernel"]),
            tf.constant(parameters["dense/bias"]),
        )

    def activations(self, patches: tf.Tensor) -> list[tf.Tensor]:
        """Compute the outputs (after the ReLU) of all 14 layers.

        Parameters
        ----------
        patches
            Log-mel energies, shape ``[n, 96, 64]``.

        Returns
        -------
        list of tf.Tensor
            Item ``l - 1`` is layer ``l``, shape ``[n, *LAYERS[l - 1].shape]``, float32.
        """
        values = tf.reshape(patches, [-1, PATCH_FRAMES, MEL_BANDS, 1])
        outputs = []
        for one in LAYERS:
            values = self._apply(one, values)
            outputs.append(values)
        return outputs

    def continue_from(self, number: int, activation: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Run the rest of the network on the output of one layer.

        Parameters
        ----------
        number
            Number of the layer, 1 to 14, whose output is `activation`.
        activation
            Output of that layer, shape ``[n, *LAYERS[number - 1].shape]``, or flattened to
            ``[n, size]``.

        Returns
        -------
        embeddings, logits : tf.Tensor
            Shapes ``[n, 1024]`` and ``[n, 521]``; scores are the sigmoid of the logits.
        """
        values = tf.reshape(activation, [-1, *LAYERS[number - 1].shape])
        for one in LAYERS[number:]:
            values = self._apply(one, values)
        embeddings = tf.reduce_mean(values, axis=[1, 2])
        kernel, bias = self._dense
        return embeddings, tf.matmul(embeddings, kernel) + bias

    def _apply(self, one: Layer, values: tf.Tensor) -> tf.Tensor:
        """Compute one layer from the output of the previous one."""
        kernel, shift = self._convolutions[one.number]
        stride = STRIDES[one.number - 1]
        if one.number == 1:
            return tf.nn.relu(tf.nn.conv2d(values, kernel, stride, "SAME") + shift)
        depthwise, depthwise_shift = self._depthwise[one.number]
        strides = [1, stride, stride, 1]
        values = tf.nn.depthwise_conv2d(values, depthwise, strides, "SAME") + depthwise_shift
        return tf.nn.relu(tf.nn.conv2d(tf.nn.relu(values), kernel, 1, "SAME") + shift)


def _folded(parameters: Mapping[str, np.ndarray], prefix: str) -> tuple[tf.Tensor, tf.Tensor]:
    """Fold a batch normalisation into the preceding kernel; returns kernel and additive shift."""
    kernel = parameters[f"{prefix}/kernel"].astype(np.float64)
    beta, mean, variance = (
        parameters[name].astype(np.float64) for name in batch_norm_names(prefix)
    )
    scale = 1.0 / np.sqrt(variance + BATCH_NORM_EPSILON)
    # Channels lie along the third axis of a depthwise kernel, and the fourth of any other kernel.
    is_depthwise = prefix.endswith("depthwise")
    kernel = kernel * (scale[:, np.newaxis] if is_depthwise else scale)
    shift = beta - mean * scale
    return tf.constant(kernel.astype(np.float32)), tf.constant(shift.astype(np.float32))


#: Snippets per pass; 16 was faster than 8 and 32, on one core and on two.
BATCH_SIZE = 16


class Readout(tf.Module):
    """Compiled pass from a fixed number of waveforms to everything that is stored for them.

    Parameters
    ----------
    network
        The network to read out.
    layers
        Numbers of the layers to return.
    batch_size
        Snippets per pass. It is fixed, so that a snippet's values do not depend on how many others
        are passed.
    """

    def __init__(
        self, network: YamNet, layers: Sequence[int], batch_size: int = BATCH_SIZE
    ) -> None:
        super().__init__()
        self.network = network
        self.layers = tuple(layers)
        self.batch_size = batch_size

    @tf.function(autograph=False, jit_compile=False)
    def _pass(
        self, waveforms: tf.Tensor
    ) -> tuple[list[tf.Tensor], tf.Tensor, tf.Tensor, tf.Tensor]:
        patches = log_mel_patches(waveforms)
        outputs = self.network.activations(patches)
        embeddings, logits = self.network.continue_from(len(LAYERS), outputs[-1])
        # The cast to half precision is fast inside the graph, and halves what is copied out of it.
        kept = [
            tf.cast(tf.reshape(outputs[number - 1], [self.batch_size, -1]), tf.float16)
            for number in self.layers
        ]
        return kept, embeddings, logits, tf.cast(patches, tf.float16)

    def __call__(self, waveforms: np.ndarray) -> ReadOut:
        """Read out at most `batch_size` snippets.

        Parameters
        ----------
        waveforms
            Shape ``[n, 15600]``, float32, with ``n <= batch_size``.

        Returns
        -------
        ReadOut
            Embeddings ``[n, 1024]``, logits ``[n, 521]`` and log-mel patches ``[n, 96, 64]``
            beside the activations.
        """
        count = len(waveforms)
        missing = self.batch_size - count
        filled = np.pad(waveforms, [(0, missing), (0, 0)]) if missing else waveforms
        kept, *others = self._pass(tf.constant(filled, tf.float32))
        return ReadOut(
            [one.numpy()[:count] for one in kept], *(one.numpy()[:count] for one in others)
        )


class Continuation(tf.Module):
    """Compiled pass from the activations of one layer to embeddings and logits.

    Parameters
    ----------
    network
        The network to continue.
    number
        Number of the layer to start from, 1 to 14.
    batch_size
        Activations per pass. It is fixed, so that a result does not depend on what else is passed.
    """

    def __init__(self, network: YamNet, number: int, batch_size: int = 64) -> None:
        super().__init__()
        self.network = network
        self.number = number
        self.batch_size = batch_size

    @tf.function(autograph=False, jit_compile=False)
    def _pass(self, activations: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return self.network.continue_from(self.number, activations)

    def __call__(self, activations: np.ndarray) -> Continued:
        """Continue from activations, shape ``[n, size]``, float32."""
        embeddings = np.empty((len(activations), EMBEDDING_SIZE), np.float32)
        logits = np.empty((len(activations), CLASSES), np.float32)
        for start in range(0, len(activations), self.batch_size):
            some = activations[start : start + self.batch_size]
            missing = self.batch_size - len(some)
            filled = np.pad(some, [(0, missing), (0, 0)]) if missing else some
            of_some = slice(start, start + len(some))
            for kept, made in zip(
                (embeddings, logits), self._pass(tf.constant(filled)), strict=True
            ):
                kept[of_some] = made.numpy()[: len(some)]
        return Continued(embeddings, logits)
