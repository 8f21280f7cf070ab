"""A block Krylov space that holds the leading principal components of a sample.

References
----------
.. [1] Musco, C. and Musco, C. (2015). Randomized block Krylov methods for stronger and faster
   approximate singular value decomposition. Advances in Neural Information Processing Systems 28.
"""

import numpy as np

from latentaudio.projection.tiles import product, transposed_product

#: Blocks of the Krylov space, each half as large as the number of components asked for. With 8 of
#: them the variance of the 64th component of real layers is off by less than 0.02 %, of most by
#: less than a millionth; four power iterations cost twice as much and were off by up to 3 %.
KRYLOV_BLOCKS = 8


def krylov_basis(
    activations: np.ndarray,
    mean: np.ndarray,
    scale: np.ndarray,
    components: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Project standardised activations on a block Krylov space: ``X.T @ Q``, shape ``[d, m]``.

    The columns of Q are orthonormal and span a random block of combinations of units and what
    repeated products with the covariance matrix make of it.
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
        # Twice is enough: the first pass leaves rounding errors of large components.
        for _ in range(2):
            new -= combinations @ (combinations.T @ new)
            new = np.linalg.qr(new)[0]
        combinations = np.concatenate([combinations, new], axis=1)
        block = transposed_product(activations, mean, new) / scale[:, np.newaxis]
        blocks.append(block)
    return np.concatenate(blocks, axis=1)
