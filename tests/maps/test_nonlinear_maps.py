"""t-SNE and UMAP: seeded, with fewer neighbors for fewer sounds."""

import sys

import numpy as np
import pytest

from latentaudio.maps import tsne_map as tsne_module
from latentaudio.maps.map_quality import measure_quality
from latentaudio.maps.tsne_map import tsne_map
from latentaudio.maps.umap_maps import load_umap, umap_maps

#: What compiles UMAP, which takes 15 s.
slow = pytest.mark.slow


def groups(sounds=60, components=6):
    """Three groups far apart."""
    rng = np.random.default_rng(2)
    centres = 20 * np.eye(3, components)
    return (centres[np.arange(sounds) % 3] + rng.standard_normal((sounds, components))).astype(
        np.float32
    )


def tsne(coordinates, perplexity=30.0):
    return tsne_map(coordinates, perplexity, 500, 5, np.random.default_rng(0))


@pytest.fixture(scope="module")
def umaps():
    return umap_maps(groups(), 15, 0.1, seed=5)


@slow
def test_umap_with_a_seed_equals_itself(umaps):
    for one, again in zip(umaps, umap_maps(groups(), 15, 0.1, seed=5), strict=True):
        np.testing.assert_array_equal(one.points, again.points)
        assert not one.exact


@slow
def test_umap_gives_a_map_of_two_and_one_of_three_dimensions(umaps):
    assert [one.points.shape[1] for one in umaps] == [2, 3]
    assert [one.method for one in umaps] == ["umap_2d", "umap_3d"]
    assert umaps[1].axes == ["UMAP 1", "UMAP 2", "UMAP 3"]
    assert umaps[0].parameters == "15 neighbors, minimal distance 0.1, seed 5"


@slow
def test_umap_keeps_neighborhoods(umaps):
    for one in umaps:
        found = measure_quality(groups(), one.points, np.random.default_rng(0))
        assert found.trustworthiness > 0.85


@slow
def test_umap_takes_fewer_neighbors_of_fewer_sounds_and_says_so():
    for one in umap_maps(groups(12), 15, 0.1, seed=5):
        assert np.isfinite(one.points).all()
        assert one.parameters.startswith("11 neighbors, ")
        assert "(15 neighbors need more sounds)" in one.parameters


@slow
def test_umap_maps_sounds_that_are_all_alike():
    for one in umap_maps(np.ones((20, 4), np.float32), 15, 0.1, seed=5):
        assert np.isfinite(one.points).all()


@pytest.mark.parametrize("sounds", [1, 2, 3, 9])
@pytest.mark.parametrize("components", [1, 6])
def test_of_very_few_sounds_components_are_shown_and_said(sounds, components):
    coordinates = groups(sounds)[:, :components]
    for one in [tsne(coordinates), *umap_maps(coordinates, 15, 0.1, seed=5)]:
        np.testing.assert_array_equal(one.points[:, 0], coordinates[:, 0])
        assert one.parameters == (
            f"only {sounds} sounds (fewer than 10), so the first components are shown instead"
        )


def test_tsne_takes_a_lower_perplexity_for_fewer_sounds_and_says_so():
    shown = tsne(groups(31))
    assert np.isfinite(shown.points).all()
    assert shown.parameters == "perplexity 10, 500 steps, seed 5 (perplexity 30 needs more sounds)"


def test_tsne_with_a_seed_equals_itself_and_keeps_neighborhoods():
    one, again = tsne(groups(), 10.0), tsne(groups(), 10.0)
    np.testing.assert_array_equal(one.points, again.points)
    found = measure_quality(groups(), one.points, np.random.default_rng(0))
    assert found.trustworthiness > 0.85
    assert one.parameters == "perplexity 10, 500 steps, seed 5"


def test_of_too_many_sounds_tsne_lays_out_some_and_places_the_others_among_them(monkeypatch):
    monkeypatch.setattr(tsne_module, "MOST", 45)
    coordinates = groups(90)
    shown = tsne(coordinates, 5.0)
    assert "45 sounds drawn, the others placed among their 15 nearest" in shown.parameters
    # Every sound is nearest to the middle of its own group.
    middles = np.stack([shown.points[kind::3].mean(axis=0) for kind in range(3)])
    distances = np.linalg.norm(shown.points[:, np.newaxis] - middles, axis=2)
    np.testing.assert_array_equal(distances.argmin(axis=1), np.arange(90) % 3)


def test_umap_does_not_load_tensorflow(tmp_path, monkeypatch):
    # Stand-ins, because loading either takes seconds.
    (tmp_path / "tensorflow.py").touch()
    (tmp_path / "umap.py").write_text(
        "try:\n    import tensorflow as UMAP\nexcept ImportError:\n    UMAP = 'without'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("umap", "tensorflow"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert load_umap() == "without"
    # Not by monkeypatch, which would put the stand-in back.
    del sys.modules["umap"]


def test_what_is_compiled_of_umap_is_kept_for_the_next_process():
    umap_maps(groups(30), 5, 0.1, 0)
    # Either loaded from what an earlier process kept, or compiled and kept.
    assert sys.modules["umap.umap_"].smooth_knn_dist.stats.cache_path is not None
    for name in ("smooth_knn_dist", "compute_membership_strengths"):
        stats = getattr(sys.modules["umap.umap_"], name).stats
        assert sum(stats.cache_hits.values()) + sum(stats.cache_misses.values()) > 0, name
