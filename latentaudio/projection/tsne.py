"""Two-dimensional maps of projections, for visual inspection only."""

import numpy as np
import pandas as pd
from sklearn.manifold import TSNE

from latentaudio.errors import ConfigError

#: Number of steps of the optimisation, as is usual.
STEPS = 1000


def tsne(coordinates: np.ndarray, perplexity: float, seed: int, steps: int = STEPS) -> np.ndarray:
    """Map projections to two dimensions by t-SNE (van der Maaten and Hinton 2008).

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    perplexity
        Effective number of neighbors, less than ``n``.
    seed
        Seed of the optimisation, which starts from the plane of the first two components.
    steps
        Number of steps of the optimisation, at least 250.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 2]``. The axes, and distances between clusters, have no meaning.

    Raises
    ------
    ConfigError
        When there are too few snippets for the perplexity.
    """
    check_perplexity(perplexity, len(coordinates))
    # Components are sorted by their share of the variance, so the first two are a good start. They
    # are scaled down, because the optimisation unfolds best from a compact start.
    start = coordinates[:, :2] * 1e-4 if coordinates.shape[1] >= 2 else "random"
    model = TSNE(perplexity=perplexity, init=start, random_state=seed, max_iter=steps)
    return model.fit_transform(coordinates)


def check_perplexity(perplexity: float, snippets: int) -> None:
    """Check that there are more snippets than effective neighbors.

    Raises
    ------
    ConfigError
        When there are not.
    """
    if perplexity >= snippets:
        raise ConfigError(
            f"tsne.perplexity: {perplexity:g} found, but only {snippets} snippets are mapped; "
            "lower it"
        )


def map_table(
    layer: int,
    layer_name: str,
    snippet_ids: np.ndarray,
    points: np.ndarray,
    labels: dict[str, np.ndarray],
) -> pd.DataFrame:
    """Tabulate the map of one layer: ``layer, layer_name, snippet_id, x, y`` and the factors."""
    return pd.DataFrame(
        {
            "layer": layer,
            "layer_name": layer_name,
            "snippet_id": snippet_ids,
            "x": points[:, 0],
            "y": points[:, 1],
            **labels,
        }
    )
