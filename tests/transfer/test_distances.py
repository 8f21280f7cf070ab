import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist, jensenshannon

from latentaudio.transfer.distances import mean_jensen_shannon_distance, mean_logit_distance

chances = arrays(float, (2, 7), elements=st.floats(0, 1))


def by_scipy(p, q):
    """Sum the divergences of single Bernoulli variables."""
    return np.sqrt(
        sum(jensenshannon([a, 1 - a], [b, 1 - b], base=2) ** 2 for a, b in zip(p, q, strict=True))
    )


def test_logit_distances_equal_those_by_scipy():
    generator = np.random.default_rng(0)
    # Large and similar, like the logits of near-silent sounds.
    logits = (300 + generator.normal(size=(5, 521))).astype(np.float32)
    references = (300 + generator.normal(size=(7, 521))).astype(np.float32)
    expected = cdist(logits.astype(float), references.astype(float)).mean(axis=1)
    np.testing.assert_allclose(mean_logit_distance(logits, references), expected, rtol=1e-9)


def test_jensen_shannon_distances_equal_those_by_scipy():
    generator = np.random.default_rng(1)
    p, q = generator.random((3, 11)), generator.random((4, 11))
    expected = [np.mean([by_scipy(a, b) for b in q]) for a in p]
    np.testing.assert_allclose(mean_jensen_shannon_distance(p, q), expected, rtol=1e-9)


@given(chances, chances)
def test_jensen_shannon_distance_is_symmetric_and_bounded(p, q):
    there = mean_jensen_shannon_distance(p[:1], q[:1])
    back = mean_jensen_shannon_distance(q[:1], p[:1])
    np.testing.assert_allclose(there, back, atol=1e-7)
    assert (there >= 0).all()
    assert (there <= np.sqrt(7) + 1e-9).all()


def test_equal_outputs_are_at_distance_zero_and_opposite_ones_at_the_largest():
    certain = np.array([[0.0, 1.0, 0.0, 1.0]])
    assert mean_jensen_shannon_distance(certain, certain) == pytest.approx(0)
    assert mean_jensen_shannon_distance(certain, 1 - certain) == pytest.approx(2.0)
    assert mean_logit_distance(certain, certain) == pytest.approx(0)
