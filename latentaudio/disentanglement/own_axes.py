"""What a factor's own axis encodes about it, for codes with axes and for codes without.

A code without axes gets for each factor the unit of which its classes explain the largest fraction
of variance in training sounds; axes are scored on held-out sounds only. Fractions of variance by
classes do not care about the order of values, so an axis that folds can be chosen: its squared
correlation and its rank correlation with the values are then low.

The scores are eta squared [1]_, squared (multiple) correlation, and the absolute value of
Spearman's rank correlation [2]_, all in [0, 1].

Weaknesses. They look at one axis only: a code that has a factor in many other units as well scores
like one that separates it, and two factors may share their own unit (the mutual information gap and
DCI see both). A code without axes is served by the best of its units, chosen among more candidates
the more units it has, and has nothing where a factor is spread over several; a code with axes keeps
its own, however badly one encodes its factor. So the two kinds are not compared on equal terms.
See `latentaudio.disentanglement.variance` and `latentaudio.disentanglement.value_correlation` for
what each score cannot see.

References
----------
.. [1] Pearson, K. (1905). On the general theory of skew correlation and non-linear regression.
   Drapers' Company Research Memoirs, Biometric Series 2.
.. [2] Spearman, C. (1904). The proof and measurement of association between two things. American
   Journal of Psychology 15, 72-101.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from latentaudio.disentanglement.scored_code import Scored, ScoredCode
from latentaudio.disentanglement.value_correlation import rank_correlation, value_correlation
from latentaudio.disentanglement.variance import eta_squared, eta_squared_by_coordinate
from latentaudio.errors import ConfigError, check_known


def own_axis_scores(code: ScoredCode, given: Mapping[str, Sequence[int]]) -> Iterator[Scored]:
    """Score the own axis of each factor.

    Parameters
    ----------
    code
        The code.
    given
        Units of the axes of factors that have one.

    Yields
    ------
    Scored
        ``own_axis_eta2``; for numeric factors ``own_axis_r2``, the squared (multiple) correlation,
        and ``own_axis_abs_rank_correlation``, NaN for axes of several units. The note names the
        units, counted from 1 as in all tables.

    Raises
    ------
    ConfigError
        When an axis has no units or unknown ones, or belongs to no factor.
    """
    _check_axes(given, code)
    own = {
        name: list(given[name]) if name in given else [best_unit(code, name)]
        for name in code.scored.names
    }
    notes = {name: _note(units, chosen=name not in given) for name, units in own.items()}
    axes = {name: code.held_out[:, units] for name, units in own.items()}
    values = code.scored.values
    shares = {name: eta_squared(axes[name], code.scored.classes[name], code.halves) for name in own}
    squares = {
        name: value_correlation(axes[name], values[name], code.halves) ** 2 for name in values
    }
    orders = {name: _rank_correlation(axes[name], values[name], code) for name in values}
    yield from code.by_factor("own_axis_eta2", shares, notes)
    yield from code.by_factor("own_axis_r2", squares, notes)
    yield from code.by_factor("own_axis_abs_rank_correlation", orders, notes)


def best_unit(code: ScoredCode, factor: str) -> int:
    """Find the unit of which a factor's classes explain most in training (the first if tied)."""
    shares = eta_squared_by_coordinate(code.training, code.learned.classes[factor])
    return int(np.nan_to_num(shares, nan=-1.0).argmax())


def _rank_correlation(axis: np.ndarray, values: np.ndarray, code: ScoredCode) -> np.ndarray:
    if axis.shape[1] > 1:
        return np.full(len(code.halves.weights), np.nan)
    return rank_correlation(axis[:, 0], values, code.halves)


def _note(units: Sequence[int], *, chosen: bool) -> str:
    numbers = ", ".join(str(unit + 1) for unit in units)
    listed = f"unit{'s' if len(units) > 1 else ''} {numbers}"
    return f"{listed}, chosen in training" if chosen else listed


def _check_axes(given: Mapping[str, Sequence[int]], code: ScoredCode) -> None:
    width = code.held_out.shape[1]
    for name, units in given.items():
        check_known("axes", name, code.scored.names, what="factor")
        if not len(units) or min(units) < 0 or max(units) >= width:
            raise ConfigError(
                f"axes: found units {list(units)} of '{name}', expected some of 0 to {width - 1}"
            )
