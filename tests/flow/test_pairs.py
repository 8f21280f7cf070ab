import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import DatasetError
from latentaudio.flow.pairs import PairSampler


def sampler(labels, **options):
    count = len(next(iter(labels.values())))
    projections = np.arange(count, dtype=np.float32)[:, None]
    return PairSampler(projections, labels, "training", **options)


@settings(max_examples=30)
@given(
    counts=st.lists(st.integers(2, 9), min_size=2, max_size=6),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_pair_is_two_different_snippets_of_one_class(counts, seed):
    generator = np.random.default_rng(seed)
    labels = generator.permutation(np.repeat(np.arange(len(counts)), counts))
    ((first, second),) = sampler({"f": labels}).indices(200, generator)
    assert (labels[first] == labels[second]).all()
    assert (first != second).all()


def test_classes_are_drawn_equally_often_however_unequal_they_are():
    labels = np.repeat(["a", "b", "c"], [2, 20, 500])
    ((first, _),) = sampler({"f": labels}).indices(30_000, np.random.default_rng(0))
    shares = [np.mean(labels[first] == name) for name in "abc"]
    # Standard error of a share: 0.0027.
    np.testing.assert_allclose(shares, 1 / 3, atol=0.012)


def test_all_ordered_pairs_of_a_class_are_drawn_equally_often():
    labels = np.repeat(["a", "b"], [3, 2])
    ((first, second),) = sampler({"f": labels}).indices(24_000, np.random.default_rng(1))
    of_a = labels[first] == "a"
    _, counts = np.unique(np.stack([first, second])[:, of_a], axis=1, return_counts=True)
    assert len(counts) == 6
    np.testing.assert_allclose(counts / of_a.sum(), 1 / 6, atol=0.012)


def test_the_other_factor_is_left_to_chance():
    generator = np.random.default_rng(2)
    labels = {"f": generator.integers(3, size=900), "g": generator.integers(4, size=900)}
    (first, second), _ = sampler(labels).indices(20_000, generator)
    assert np.mean(labels["g"][first] == labels["g"][second]) == pytest.approx(1 / 4, abs=0.02)


def test_samples_are_the_projections_of_the_pairs_and_repeat_with_the_seed():
    pairs = sampler({"f": ["a", "b"] * 8, "g": ["c", "c", "d", "d"] * 4})
    drawn = pairs.sample(7, np.random.default_rng(3))
    assert drawn.shape == (2, 2, 7, 1)
    assert drawn.dtype == np.float32
    np.testing.assert_array_equal(drawn[..., 0], pairs.indices(7, np.random.default_rng(3)))


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        (["a", "a", "a"], {}, r"factor 'f' in the training snippets: found 1 class \(a\)"),
        (["a", "a", "b"], {}, "class 'b' has a single snippet, expected at least 2"),
        (
            ["a", "a", "b", "b"],
            {"classes": {"f": ["a", "b", "c"]}},
            r"no snippet of class \['c'\]; exclude these classes with flow.classes",
        ),
    ],
)
def test_labels_that_yield_no_pairs_are_refused(labels, options, message):
    with pytest.raises(DatasetError, match=message):
        sampler({"f": labels}, **options)


def test_labels_of_another_length_are_refused():
    with pytest.raises(DatasetError, match="found 3 labels for 2 projections"):
        PairSampler(np.zeros([2, 4]), {"f": ["a", "a", "b"]}, "held-out")


def test_projections_that_are_not_numbers_are_refused():
    with pytest.raises(DatasetError, match="held-out snippets: some are not finite"):
        PairSampler(np.full([4, 1], np.nan), {"f": ["a", "a", "b", "b"]}, "held-out")
