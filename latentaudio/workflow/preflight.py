"""Checks of a planned run that are made before anything expensive starts."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from latentaudio.decoding.knn import check_neighbors
from latentaudio.embeddings.writing import estimated_bytes
from latentaudio.errors import ResourceError
from latentaudio.features.space import Space
from latentaudio.networks.base import Layer
from latentaudio.projection.pca import check_components
from latentaudio.projection.tsne import check_perplexity


def check_models(
    folds: Mapping[str, np.ndarray],
    *,
    layers: Sequence[Layer],
    components: int,
    fit_sample: int,
    neighbors: int,
    perplexity: float,
) -> None:
    """Check that the data set is large enough for the models that will be fitted on it.

    Parameters
    ----------
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.
    layers
        Layers to analyse.
    components
        Number of principal components.
    fit_sample
        Number of snippets that projections are fitted on.
    neighbors
        Number of neighbors.
    perplexity
        Perplexity of the t-SNE maps.

    Raises
    ------
    ConfigError
        When a key asks for more than there is; the message names both.
    """
    check_components(components, fit_sample, min(layer.size for layer in layers))
    for assigned in folds.values():
        check_perplexity(perplexity, len(assigned))
        largest_test = int(np.unique(assigned, return_counts=True)[1].max())
        check_neighbors(neighbors, len(assigned) - largest_test)


def check_disk(
    folder: Path,
    *,
    snippets: int,
    layers: Sequence[Layer],
    kept_layers: Sequence[Layer],
    networks: int,
    features: Sequence[Space],
    keep_features: bool,
    compression_level: int,
    keep_free: float,
) -> dict[str, float]:
    """Check that the activations will fit on the disk.

    Parameters
    ----------
    folder
        Results folder; activations that it already holds take no further space.
    snippets
        Number of snippets.
    layers, kept_layers
        Layers that are written, and those that are kept.
    networks
        Number of networks whose layers are written.
    features
        Further spaces that are written, once.
    keep_features
        Whether these are kept.
    compression_level
        Zstandard level of the activations.
    keep_free
        Space that must stay free (bytes).

    Returns
    -------
    dict
        Sizes in GB: ``activations_gb``, all activations; ``kept_gb``, those that are kept once all
        projections are made; ``present_gb``, those that already exist; ``free_gb``, the free space.

    Raises
    ------
    ResourceError
        When the activations will not fit; the message gives these sizes.
    """
    # Projections need all parts of a layer, so at some point all layers are on disk.
    of_features = estimated_bytes(snippets, features, compression_level)
    needed = networks * estimated_bytes(snippets, layers, compression_level) + of_features
    kept = networks * estimated_bytes(snippets, kept_layers, compression_level)
    kept += of_features if keep_features else 0
    present = sum(
        path.stat().st_size
        for name in [*(layer.folder for layer in layers), *(space.name for space in features)]
        for path in folder.glob(f"**/embeddings/{name}/*.parquet")
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
            f"{present / 1e9:.2f} GB already exist; with embeddings.keep_free_gb = "
            f"{keep_free / 1e9:g}, that is more than the {free / 1e9:.2f} GB that are free. "
            "Analyse fewer layers (network.layers), use fewer snippets (a larger dataset.hop_s), "
            "switch off control.permuted_weights, or free some space"
        )
    return figures
