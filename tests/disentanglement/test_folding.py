"""Folded axes are told from weak ones, by both numbers."""

import math

import pytest

from latentaudio.disentanglement.folding import is_folded, is_weak


@pytest.mark.parametrize(
    ("eta_squared", "order", "weak", "folded"),
    [
        (0.9, 0.3, False, True),
        (0.9, 0.9, False, False),
        (0.5, 0.5, False, False),
        (0.1, 0.3, True, False),
        (0.9, math.nan, False, False),
        (math.nan, 0.3, True, False),
    ],
)
def test_an_axis_folds_if_bins_explain_it_and_their_order_does_not(
    eta_squared, order, weak, folded
):
    assert is_weak(eta_squared) is weak
    assert is_folded(eta_squared, order) is folded
