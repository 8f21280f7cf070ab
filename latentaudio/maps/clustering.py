"""Clusters of sounds in a space, and whether they agree with the factors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import CLUSTERS, write_table
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.cluster import HDBSCAN, KMeans
    from sklearn.metrics import adjusted_rand_score

Method = Literal["kmeans", "hdbscan"]

#: Number of starts of k-means, of which the best is kept.
STARTS = 10
#: Smallest cluster of HDBSCAN: this share of the sounds, but at least so many.
SMALLEST_SHARE, SMALLEST = 0.01, 5


@dataclass(frozen=True)
class Clusters:
    """Clusters, and what they were made with.

    Attributes
    ----------
    method, parameters
        Name of the method and its settings, for readers.
    numbers
        Number of the cluster of each sound, largest cluster first; -1 for none. Shape ``[n]``.
    """

    method: str
    parameters: str
    numbers: np.ndarray


def find_clusters(coordinates: np.ndarray, method: Method, number: int, seed: int) -> Clusters:
    """Divide sounds into clusters by their coordinates.

    Parameters
    ----------
    coordinates
        Shape ``[n, k]``.
    method
        ``"kmeans"``, or ``"hdbscan"``, which finds the number of clusters itself and leaves sounds
        in sparse regions out.
    number
        Number of clusters of k-means; fewer if there are fewer different sounds.
    seed
        Seed of k-means.
    """
    if method == "kmeans":
        used = min(number, len(np.unique(coordinates, axis=0)))
        model = KMeans(used, n_init=STARTS, random_state=seed)
        text = f"{used} clusters, {STARTS} starts, seed {seed}"
        if used < number:
            text += f" ({number} clusters need more different sounds)"
        return Clusters("k-means", text, _by_size(model.fit_predict(coordinates)))
    smallest = max(SMALLEST, round(SMALLEST_SHARE * len(coordinates)))
    text = f"at least {smallest} sounds in a cluster"
    if smallest > len(coordinates):
        text += f", which {len(coordinates)} sounds cannot form"
        return Clusters("HDBSCAN", text, np.full(len(coordinates), -1))
    model = HDBSCAN(min_cluster_size=smallest, copy=True)
    return Clusters("HDBSCAN", text, _by_size(model.fit_predict(coordinates)))


def agreement(numbers: np.ndarray, labels: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Compare clusters with the classes of each factor by the adjusted Rand index.

    It is 1 for the same division, and about 0 for divisions that have nothing to do with each
    other (Hubert and Arabie 1985). Sounds in no cluster count as one more cluster.

    Parameters
    ----------
    numbers
        Cluster of each sound, shape ``[n]``.
    labels
        Classes, or bins of a numeric factor, by factor; each of shape ``[n]``.

    References
    ----------
    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    """
    return {
        name: round(float(adjusted_rand_score(of_factor, numbers)), 4)
        for name, of_factor in labels.items()
    }


def write_clusters(
    path: Path, snippet_ids: np.ndarray, clusters: Clusters, labels: Mapping[str, np.ndarray]
) -> None:
    """Write the cluster of each sound, and the agreement with each factor in the metadata.

    Parameters
    ----------
    path
        Table to write: ``snippet_id, cluster``.
    snippet_ids
        Ids of the sounds, shape ``[n]``.
    clusters
        From `find_clusters`.
    labels
        As for `agreement`.
    """
    description = {
        "method": clusters.method,
        "parameters": clusters.parameters,
        "agreement": agreement(clusters.numbers, labels),
    }
    table = pa.table(
        {
            "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
            "cluster": clusters.numbers.astype(np.int16),
        }
    )
    write_table(table, path, CLUSTERS, {"clusters": json.dumps(description)})


def _by_size(found: np.ndarray) -> np.ndarray:
    """Give clusters numbers in the order of their size, largest first; -1 stays."""
    counts = np.bincount(found[found >= 0], minlength=1)
    rank = np.argsort(np.argsort(-counts, kind="stable"))
    return np.where(found >= 0, rank[found], -1)
