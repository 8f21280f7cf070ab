"""Maps of components: distances are those of the space, and successive maps do not turn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import ortho_group

from latentaudio.maps.component_maps import best_turn, component_map, component_maps


def made_up(sounds=40, components=5, seed=0):
    return np.random.default_rng(seed).standard_normal((sounds, components)).astype(np.float32)


SHARES = np.array([0.5, 0.2, 0.1, 0.05, 0.05])


def test_components_are_scaled_by_what_they_explain():
    components = made_up()
    shown = component_map(components, SHARES)
    expected = components[:, :3] * np.sqrt([0.5, 0.2, 0.1])
    np.testing.assert_allclose(shown.points, expected)
    assert list(shown.axes) == ["PC 1 (50 %)", "PC 2 (20 %)", "PC 3 (10 %)"]
    assert shown.exact


@pytest.mark.parametrize("degrees", [30, 150, 270])
def test_a_known_rotation_is_undone(degrees):
    angle = np.radians(degrees)
    rotation = np.array(
        [
            [np.cos(angle), -np.sin(angle), 0],
            [np.sin(angle), np.cos(angle), 0],
            [0, 0, 1],
        ]
    )
    points = made_up(components=3)
    np.testing.assert_allclose(best_turn(points @ rotation, points), rotation.T, atol=1e-6)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.integers(4, 30))
@settings(max_examples=25, deadline=None)
def test_any_turn_reflection_size_and_place_is_undone(seed, size, sounds):
    points = made_up(sounds, 3, seed)
    turn = ortho_group.rvs(3, random_state=seed % 2**31)
    found = best_turn(size * (points @ turn) + 7.0, points)
    np.testing.assert_allclose(found, turn.T, atol=1e-3)


def test_maps_of_turned_copies_are_equal():
    # The same sounds, whose three components explain equally much, so that turns mix them freely.
    components = made_up(components=3)
    equal = np.full(3, 0.2)
    turned = [(components @ ortho_group.rvs(3, random_state=number), equal) for number in range(4)]
    first, *others = component_maps(turned)
    for other in others:
        np.testing.assert_allclose(other.points, first.points, atol=1e-5)


def test_a_turn_changes_no_distance_and_shares_its_variance_out():
    components = made_up(400)
    components = (components - components.mean(0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(components.T, ddof=0)).T
    )
    alone = component_map(components, SHARES)
    turned = component_map(components, SHARES, onto=made_up(400, 3, seed=5))
    np.testing.assert_allclose(pdist(turned.points), pdist(alone.points), rtol=1e-6)
    # Uncorrelated components of unit variance: the share of an axis is the variance along it.
    shares = [float(title.split("(")[1].rstrip(" %)")) / 100 for title in turned.axes]
    np.testing.assert_allclose(turned.points.var(axis=0), shares, atol=0.006)
    assert turned.axes[0].startswith("PC 1-3, axis 1 (")
    assert "turned onto the map before" in turned.parameters


def test_the_transform_places_components_on_the_map():
    components = made_up()
    shown = component_map(components, SHARES, onto=made_up(components=3, seed=1))
    np.testing.assert_allclose(components[:, :3] @ shown.transform, shown.points)


@pytest.mark.parametrize("sounds", [1, 2, 3])
@pytest.mark.parametrize("components", [1, 2, 3])
def test_few_sounds_and_few_components_give_maps(sounds, components):
    spaces = [(made_up(sounds, components, seed), SHARES[:components]) for seed in range(3)]
    for shown in component_maps(spaces):
        assert shown.points.shape == (sounds, 3)
        assert np.isfinite(shown.points).all()


def test_sounds_that_are_all_alike_are_not_turned():
    np.testing.assert_array_equal(best_turn(np.ones((5, 3)), made_up(5, 3)), np.eye(3))
