import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import fbeta_score

from latentaudio.errors import ConfigError
from latentaudio.prediction.measures.thresholds import counts, decide, f_beta, fit_thresholds


def drawn(seed, n=30, labels=4):
    draw = np.random.default_rng(seed)
    members = draw.random((n, labels)) < 0.3
    members[0] = True
    return np.round(draw.random((n, labels)) * 0.6 + 0.4 * members, 1), members


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(("axis", "average"), [(0, None), (1, "samples")])
def test_f_beta_is_that_of_scikit_learn(beta, axis, average):
    scores, members = drawn(2)
    members[:, 0] |= ~members.any(axis=1)
    decisions = scores > 0.5
    expected = fbeta_score(members, decisions, beta=beta, average=average, zero_division=0)
    found = f_beta(*counts(decisions, members, axis), beta)
    np.testing.assert_allclose(found if average is None else found.mean(), expected)


def test_a_label_neither_true_nor_predicted_has_no_f_beta():
    assert np.isnan(f_beta(0, 0, 0, 2.0))
    assert f_beta(0, 0, 3, 2.0) == 0.0


@pytest.mark.parametrize("beta", [0.0, -1.0, np.inf, np.nan])
def test_beta_must_be_above_zero(beta):
    with pytest.raises(ConfigError, match=r"beta: found .*, expected a number above 0"):
        f_beta(1, 1, 1, beta)


@given(st.integers(0, 10_000), st.sampled_from([0.5, 1.0, 2.0]))
def test_no_threshold_is_better_than_the_one_found(seed, beta):
    scores, members = drawn(seed)
    chosen = f_beta(*counts(decide(scores, fit_thresholds(scores, members, beta)), members), beta)
    for threshold in np.linspace(0, 1, 41):
        other = f_beta(*counts(decide(scores, np.full(4, threshold)), members), beta)
        assert (np.nan_to_num(other) <= chosen + 1e-12).all()


def test_thresholds_lie_between_what_they_tell_apart():
    scores = np.array([[0.9], [0.8], [0.3], [0.1]])
    members = np.array([[True], [True], [False], [False]])
    assert fit_thresholds(scores, members, 1.0)[0] == pytest.approx(0.55)


def test_a_label_without_sounds_has_the_threshold_of_all_labels():
    scores = np.array([[0.9, 0.2], [0.8, 0.1], [0.3, 0.25], [0.1, 0.3]])
    members = np.array([[True, False], [True, False], [False, False], [False, False]])
    thresholds = fit_thresholds(scores, members, 1.0)
    np.testing.assert_allclose(thresholds, [0.55, 0.55])
    np.testing.assert_allclose(fit_thresholds(scores, np.zeros((4, 2), bool), 1.0), [0.5, 0.5])


def test_equally_good_thresholds_are_told_apart_by_that_of_all_labels():
    # Of label 1, one of two sounds is found at 0.8, and both with two others at 0.2: F1 2/3 twice.
    scores = np.array([[0.8, 0.9], [0.6, 0.85], [0.4, 0.1], [0.2, 0.1]])
    members = np.array([[True, True], [False, True], [False, False], [True, False]])
    assert fit_thresholds(scores, members, 1.0)[0] == pytest.approx(0.7)


def test_labels_that_are_equally_likely_everywhere_are_given_to_all_sounds():
    members = drawn(4)[1]
    constant = np.tile(members.mean(axis=0), (len(members), 1))
    assert decide(constant, fit_thresholds(constant, members, 2.0)).all()
