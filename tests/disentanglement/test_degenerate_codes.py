"""Codes and classes that repeat or do not vary: no crash, no warning, no number out of range."""

import warnings

import numpy as np
import pytest
from degenerate_samples import samples
from hypothesis import given, settings
from sklearn.metrics import roc_auc_score

from latentaudio.disentanglement import attribute_gap, dci
from latentaudio.disentanglement.explicitness import areas_under_curve, predicted_classes
from latentaudio.disentanglement.information import binned, gap_of
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.disentanglement.modularity import modularity
from latentaudio.statistics.half_samples import draw_half_samples, rows_of


@pytest.fixture(scope="module", autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@settings(max_examples=25)
@given(samples())
def test_scores_of_degenerate_codes_are_in_range_or_missing(sample):
    codes, labels = sample.coordinates.astype(float), sample.labels
    halves = draw_half_samples(sample.groups, 4, np.random.default_rng(0))
    numbers = np.unique(labels, return_inverse=True)[1].astype(float)
    squares = attribute_gap.squared_correlations(codes, numbers, halves)
    cells = binned(codes, labels)
    found = [*squares.ravel(), *attribute_gap.gap_of_best(squares)]
    for rows in rows_of(halves):
        known = cells.information(rows)
        found += [gap_of(known, np.log2(5)).gap, modularity(np.stack([known, known], axis=1))]
    predicted = predicted_classes(codes, labels, codes, labels)
    found += [predicted.explicitness(rows) for rows in rows_of(halves)]
    sounds = KnownSounds(("a", "b"), {"a": labels, "b": labels}, {"b": numbers}, sample.groups)
    importances = dci.fit(codes, sounds, 0, trees=3).importances
    found += [dci.disentanglement(importances), dci.completeness(importances)]
    defined = np.array([one for one in found if one is not None], float)
    defined = defined[~np.isnan(defined)]
    assert len(defined)
    assert (defined >= 0).all()
    assert (defined <= 1).all()


def test_areas_under_curves_are_those_of_scikit_learn():
    generator = np.random.default_rng(0)
    scores = generator.integers(5, size=(30, 2)).astype(float)
    truth = generator.random((30, 2)) < 0.4
    expected = [
        roc_auc_score(of_class, of_scores)
        for of_class, of_scores in zip(truth.T, scores.T, strict=True)
    ]
    np.testing.assert_allclose(areas_under_curve(scores, truth), expected)
    assert np.isnan(areas_under_curve(scores, truth & False)).all()
