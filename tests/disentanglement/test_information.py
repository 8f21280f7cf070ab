import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score

from latentaudio.disentanglement.information import (
    entropy,
    mutual_information,
    mutual_information_gap,
)


@pytest.fixture(scope="module")
def six_classes():
    """600 snippets of six equally frequent classes, and a generator."""
    return np.tile(list("abcdef"), 100), np.random.default_rng(7)


def test_a_perfect_axis_among_noise_has_a_gap_of_almost_one(six_classes):
    labels, generator = six_classes
    informative = (
        np.unique(labels, return_inverse=True)[1] + generator.uniform(0, 0.9, 600)
    ).astype("f4")
    gap = mutual_information_gap(
        np.stack([generator.normal(size=600), informative], axis=1), labels
    )
    assert gap.top == pytest.approx(np.log2(6))
    # Expected for noise: (18 bins - 1)(6 classes - 1) / (2 n ln 2) bits.
    assert gap.second == pytest.approx(85 / (1200 * np.log(2)), rel=0.5)
    assert gap.gap == pytest.approx(1 - gap.second / np.log2(6))


def test_noise_has_no_gap(six_classes):
    labels, generator = six_classes
    assert mutual_information_gap(generator.normal(size=(600, 8)), labels).gap < 0.02


def test_two_equally_informative_coordinates_have_no_gap_unless_they_are_one_axis(six_classes):
    labels, generator = six_classes
    informative = np.unique(labels, return_inverse=True)[1]
    values = np.stack([informative, generator.normal(size=600), informative], axis=1)
    assert mutual_information_gap(values, labels).gap == 0.0
    one_axis = mutual_information_gap(values, labels, [np.array([0, 2])])
    assert one_axis.gap > 0.9
    # The axis of another factor does not excuse its coordinates from being compared.
    assert mutual_information_gap(values, labels, [np.array([1, 2])]).gap == 0.0


def test_without_a_second_axis_there_is_no_gap():
    labels = np.repeat(["a", "b"], 50)
    values = np.repeat([[0.0], [1.0]], 50, axis=0)
    assert mutual_information_gap(values, labels) == (None, 1.0, None)


def test_a_factor_of_one_class_has_no_gap():
    gap = mutual_information_gap(np.random.default_rng(0).normal(size=(50, 2)), np.full(50, "a"))
    assert gap == (None, 0.0, 0.0)


def test_information_agrees_with_an_independent_count():
    generator = np.random.default_rng(8)
    labels = generator.choice(list("abc"), size=300, p=[0.5, 0.3, 0.2])
    values = generator.normal(size=300) + (labels == "a")
    bins = 18  # the largest multiple of three classes that is at most 20
    by_rank = np.argsort(np.argsort(values)) * bins // 300
    expected = mutual_info_score(by_rank, labels) / np.log(2)
    assert mutual_information(values[:, np.newaxis], labels) == pytest.approx([expected])


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 80), st.integers(1, 5))
def test_information_lies_between_zero_and_the_entropy_and_depends_on_ranks_only(
    seed, count, classes
):
    generator = np.random.default_rng(seed)
    labels = generator.integers(classes, size=count).astype(str)
    values = generator.integers(0, 9, size=(count, 2)).astype(float)
    information = mutual_information(values, labels)
    assert (information >= 0).all()
    assert (information <= entropy(labels) + 1e-9).all()
    np.testing.assert_array_equal(information, mutual_information(np.exp(values), labels))
