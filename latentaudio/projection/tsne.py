"""Two-dimensional maps of projections, for the eye only."""

import numpy as np
import pandas as pd
from sklearn.manifold import TSNE

from latentaudio.errors import ConfigError


def tsne(coordinates: np.ndarray, perplexity: float, seed: int) -> np.ndarray:
    """Map projections to two dimensions by t-SNE (van der Maaten and Hinton 2008).

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    perplexity
        Effective number of neighbours; less than ``n``.
    seed
        Of the optimisation; the start is the principal plane.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, 2]``. Its axes and distances between clusters mean nothing.

    Raises
    ------
    ConfigError
        When there are too few snippets for the perplexity.
    """
    check_perplexity(perplexity, len(coordinates))
    # Principal coordinates come sorted and of equal variance, so the first two are a fair start;
    # scaled down, because the optimisation starts best from a point that can still unfold.
    start = coordinates[:, :2] * 1e-4 if coordinates.shape[1] >= 2 else "random"
    return TSNE(perplexity=perplexity, init=start, random_state=seed).fit_transform(coordinates)


def check_perplexity(perplexity: float, snippets: int) -> None:
    """Check that there are more snippets than effective neighbours.

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
