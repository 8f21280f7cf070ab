"""Files of maps, and the sounds that they show."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from latentaudio.artifacts import MAP, SOUNDS, read_table, write_table
from latentaudio.errors import ArtifactError
from latentaudio.maps.map_quality import Quality
from latentaudio.maps.sound_map import DESCRIPTION, TRANSFORM, SoundMap, read_metadata, write_map
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.projection.models import save_projection
from latentaudio.projection.pca import fit_projection
from latentaudio.projection.storage import write_coordinates

IDS = np.array(["b", "a"])
KNOWN = Quality(0.9, 0.8, 15)


def written(path, quality=KNOWN, **fields):
    points = np.array([[1.0, 2.0], [3.0, 4.0]])
    shown = SoundMap(
        **{
            "title": "2-D UMAP",
            "method": "umap_2d",
            "axes": ("UMAP 1", "UMAP 2"),
            "parameters": "15 neighbors",
            "points": points,
            **fields,
        }
    )
    write_map(path, shown, quality, space="log_mel", space_title="log-mel", snippet_ids=IDS)


def test_a_map_is_written_with_all_that_readers_need(tmp_path):
    path = tmp_path / "umap_2d.parquet"
    written(path)
    table = read_table(path, MAP)
    assert table["snippet_id"].to_pylist() == ["b", "a"]
    assert table["xyz"].to_pylist() == [[1, 2], [3, 4]]
    assert table["xyz"].type.value_type == pa.float32()
    assert json.loads(pq.read_schema(path).metadata[b"map"]) == {
        "title": "2-D UMAP of log-mel",
        "space": "log_mel",
        "space_title": "log-mel",
        "method": "umap_2d",
        "axes": ["UMAP 1", "UMAP 2"],
        "parameters": "15 neighbors",
        "trustworthiness": 0.9,
        "continuity": 0.8,
        "neighbours": 15,
        "exact": False,
    }


def test_a_sampled_quality_is_said(tmp_path):
    path = tmp_path / "map.parquet"
    written(path, Quality(0.9, 0.8, 15, sampled=5000))
    parameters = read_metadata(path, DESCRIPTION)["parameters"]
    assert parameters == "15 neighbors, quality of 5000 sounds drawn"


def test_an_unknown_quality_is_null(tmp_path):
    path = tmp_path / "map.parquet"
    written(path, Quality(None, None, 0))
    assert read_metadata(path, DESCRIPTION)["trustworthiness"] is None


def test_the_transform_keeps_all_digits(tmp_path):
    path = tmp_path / "map.parquet"
    transform = np.random.default_rng(0).standard_normal((3, 3))
    written(path, transform=transform)
    np.testing.assert_array_equal(np.array(read_metadata(path, TRANSFORM)), transform)


def test_a_map_without_a_transform_is_named(tmp_path):
    path = tmp_path / "map.parquet"
    written(path)
    with pytest.raises(ArtifactError, match=r"map\.parquet"):
        read_metadata(path, TRANSFORM)


@pytest.fixture
def snippets():
    return pa.table({"snippet_id": ["a", "b", "c"]})


def test_chosen_sounds_are_found_in_their_own_order(tmp_path, snippets):
    write_table(pa.table({"snippet_id": ["c", "a"]}), tmp_path / "sounds.parquet", SOUNDS)
    values = np.arange(6, dtype=np.float32).reshape(3, 2)
    write_coordinates(tmp_path / "projections.parquet", np.array(["a", "b", "c"]), values)
    sounds = find_sounds(tmp_path / "sounds.parquet", snippets)
    assert sounds.rows.tolist() == [2, 0]
    assert sounds.ids.tolist() == ["c", "a"]
    found = sounds.components(tmp_path / "projections.parquet")
    np.testing.assert_array_equal(found, values[[2, 0]])


def test_coordinates_have_the_variance_that_their_components_explain(tmp_path):
    rng = np.random.default_rng(0)
    # One direction holds nearly everything, the others noise.
    activations = rng.normal(size=(200, 6)) * 0.1
    activations[:, :3] += rng.normal(size=(200, 1))
    projection = fit_projection(activations.astype(np.float32), 6, rng)
    ids = np.array([f"s#{number:05d}" for number in range(200)])
    write_table(pa.table({"snippet_id": ids}), tmp_path / "sounds.parquet", SOUNDS)
    write_coordinates(tmp_path / "z.parquet", ids, projection.transform(activations))
    save_projection(tmp_path / "model.npz", projection, space="x", seed=1, fitted_on=ids)
    sounds = find_sounds(tmp_path / "sounds.parquet", pa.table({"snippet_id": ids}))
    found = sounds.coordinates(tmp_path / "z.parquet", tmp_path / "model.npz")
    expected = projection.explained_variance_ratio
    np.testing.assert_allclose((found**2).mean(axis=0), expected, rtol=1e-4)
    assert expected[0] > 2 * expected[1:].max()


def test_a_sound_that_is_no_snippet_is_named(tmp_path, snippets):
    write_table(pa.table({"snippet_id": ["c", "d"]}), tmp_path / "sounds.parquet", SOUNDS)
    with pytest.raises(ArtifactError, match=r"snippet 'd' is not in.*'explorer_sounds'"):
        find_sounds(tmp_path / "sounds.parquet", snippets)
