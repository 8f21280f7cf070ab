"""A block Krylov space that contains the leading principal components of a sample.

References
----------
.. [1] Musco, C. and Musco, C. (2015). Randomized block Krylov methods for stronger and faster
   approximate singular value decomposition. Advances in Neural Information Processing Systems 28.
"""

import numpy as np

from latentaudio.projection.tiles import product, transposed_product

#: Number of blocks of the Krylov space, each half as wide as the number of components. With 8
#: blocks, the variance of the 64th component of real layers is off by less than 0.02 %, and in most
#: of them by less than a millionth; four power iterations cost twice as much and were off by up to
#: 3 %.
KRYLOV_BLOCKS = 8

#: Cosine of the angle of two columns up to which they count as orthogonal.
_ORTHOGONAL = 1e-4


def krylov_basis(
    activations: np.ndarray,
    mean: np.ndarray,
    scale: np.ndarray,
    components: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Project standardised activations X onto a block Krylov space with orthonormal basis Q.

    The columns of Q span a block of random combinations of the units and its repeated products with
    the covariance matrix.

    Parameters
    ----------
    activations
        The sample, shape ``[n, d]``, float16 or float32.
    mean, scale
        Mean and divisor of each unit, shape ``[d]``.
    components
        Number of components that the space is to contain.
    generator
        Source of the random combinations.

    Returns
    -------
    numpy.ndarray
        ``X.T @ Q``, shape ``[d, m]``, float32.
    """
    count, width = activations.shape
    rank = min(count - 1, width)
    size = -(-components // 2)
    block = generator.standard_normal((width, min(size, rank)), dtype=np.float32)
    combinations = np.empty((count, 0), np.float32)
    blocks: list[np.ndarray] = []
    for _ in range(KRYLOV_BLOCKS):
        block = block[:, : rank - combinations.shape[1]]
        if not block.shape[1]:
            break
        new = product(activations, mean, block / scale[:, np.newaxis])
        # Two passes suffice: the first leaves rounding errors of large components.
        for _ in range(2):
            new -= combinations @ (combinations.T @ new)
            new = np.linalg.qr(new)[0]
        new = _orthogonal_to(combinations, new)
        combinations = np.concatenate([combinations, new], axis=1)
        block = transposed_product(activations, mean, new) / scale[:, np.newaxis]
        blocks.append(block)
    return np.concatenate(blocks, axis=1)


def _orthogonal_to(combinations: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Make new columns orthogonal where a sample, of sounds that repeat, has no further components.

    Nothing but rounding errors is left of the new columns then, and they may point anywhere: into
    components that are known already, too, whose variance would be counted twice.
    """
    if not combinations.size or np.abs(combinations.T @ new).max() <= _ORTHOGONAL:
        return new
    both = np.linalg.qr(np.concatenate([combinations, new], axis=1))[0]
    return both[:, combinations.shape[1] :]
