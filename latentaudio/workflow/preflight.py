"""Checks of a planned run that are worth making before anything expensive starts."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from latentaudio.decoding.knn import check_neighbors
from latentaudio.embeddings.writing import estimated_bytes
from latentaudio.errors import ResourceError
from latentaudio.networks.yamnet.layers import layer
from latentaudio.projection.pca import check_components
from latentaudio.projection.tsne import check_perplexity


def check_models(
    folds: Mapping[str, np.ndarray],
    *,
    layers: Sequence[int],
    components: int,
    fit_sample: int,
    neighbors: int,
    perplexity: float,
) -> None:
    """Check that the data set is large enough for the models that are to be fitted to it.

    Parameters
    ----------
    folds
        The fold of each snippet, by scheme; each of shape ``[n]``.
    layers
        Numbers of the layers to be analysed.
    components
        Principal components asked for.
    fit_sample
        Snippets that projections are fitted on.
    neighbors
        Neighbours asked for.
    perplexity
        Of the maps.

    Raises
    ------
    ConfigError
        Naming the key that asks for too much, and how much there is.
    """
    check_components(components, fit_sample, min(layer(number).size for number in layers))
    for assigned in folds.values():
        check_perplexity(perplexity, len(assigned))
        largest_test = int(np.unique(assigned, return_counts=True)[1].max())
        check_neighbors(neighbors, len(assigned) - largest_test)


def check_disk(
    folder: Path,
    *,
    snippets: int,
    layers: Sequence[int],
    kept_layers: Sequence[int],
    networks: int,
    compression_level: int,
    keep_free: float,
) -> dict[str, float]:
    """Check that the activations will fit on the disk.

    Parameters
    ----------
    folder
        Where results go; activations that it already holds need no more space.
    snippets
        How many there are.
    layers, kept_layers, networks
        Which layers are written, which of them are kept, and of how many networks.
    compression_level
        Of the activations.
    keep_free
        Bytes that must be left.

    Returns
    -------
    dict
        ``activations_gb``, the space that all activations take; ``kept_gb``, what is kept of them
        when all projections are made; ``present_gb``, what is there of them; ``free_gb``, the free
        space.

    Raises
    ------
    ResourceError
        With these figures, when they will not fit.
    """
    # Projections need all parts of a layer, so at some time all layers are there.
    needed = networks * estimated_bytes(snippets, layers, compression_level)
    kept = networks * estimated_bytes(snippets, kept_layers, compression_level)
    present = sum(
        path.stat().st_size
        for number in layers
        for path in folder.glob(f"**/embeddings/{layer(number).folder}/*.parquet")
    )
    free = shutil.disk_usage(folder).free
    figures = {
        "activations_gb": needed / 1e9,
        "kept_gb": kept / 1e9,
        "present_gb": present / 1e9,
        "free_gb": free / 1e9,
    }
    if max(needed - present, 0) + keep_free > free:
        raise ResourceError(
            f"{folder}: the activations of {snippets} snippets in {len(layers)} layers of "
            f"{networks} network(s) take about {needed / 1e9:.2f} GB, of which "
            f"{present / 1e9:.2f} GB are there; with embeddings.keep_free_gb = "
            f"{keep_free / 1e9:g}, that is more than the {free / 1e9:.2f} GB that are free. "
            "Analyse fewer layers (network.layers), take fewer snippets (dataset.hop_s), switch "
            "off control.permuted_weights, or free some space"
        )
    return figures
