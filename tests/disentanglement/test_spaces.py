import numpy as np
import pytest

from latentaudio.disentanglement.spaces import flow_space, lda_space, pca_space
from latentaudio.factors import factor_layout


@pytest.fixture(scope="module")
def planted():
    """Six dimensions with one direction per factor; held-out classes of tone are reversed."""
    generator = np.random.default_rng(13)
    tone, size = generator.integers(4, size=800), generator.integers(3, size=800)
    directions = np.linalg.qr(generator.normal(size=(6, 6)))[0]
    projections = generator.normal(size=(800, 6)) * 0.5
    training = np.arange(800) < 400
    projections += np.outer(np.where(training, tone, 3 - tone), directions[0])
    projections += np.outer(size, directions[1]) * 1.5
    labels = {"tone": tone.astype(str), "size": size.astype(str)}
    return projections, labels, training, directions


def test_the_axes_of_a_flow_follow_its_residual():
    latents, log_determinant = np.arange(12.0).reshape(2, 6), np.array([1.0, 2.0])
    space = flow_space(latents, log_determinant, factor_layout(["tone", "size"], 6, {"size": 2}))
    np.testing.assert_array_equal(space.axis("tone"), latents[:, 3:4])
    np.testing.assert_array_equal(space.axis("size"), latents[:, 4:])
    assert space.residual.tolist() == [0, 1, 2]
    assert space.log_determinant is log_determinant


def test_lda_finds_the_planted_directions_on_training_snippets(planted):
    projections, labels, training, directions = planted
    space = lda_space(projections, labels, training, factor_layout(["tone", "size"], 6))
    for factor, direction in zip(labels, directions, strict=False):
        along = np.corrcoef(space.axis(factor)[:, 0], projections @ direction)[0, 1]
        assert abs(along) > 0.99
    assert len(space.residual) == 0
    assert space.log_determinant is None


def test_lda_has_at_most_one_discriminant_less_than_classes(planted):
    projections, labels, training, _ = planted
    layout = factor_layout(["tone", "size"], 6, {"tone": 2, "size": 3})
    space = lda_space(projections, labels, training, layout)
    assert [space.axis(factor).shape[1] for factor in layout.names] == [2, 2]


def test_pca_takes_the_components_that_are_best_on_training_snippets():
    labels = {"tone": np.tile(["a", "b"], 50), "size": np.tile(["s", "s", "l", "l"], 25)}
    training = np.arange(100) < 48
    noise = np.random.default_rng(14).normal(size=(100, 4))
    noise[:, 2] += 6 * (labels["tone"] == "a") * training  # in training only
    noise[:, 0] += 9 * (labels["tone"] == "a") * ~training
    noise[:, 3] += 3 * (labels["size"] == "s")
    layout = factor_layout(["tone", "size"], 4, {"size": 1})
    space = pca_space(noise, labels, training, layout)
    assert space.axes["tone"].tolist() == [2]
    assert space.axes["size"].tolist() == [3]
    assert space.residual.tolist() == [0, 1]
    np.testing.assert_array_equal(space.log_determinant, np.zeros(100))


def test_pca_takes_a_component_that_does_not_vary_last():
    labels = {"tone": np.tile(["a", "b"], 20)}
    values = np.random.default_rng(15).normal(size=(40, 3))
    values[:, 0] = 1.0
    layout = factor_layout(["tone"], 3, {"tone": 2})
    space = pca_space(values, labels, np.ones(40, bool), layout)
    assert sorted(space.axes["tone"].tolist()) == [1, 2]


def test_two_factors_may_share_a_principal_component():
    labels = {"tone": np.repeat(["a", "b"], 20), "copy": np.repeat(["u", "v"], 20)}
    values = np.random.default_rng(16).normal(size=(40, 3))
    values[:20, 1] += 5
    space = pca_space(values, labels, np.ones(40, bool), factor_layout(["tone", "copy"], 3))
    assert space.axes["tone"].tolist() == space.axes["copy"].tolist() == [1]
    assert space.residual.tolist() == [0, 2]
