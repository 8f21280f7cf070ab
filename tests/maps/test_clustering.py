"""Clusters, and their agreement with factors."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from latentaudio.artifacts import CLUSTERS, read_table
from latentaudio.maps.clustering import agreement, find_clusters, write_clusters


@pytest.fixture
def blobs():
    """Three groups far apart, of 30, 20 and 10 sounds."""
    kinds = np.repeat([0, 1, 2], [30, 20, 10])
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0], [50, 0], [0, 50]])
    return centres[kinds] + rng.standard_normal((60, 2)), kinds


@pytest.mark.parametrize("method", ["kmeans", "hdbscan"])
def test_groups_far_apart_are_found_and_numbered_by_size(blobs, method):
    coordinates, kinds = blobs
    found = find_clusters(coordinates, method, 3, seed=1).numbers
    clear = found >= 0
    np.testing.assert_array_equal(found[clear], kinds[clear])
    assert clear.mean() > (0.99 if method == "kmeans" else 0.8)


def test_the_same_seed_gives_the_same_clusters():
    coordinates = np.random.default_rng(0).standard_normal((200, 5))
    one, again = (find_clusters(coordinates, "kmeans", 8, seed=4).numbers for _ in range(2))
    np.testing.assert_array_equal(one, again)


def test_agreement_is_1_for_the_same_division_and_about_0_for_an_unrelated_one():
    numbers = np.tile([0, 1], 500)
    labels = {
        "same": np.where(numbers == 0, "tap", "rub"),
        "other": np.repeat(["wood", "metal"], 500),
    }
    found = agreement(numbers, labels)
    assert found["same"] == 1.0
    assert abs(found["other"]) < 0.01


@pytest.mark.parametrize("method", ["kmeans", "hdbscan"])
@pytest.mark.parametrize("sounds", [1, 2, 3])
def test_few_sounds_are_clustered_and_said(method, sounds):
    found = find_clusters(np.eye(sounds, 4), method, 8, seed=0)
    assert len(found.numbers) == sounds
    assert "sounds" in found.parameters


def test_equal_sounds_are_one_cluster():
    found = find_clusters(np.ones((30, 3)), "kmeans", 8, seed=0)
    assert found.numbers.tolist() == [0] * 30
    assert "8 clusters need more different sounds" in found.parameters


def test_the_table_holds_clusters_and_says_how_they_agree(tmp_path, blobs):
    coordinates, kinds = blobs
    clusters = find_clusters(coordinates, "kmeans", 3, seed=1)
    path = tmp_path / "clusters.parquet"
    ids = np.array([f"snippet {number}" for number in range(60)])
    write_clusters(path, ids, clusters, {"kind": kinds.astype(str)})
    table = read_table(path, CLUSTERS)
    assert table["cluster"].to_pylist() == clusters.numbers.tolist()
    assert str(table["cluster"].type) == "int16"
    assert json.loads(pq.read_schema(path).metadata[b"clusters"]) == {
        "method": "k-means",
        "parameters": "3 clusters, 10 starts, seed 1",
        "agreement": {"kind": 1.0},
    }
