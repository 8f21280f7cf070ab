"""A control network: YAMNet with the weights of each of its filters permuted.

It has the architecture and the distribution of weights of the trained network, but nothing of the
patterns that it learnt. What it still decodes is owed to the architecture and to the sounds.

References
----------
.. [1] Tuckute, G., Feather, J., Boebinger, D. and McDermott, J. H. (2023). Many but not all deep
   neural network audio models capture brain responses and exhibit correspondence between model
   stages and brain regions. PLoS Biology 21(12).
"""

from collections.abc import Mapping

import numpy as np


def permuted(
    parameters: Mapping[str, np.ndarray], generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Permute the weights within each filter; batch normalisations stay.

    A filter keeps its weights and its normalisation, so activations stay in the range of the
    trained network. Weights permuted across filters instead meet the normalisation of others, and
    the last layer came close to overflowing half precision (41,000 on recorded impacts).

    Parameters
    ----------
    parameters
        As `latentaudio.networks.yamnet.weights` gives them.
    generator
        Source of the permutations.
    """
    return {
        name: _permuted_kernel(name, values, generator) if name.endswith("/kernel") else values
        for name, values in parameters.items()
    }


def _permuted_kernel(name: str, kernel: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    # Filters lie along the third axis of a depthwise kernel, along the last of any other.
    axis = 2 if "depthwise" in name else kernel.ndim - 1
    filters = np.moveaxis(kernel, axis, 0)
    mixed = generator.permuted(filters.reshape(len(filters), -1), axis=1)
    return np.moveaxis(mixed.reshape(filters.shape), 0, axis)
