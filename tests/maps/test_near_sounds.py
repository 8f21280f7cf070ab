"""Nearest sounds, and vectors of one byte a component."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from latentaudio.artifacts import NEIGHBOURS, read_table
from latentaudio.maps.near_sounds import NONE, coarse_vectors, nearest_sounds, write_neighbours


def made_up(sounds=50, components=7):
    return np.random.default_rng(1).standard_normal((sounds, components)).astype(np.float32)


def test_neighbors_are_those_of_brute_force():
    coordinates = made_up()
    distances = np.linalg.norm(coordinates[:, np.newaxis] - coordinates, axis=2)
    np.fill_diagonal(distances, np.inf)
    rows, found = nearest_sounds(coordinates, 9)
    np.testing.assert_array_equal(rows, np.argsort(distances, axis=1)[:, :9])
    np.testing.assert_allclose(found, np.sort(distances, axis=1)[:, :9], rtol=1e-4)
    assert (rows.dtype, found.dtype) == (np.int32, np.float32)


def test_a_sound_is_not_its_own_neighbor_even_if_others_are_equal():
    rows, distances = nearest_sounds(np.ones((4, 3), np.float32), 3)
    for row, others in enumerate(rows.tolist()):
        assert sorted([row, *others]) == [0, 1, 2, 3]
    np.testing.assert_allclose(distances, 0, atol=1e-3)


@pytest.mark.parametrize(("sounds", "count"), [(2, 1), (3, 2), (9, 8), (40, 15)])
def test_fewer_sounds_have_fewer_neighbors(sounds, count):
    assert nearest_sounds(made_up(sounds), 15)[0].shape == (sounds, count)


def test_a_sound_alone_has_no_neighbor():
    rows, distances = nearest_sounds(made_up(1), 15)
    assert rows.tolist() == [[NONE]]
    assert np.isinf(distances).all()


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 20), st.integers(1, 6)),
        elements=st.floats(-1000, 1000, width=32, allow_subnormal=False),
    )
)
@settings(max_examples=40, deadline=None)
def test_rounded_vectors_are_within_half_a_step(coordinates):
    vectors, scale = coarse_vectors(coordinates)
    assert vectors.dtype == np.int8
    assert scale > 0
    assert np.abs(vectors * scale - coordinates).max() <= 0.5001 * scale


@pytest.mark.parametrize("sounds", [1, 2, 30])
def test_the_table_holds_rows_distances_and_vectors(tmp_path, sounds):
    coordinates = made_up(sounds)
    path = tmp_path / "neighbours.parquet"
    ids = np.array([f"snippet {number}" for number in range(sounds)])
    write_neighbours(path, ids, coordinates, 5)
    table = read_table(path, NEIGHBOURS)
    rows, distances = nearest_sounds(coordinates, 5)
    assert table["snippet_id"].to_pylist() == ids.tolist()
    assert table["rows"].to_pylist() == rows.tolist()
    np.testing.assert_array_equal(np.array(table["distances"].to_pylist()), distances)
    scale = float(pq.read_schema(path).metadata[b"scale"])
    vectors = np.array([np.frombuffer(one, np.int8) for one in table["vectors"].to_pylist()])
    np.testing.assert_allclose(vectors * scale, coordinates, atol=0.51 * scale)
