import warnings

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from latentaudio.errors import ConfigError
from latentaudio.projection.tsne import map_table, tsne

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def clouds():
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 30)
    coordinates = generator.normal(size=(90, 8))
    coordinates[:, 5] += 12 * labels  # not on the axes of the start
    return coordinates.astype(np.float32), labels


def test_what_is_near_stays_near(clouds):
    coordinates, labels = clouds
    points = tsne(coordinates, perplexity=10, seed=1)
    assert points.shape == (90, 2)
    assert KNeighborsClassifier(5).fit(points, labels).score(points, labels) == 1.0


def test_a_single_coordinate_is_mapped_from_a_start_that_follows_from_the_seed():
    coordinates = np.linspace(0, 1, 40, dtype=np.float32)[:, np.newaxis]
    one, again, other = (tsne(coordinates, perplexity=5, seed=seed) for seed in (1, 1, 2))
    assert one.shape == (40, 2)
    assert np.isfinite(one).all()
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_perplexity_beyond_the_number_of_snippets_is_refused():
    with pytest.raises(ConfigError, match=r"tsne\.perplexity: 30 found, but only 30 snippets"):
        tsne(np.zeros((30, 4)), perplexity=30.0, seed=0)


@pytest.mark.parametrize("distinct", [1, 2, 5])
@pytest.mark.parametrize("width", [1, 2, 8])
def test_snippets_that_repeat_have_finite_places(distinct, width):
    values = np.random.default_rng(1).normal(size=(distinct, width)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        points = tsne(np.repeat(values, 20 // distinct, axis=0), perplexity=3, seed=0)
    assert points.shape == (20, 2)
    assert np.isfinite(points).all()


def test_the_table_of_a_map_names_layer_snippets_and_factors():
    points = np.arange(6.0).reshape(3, 2)
    labels = {"size": np.array(["s", "m", "l"])}
    table = map_table(9, "Conv 8 pw", np.array(["a", "b", "c"]), points, labels)
    assert table.columns.tolist() == ["layer", "layer_name", "snippet_id", "x", "y", "size"]
    assert table.iloc[1].tolist() == [9, "Conv 8 pw", "b", 2.0, 3.0, "m"]
