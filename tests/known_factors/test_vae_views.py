import numpy as np
import pytest

from latentaudio.known_factors.flow_views import keeping
from latentaudio.known_factors.vae_views import unit_rates, vae_morph, vae_views
from latentaudio.known_factors.views import paths_of, traversals_of
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.saved_vae import SavedVae
from latentaudio.vae.sound_values import Scaling
from latentaudio.vae.traversal import unit_ranges

SHAPE = (8, 8)


@pytest.fixture(scope="module")
def vae():
    sizes = {"hidden_units": [12]}
    architecture = Architecture("dense", SHAPE, 3, sizes, "gaussian_fixed", 1.0)
    scaling = Scaling(np.ones(1, np.float32), shift=-2.0, scale=3.0)
    return SavedVae("log_mel_8x8", Autoencoder(architecture, seed=1), scaling)


VALUES = np.random.default_rng(0).normal(-2, 3, (2, *SHAPE)).astype(np.float32)
RANGES = np.array([[-1.0, 1.0], [-2.0, 2.0], [-3.0, 3.0]])


def test_the_units_with_the_highest_rates_are_traversed(vae):
    rates = np.array([0.2, 0.0, 1.5])
    views = vae_views(vae, ["a", "b"], VALUES, RANGES, rates, keeping, axes=2, steps=3)
    assert [own[0].axis for own in traversals_of(views, "b")] == ["unit 3", "unit 1"]
    assert {one.rate for one in views} == {None, 0.2, 1.5}
    code = vae.encode(VALUES)[1]
    for own in traversals_of(views, "b"):
        unit = int(own[0].axis[-1]) - 1
        assert [one.position for one in own] == np.linspace(*RANGES[unit], 3).tolist()
        for one in own:
            moved = code.copy()
            moved[unit] = one.position
            expected = vae.decode(moved[np.newaxis]).ravel()
            assert one.values == pytest.approx(expected, abs=1e-4)


def test_traversals_can_start_at_the_mean_of_the_prior_and_have_a_given_range(vae):
    # As in the original: the other units are 0, and all units go from -10 to 20.
    ranges = unit_ranges(vae.encode(VALUES), (-10, 20))
    views = vae_views(
        vae, ["a", "b"], VALUES, ranges, np.ones(3), keeping, axes=3, steps=4, origin="zero"
    )
    for name in "ab":
        for unit, own in enumerate(traversals_of(views, name)):
            assert [one.position for one in own] == [-10.0, 0.0, 10.0, 20.0]
            codes = np.zeros((4, 3), np.float32)
            codes[:, unit] = [-10, 0, 10, 20]
            decoded = vae.decode(codes).reshape(4, -1)
            np.testing.assert_allclose([one.values for one in own], decoded, atol=1e-4)


def test_originals_are_the_sounds_and_reconstructions_what_is_decoded(vae):
    views = vae_views(vae, ["a", "b"], VALUES, RANGES, np.ones(3), keeping, axes=1, steps=2)
    decoded = vae.decode(vae.encode(VALUES)).reshape(2, -1)
    for row, name in enumerate("ab"):
        own = paths_of([one for one in views if one.snippet_id == name])
        assert own["original", name, "", ""][0].values == pytest.approx(VALUES[row].ravel())
        found = own["reconstruction", name, "", ""][0].values
        assert found == pytest.approx(decoded[row], abs=1e-4)


def test_the_ends_of_a_morph_are_the_reconstructions(vae):
    steps = vae_morph(vae, ("a", "b"), VALUES, 4, keeping)
    decoded = vae.decode(vae.encode(VALUES)).reshape(2, -1)
    assert steps[0].values == pytest.approx(decoded[0], abs=1e-4)
    assert steps[-1].values == pytest.approx(decoded[1], abs=1e-4)


def test_rates_are_the_mean_divergences_of_gaussians(vae):
    mean, log_variance = vae.model.encode(vae.scaling.standardise(VALUES))
    expected = 0.5 * (mean**2 + np.exp(log_variance) - log_variance - 1).mean(axis=0)
    assert unit_rates(vae, VALUES) == pytest.approx(expected, rel=1e-5)
