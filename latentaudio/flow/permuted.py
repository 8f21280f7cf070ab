"""Labels for the control: a flow that is asked for axes of classes that do not exist."""

from collections.abc import Mapping

import numpy as np

from latentaudio.splits import cells_of


def permute_classes(
    labels: Mapping[str, np.ndarray], groups: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Deal the classes anew to whole groups.

    Snippets of one group and cell stay together and get the classes of another such block, so that
    the permuted classes are as coherent as the true ones, and only their meaning is lost.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    generator
        Source of the permutation.

    Returns
    -------
    dict of str to numpy.ndarray
        As `labels`.

    Examples
    --------
    >>> labels = {"pitch": np.repeat(["low", "high"], 4)}
    >>> groups = np.repeat(["a", "b", "c", "d"], 2)
    >>> permuted = permute_classes(labels, groups, np.random.default_rng(0))
    >>> permuted["pitch"].tolist()
    ['high', 'high', 'low', 'low', 'low', 'low', 'high', 'high']
    """
    pairs = np.stack([np.unique(groups, return_inverse=True)[1], cells_of(labels)])
    _, first, block = np.unique(pairs, axis=1, return_index=True, return_inverse=True)
    given = first[generator.permutation(len(first))][block.reshape(-1)]
    return {factor: values[given] for factor, values in labels.items()}
