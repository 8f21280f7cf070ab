"""Permuted labels, for a control flow whose classes carry no meaning."""

from collections.abc import Mapping

import numpy as np

from latentaudio.factors import cells_of

#: Number of permutations from which the one least like the truth is chosen.
DRAWS = 50


def permute_classes(
    labels: Mapping[str, np.ndarray], groups: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    """Permute classes over whole blocks of snippets.

    Snippets of the same group and cell form a block; every block receives the classes of another
    one. The permuted classes are thus as coherent as the true ones and lose only their meaning. Of
    `DRAWS` permutations, the one that shares least information with the true classes is taken: with
    few groups, a permutation may otherwise only rename the true classes, and names make no
    difference to a flow.

    Parameters
    ----------
    labels, groups
        The class of each snippet, by factor, and its group; each of shape ``[n]``.
    generator
        Random generator of the permutations.

    Returns
    -------
    dict of str to numpy.ndarray
        Permuted labels, by factor; each of shape ``[n]``.

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
    draws = []
    for _ in range(DRAWS):
        given = first[generator.permutation(len(first))][block.reshape(-1)]
        draws.append({factor: values[given] for factor, values in labels.items()})
    return min(draws, key=lambda permuted: _unfitness(labels, permuted))


def _unfitness(
    labels: Mapping[str, np.ndarray], permuted: Mapping[str, np.ndarray]
) -> tuple[bool, float]:
    """Rank permutations: first by whether a class is left without a pair, then by agreement."""
    lonely = any(np.unique(of, return_counts=True)[1].min() < 2 for of in permuted.values())
    return lonely, max(agreement(labels[factor], permuted[factor]) for factor in labels)


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Compute the fraction of one partition's entropy that another explains; names do not matter.

    Examples
    --------
    >>> agreement(np.array(["a", "a", "b", "b"]), np.array(["b", "b", "a", "a"]))
    1.0
    """
    counts = np.zeros((len(np.unique(one)), len(np.unique(other))))
    places = (np.unique(values, return_inverse=True)[1] for values in (one, other))
    np.add.at(counts, tuple(places), 1.0)
    joint = counts / counts.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    present = joint > 0
    information = (joint * np.log(np.where(present, joint, 1.0) / np.outer(rows, columns)))[present]
    entropy = -(rows * np.log(rows)).sum()
    return float(information.sum() / entropy) if entropy > 0 else 0.0
