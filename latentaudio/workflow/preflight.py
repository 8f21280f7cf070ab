"""Checks of a planned run that are made before anything expensive starts."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import TRAINING, eligible_for_fit
from latentaudio.decoding.knn import check_neighbors
from latentaudio.decoding.predictions import targets_of
from latentaudio.decoding.scores import check_spread
from latentaudio.embeddings.writing import estimated_bytes, estimated_feature_bytes
from latentaudio.errors import Collected, DatasetError, LatentAudioError, ResourceError
from latentaudio.factor_types import Factor
from latentaudio.features.space import Space
from latentaudio.flow.training_data import flow_data
from latentaudio.networks.base import Layer
from latentaudio.projection.pca import check_components
from latentaudio.projection.tsne import check_perplexity
from latentaudio.tables import labels_of, strings

#: Sounds that a map needs: the fewest that can differ in three directions.
FEWEST_SOUNDS = 4


@dataclass(frozen=True)
class Sizes:
    """What a run is going to fit, by the configuration, whose keys give the names.

    Attributes
    ----------
    layers
        Layers to analyse.
    components, fit_snippets, fit_on
        Number of principal components, None for no projections, and what they are fitted on.
    neighbors
        Number of neighbors of the decoders.
    perplexity
        Perplexity of the t-SNE maps.
    held_out_fraction
        Fraction of the groups that are held out.
    validation_fraction
        Fraction of the other groups that decide when the training of a flow stops; None for no
        flow.
    axis_neighbors
        Number of neighbors on the axes of flows; None where they are not looked for.
    flow_classes
        Classes of each factor that a flow is trained on.
    seed
        The run's seed.
    """

    layers: Sequence[Layer]
    components: int | None
    fit_snippets: int
    fit_on: str
    neighbors: int
    perplexity: float
    held_out_fraction: float
    validation_fraction: float | None
    axis_neighbors: int | None
    flow_classes: Mapping[str, Sequence[str]]
    seed: int


def size_errors(
    snippets: pa.Table, factors: Sequence[Factor], folds: Mapping[str, np.ndarray], sizes: Sizes
) -> Iterator[LatentAudioError]:
    """Find what the data set is too small for.

    Parameters
    ----------
    snippets
        The table of snippets, with ``n`` rows.
    factors
        The factors.
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``. Empty if nothing is decoded.
    sizes
        What is going to be fitted.

    Yields
    ------
    LatentAudioError
        A ConfigError that names the key and how much there is, or a DatasetError that names the
        factor or the class.
    """
    found = Collected()
    with found.noting():
        check_spread(targets_of(snippets, factors), folds)
    yield from found.errors
    yield from model_errors(
        folds,
        layers=sizes.layers,
        components=sizes.components,
        fit_sample=_fit_sample(snippets, factors, sizes),
        neighbors=sizes.neighbors,
        perplexity=sizes.perplexity,
    )
    if sizes.validation_fraction is None:
        return
    try:
        data = flow_data(
            snippets,
            factors,
            sizes.flow_classes,
            held_out_fraction=sizes.held_out_fraction,
            validation_fraction=sizes.validation_fraction,
            seed=sizes.seed,
        )
        if sizes.axis_neighbors is not None:
            training = int(np.count_nonzero(data.splits == TRAINING))
            check_neighbors(sizes.axis_neighbors, training, "disentanglement.neighbors")
    except LatentAudioError as error:
        yield error


def _fit_sample(snippets: pa.Table, factors: Sequence[Factor], sizes: Sizes) -> int:
    """Count the snippets that projections are fitted on."""
    if sizes.components is None:
        return 0
    eligible = eligible_for_fit(
        labels_of(snippets, factors),
        strings(snippets, "group"),
        sizes.fit_on,
        sizes.held_out_fraction,
        sizes.seed,
    )
    return min(int(np.count_nonzero(eligible)), sizes.fit_snippets)


def model_errors(
    folds: Mapping[str, np.ndarray],
    *,
    layers: Sequence[Layer],
    components: int | None,
    fit_sample: int,
    neighbors: int,
    perplexity: float,
) -> Iterator[LatentAudioError]:
    """Find what the data set is too small for, of the models that will be fitted on it.

    Parameters
    ----------
    folds
        Fold of each snippet, by scheme; each of shape ``[n]``.
    layers
        Layers to analyse.
    components
        Number of principal components; None for no projections.
    fit_sample
        Number of snippets that projections are fitted on.
    neighbors
        Number of neighbors.
    perplexity
        Perplexity of the t-SNE maps.

    Yields
    ------
    ConfigError
        When a key asks for more than there is; the message names both.
    """
    found = Collected()
    if components is not None:
        with found.noting():
            check_components(components, fit_sample, min(layer.size for layer in layers))
    if folds:
        assigned = list(folds.values())
        with found.noting():
            check_perplexity(perplexity, len(assigned[0]))
        largest_tests = [int(np.unique(one, return_counts=True)[1].max()) for one in assigned]
        with found.noting():
            check_neighbors(neighbors, len(assigned[0]) - max(largest_tests))
    yield from found.errors


def check_map(snippets: int) -> None:
    """Check that there are sounds enough for a map.

    Parameters
    ----------
    snippets
        Number of snippets.

    Raises
    ------
    DatasetError
        When there are not.
    """
    if snippets < FEWEST_SOUNDS:
        raise DatasetError(
            f"{snippets} snippet(s) found, but a map needs {FEWEST_SOUNDS} at least; add "
            "recordings, or cut those that there are into more snippets (dataset.snippets: all, "
            "with a smaller dataset.hop_s)"
        )


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
        Results folder, which need not exist; activations that it already holds take no further
        space.
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
    of_features = estimated_feature_bytes(snippets, features)
    needed = networks * estimated_bytes(snippets, layers, compression_level) + of_features
    kept = networks * estimated_bytes(snippets, kept_layers, compression_level)
    kept += of_features if keep_features else 0
    present = sum(
        path.stat().st_size
        for name in [*(layer.folder for layer in layers), *(space.name for space in features)]
        for path in folder.glob(f"**/embeddings/{name}/*.parquet")
    )
    free = shutil.disk_usage(_existing(folder)).free
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


def _existing(folder: Path) -> Path:
    """Find the folder itself, or the nearest one above it that exists."""
    return next(one for one in [folder, *folder.absolute().parents] if one.is_dir())
