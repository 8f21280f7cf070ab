"""Maps by t-SNE."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from latentaudio.maps import few_sounds
from latentaudio.maps.sound_map import SoundMap
from latentaudio.projection.tsne import tsne

#: Largest number of sounds that t-SNE lays out; its time grows faster than their number.
MOST = 5000
#: Number of laid-out sounds among which each further sound is placed.
PLACED_BY = 15


def tsne_map(
    coordinates: np.ndarray,
    perplexity: float,
    steps: int,
    seed: int,
    generator: np.random.Generator,
) -> SoundMap:
    """Map sounds by t-SNE (van der Maaten and Hinton 2008) to two dimensions.

    If there are more than `MOST`, that many are drawn and laid out; each of the others is put at
    the median position of the `PLACED_BY` laid-out sounds nearest to it in the space.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    perplexity
        Effective number of neighbors; at most a third of the other sounds are taken.
    steps
        Number of steps of the optimisation.
    seed
        Seed of the optimisation.
    generator
        Draws the sounds to lay out.

    References
    ----------
    van der Maaten, L. and Hinton, G. (2008). Visualizing data using t-SNE. Journal of Machine
    Learning Research 9, 2579-2605.
    """
    count = len(coordinates)
    if count < few_sounds.LEAST:
        points = few_sounds.leading_components(coordinates, 2)
        return _described(points, few_sounds.note(count))
    # Beyond a third of the sounds the usual approximation has too few neighbors to fit it.
    used = min(perplexity, (min(count, MOST) - 1) / 3)
    text = f"perplexity {used:g}, {steps} steps, seed {seed}"
    if used < perplexity:
        text += f" (perplexity {perplexity:g} needs more sounds)"
    if count <= MOST:
        return _described(tsne(coordinates, used, seed, steps), text)
    drawn = np.sort(generator.choice(count, MOST, replace=False))
    laid_out = tsne(coordinates[drawn], used, seed, steps)
    text += f", {MOST} sounds drawn, the others placed among their {PLACED_BY} nearest of these"
    return _described(_placed(coordinates, drawn, laid_out), text)


def _placed(coordinates: np.ndarray, drawn: np.ndarray, laid_out: np.ndarray) -> np.ndarray:
    """Put the sounds that were not drawn among those that were, shape ``[n, 2]``."""
    points = np.empty((len(coordinates), laid_out.shape[1]), laid_out.dtype)
    points[drawn] = laid_out
    others = np.setdiff1d(np.arange(len(coordinates)), drawn)
    model = NearestNeighbors(n_neighbors=PLACED_BY, algorithm="brute").fit(coordinates[drawn])
    nearest = model.kneighbors(coordinates[others], return_distance=False)
    points[others] = np.median(laid_out[nearest], axis=1)
    return points


def _described(points: np.ndarray, parameters: str) -> SoundMap:
    return SoundMap("t-SNE", "tsne", ("t-SNE 1", "t-SNE 2"), parameters, points)
