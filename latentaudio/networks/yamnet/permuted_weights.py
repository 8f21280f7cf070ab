"""A control network: YAMNet with the weights permuted within each filter.

It keeps the architecture and the weight distribution of the trained network, but none of the
patterns that were learnt. What can still be decoded from it is due to the architecture and to the
sounds themselves.

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
    """Permute the weights within each filter; batch normalisations stay unchanged.

    A filter keeps its weights and its normalisation, so activations stay in the range of the
    trained network. Permuting across filters would pair weights with the normalisation of other
    filters; the last layer then came close to overflowing half precision (41,000 on recorded
    impacts).

    Parameters
    ----------
    parameters
        All parameters by name, as `latentaudio.networks.yamnet.weights` returns them.
    generator
        Source of the permutations.

    Returns
    -------
    dict of str to numpy.ndarray
        The same names and shapes.
    """
    return {
        name: _permuted_kernel(name, values, generator) if name.endswith("/kernel") else values
        for name, values in parameters.items()
    }


def _permuted_kernel(name: str, kernel: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    # Filters lie along the third axis of a depthwise kernel, and along the last axis of any other.
    axis = 2 if "depthwise" in name else kernel.ndim - 1
    filters = np.moveaxis(kernel, axis, 0)
    mixed = generator.permuted(filters.reshape(len(filters), -1), axis=1)
    return np.moveaxis(mixed.reshape(filters.shape), 0, axis)
