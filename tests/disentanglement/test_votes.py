import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.disentanglement.active_units import active_units
from latentaudio.disentanglement.beta_vae_score import beta_vae_score
from latentaudio.disentanglement.factor_vae_score import factor_vae_score
from latentaudio.disentanglement.modularity import modularity
from latentaudio.disentanglement.shared_values import SharedValues, fixed_factors
from latentaudio.errors import DatasetError


def rng(seed=0):
    return np.random.default_rng(seed)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(1, 5))
def test_sounds_share_the_class_of_those_given(seed, count, classes):
    labels = rng(seed).integers(classes, size=count).astype(str)
    labels[0] = labels[1]
    shared = SharedValues("f", labels)
    first = shared.any_sounds([50, 3], rng(seed))
    second = shared.sharing(first, rng(seed))
    assert first.shape == second.shape == (50, 3)
    np.testing.assert_array_equal(labels[first], labels[second])
    names, counts = np.unique(labels, return_counts=True)
    # A class of one sound cannot be shared.
    assert set(labels[first].ravel()) <= set(names[counts > 1])


def test_classes_are_drawn_by_their_frequency_and_sounds_of_a_class_equally_often():
    labels = np.array(list("abacaabb"))
    shared = SharedValues("f", labels)
    first = shared.any_sounds([40_000], rng())
    counts = np.bincount(shared.sharing(first, rng(1)), minlength=8) / 40_000
    np.testing.assert_allclose(counts, (labels != "c") / 7, atol=0.01)


def test_factors_are_fixed_equally_often():
    shares = np.bincount(fixed_factors(4, 40_000, rng())) / 40_000
    np.testing.assert_allclose(shares, 0.25, atol=0.01)


def test_sounds_that_share_nothing_are_refused():
    with pytest.raises(DatasetError, match="'f': found 3 sounds of 3 classes, expected at least"):
        SharedValues("f", np.array(["a", "b", "c"]))
    classes = {"f": np.arange(9)}
    with pytest.raises(DatasetError, match="at least two sounds of one class"):
        factor_vae_score(np.ones([9, 2]), classes, rng())


@pytest.mark.parametrize("factors", [2, 3])
def test_noise_scores_at_chance(factors):
    """In 20 draws: chance is one divided by the number of factors."""
    scores = []
    for seed in range(20):
        draw = rng(seed)
        classes = {str(factor): draw.integers(4, size=400) for factor in range(factors)}
        codes = draw.normal(size=(400, 3))
        scores.append(
            [factor_vae_score(codes, classes, draw), beta_vae_score(codes, classes, draw)]
        )
    np.testing.assert_allclose(np.mean(scores, axis=0), 1 / factors, atol=0.05)


def test_units_that_are_not_active_cannot_be_chosen():
    draw = rng()
    classes = {"a": draw.integers(4, size=300), "b": draw.integers(4, size=300)}
    codes = np.stack([classes["a"], np.zeros(300), classes["b"]], axis=1).astype(float)
    assert factor_vae_score(codes, classes, draw, np.array([True, False, True])) == 1
    assert factor_vae_score(codes, classes, draw, np.zeros(3, bool)) is None


def test_one_factor_cannot_be_told_from_others():
    assert beta_vae_score(np.ones([4, 2]), {"a": np.array([0, 0, 1, 1])}, rng()) is None


def test_units_are_active_if_they_vary_beside_the_largest():
    values = rng().normal(size=(200, 1))
    codes = values * [1, 0.06, 0.04, 0, -15]
    assert active_units(codes[:, :4]).tolist() == [True, True, False, False]
    assert active_units(codes).tolist() == [True, False, False, False, True]
    assert active_units(codes, 0).tolist() == [True, True, True, False, True]
    assert not active_units(np.full((9, 2), 0.1)).any()


def test_modularity_without_units_or_with_one_factor_is_undefined():
    assert modularity(np.ones([3, 1])) is None
    assert modularity(np.ones([3, 2]), np.zeros(3, bool)) is None
    assert modularity(np.ones([3, 2])) == 0
    # A unit that knows nothing is not modular.
    assert modularity(np.array([[1.0, 0.0], [0.0, 0.0]])) == 0.5
