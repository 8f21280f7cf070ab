"""Tests of paired scores: two layers on the same cross-validation folds.

What the tests assume, and why there are several, is explained in ``docs/statistics.md``.
"""

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from latentaudio.statistics.intervals import CONFIDENCE

Floats = NDArray[np.float64]

# Accuracies are ratios of counts: two that are equal may differ in the last bits, two that differ
# do so by far more than this.
DECIMALS = 12

#: Of values above 1, the share up to which they count as equal.
_NEGLIGIBLE = 10.0**-DECIMALS


@dataclass(frozen=True)
class PairTest:
    """Outcome of one test of fold scores `a` against fold scores `b`.

    Attributes
    ----------
    test
        Name of the test, a key of `TESTS`.
    estimate
        What the interval is about: the mean of `a` - `b`, or the Hodges-Lehmann estimate of it.
    statistic, df, p
        Test statistic, its degrees of freedom (None where it has none), two-sided p in [0, 1].
    ci_low, ci_high
        95% interval of the estimate, by the test's own standard error; not corrected for multiple
        comparisons.
    effect_size, effect_name
        Standardised size of the difference and what it is called.
    note
        What a reader must know to read the numbers, else empty.
    """

    test: str
    estimate: float
    statistic: float
    df: int | None
    p: float
    ci_low: float
    ci_high: float
    effect_size: float
    effect_name: str
    note: str = ""


def two_sample_t(a: ArrayLike, b: ArrayLike) -> PairTest:
    """Student's t-test of two independent samples with equal variances.

    This is the published analysis (df = 2n - 2). It ignores that the folds are paired and that they
    share training data; kept for comparison with published numbers. The effect size is Cohen's d
    (difference over the pooled standard deviation). Degenerate cases as in `paired_t`.
    """
    a, b = _pair(a, b)
    return _t_test(
        "two_sample_t",
        estimate=float(a.mean() - b.mean()),
        spread=math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2),
        df=2 * a.size - 2,
        effect_name="cohen_d",
        negligible=_negligible(a, b),
        outcome=lambda: _by_scipy(lambda: stats.ttest_ind(a, b)),
    )


def paired_t(a: ArrayLike, b: ArrayLike) -> PairTest:
    """Student's t-test of the differences `a` - `b` (df = n - 1).

    The effect size is Cohen's dz: mean difference over the standard deviation of the differences.
    When all differences are zero, the statistic is 0 and p is 1. When they are equal and not zero,
    the statistic and the effect size are infinite with the sign of the difference, p is 0, and the
    interval is that one difference.

    Examples
    --------
    >>> round(paired_t([0.7, 0.8, 0.9], [0.6, 0.6, 0.6]).statistic, 3)
    3.464
    >>> paired_t([0.75, 0.5], [0.5, 0.25]).statistic
    inf
    """
    a, b = _pair(a, b)
    return _t_of_differences("paired_t", a, b, lambda: _by_scipy(lambda: stats.ttest_rel(a, b)))


def corrected_resampled_t(a: ArrayLike, b: ArrayLike, *, test_train_ratio: float) -> PairTest:
    r"""Corrected resampled t-test of the differences `a` - `b` (df = n - 1).

    Folds share training snippets, so their scores are positively correlated and the usual variance
    of a mean, :math:`\sigma^2 / n`, is too small. It is replaced by
    :math:`\sigma^2 (1 / n + n_{test} / n_{train})`. The effect size is Cohen's dz. Degenerate cases
    as in `paired_t`.

    Parameters
    ----------
    a, b
        Scores, one per fold, the folds in the same order.
    test_train_ratio
        Number of test snippets per training snippet, 1 / (n - 1) for n equal folds.

    References
    ----------
    Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning 52,
    239-281.
    """
    a, b = _pair(a, b)
    differences = a - b

    def outcome() -> _Outcome:
        factor = 1 / differences.size + test_train_ratio
        error = float(differences.std(ddof=1)) * math.sqrt(factor)
        statistic, df = float(differences.mean()) / error, differences.size - 1
        half_width = error * float(stats.t.ppf((1 + CONFIDENCE) / 2, df))
        p = 2 * float(stats.t.sf(abs(statistic), df))
        middle = float(differences.mean())
        return _Outcome(statistic, p, middle - half_width, middle + half_width)

    return _t_of_differences("corrected_resampled_t", a, b, outcome)


def wilcoxon(a: ArrayLike, b: ArrayLike) -> PairTest:
    """Wilcoxon signed-rank test of the differences `a` - `b`, exact for any number of folds.

    Zero differences are dropped (Wilcoxon 1945), tied ones share their mean rank, and p comes from
    the permutation distribution of the signs given those ranks, so it is exact with ties too (for
    which SciPy must try every combination of signs, see ``docs/dependencies.md``). The
    statistic is the smaller of the two rank sums; the effect size is the matched-pairs
    rank-biserial correlation, (W+ - W-) / (W+ + W-) (Kerby 2014). The estimate is the
    Hodges-Lehmann median of the Walsh averages, with the interval that the signed-rank distribution
    gives (Hollander, Wolfe and Chicken 2013). Below six folds no such interval reaches 95%: the
    widest is given and its coverage noted.

    When all differences are zero, the statistic is 0 and p is 1.
    """
    a, b = _pair(a, b)
    differences = np.round(a - b, DECIMALS)
    present = differences[differences != 0]
    # Ranks are doubled so that mean ranks of ties are whole numbers, which can be counted.
    doubled = np.rint(2 * stats.rankdata(np.abs(present))).astype(np.int64)
    positive = int(doubled[present > 0].sum())
    total = int(doubled.sum())
    smaller = min(positive, total - positive)
    tail = _signed_rank_distribution(doubled)[: smaller + 1].sum()
    estimate, low, high, coverage = _hodges_lehmann(differences)
    return PairTest(
        test="wilcoxon",
        estimate=estimate,
        statistic=smaller / 2,
        df=None,
        p=min(1.0, 2 * float(tail)),
        ci_low=low,
        ci_high=high,
        effect_size=(2 * positive - total) / total if total else 0.0,
        effect_name="rank_biserial",
        note="" if coverage >= CONFIDENCE else f"interval covers only {coverage:.1%}",
    )


def _pair(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or a.size < 2:
        raise ValueError(
            f"scores of shapes {a.shape} and {b.shape} found; expected one score per fold, the "
            "same folds twice, and at least two of them"
        )
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ValueError("scores contain NaN or infinity; expected finite numbers")
    return a, b


class _Outcome(NamedTuple):
    """What a t-test finds where scores vary."""

    statistic: float
    p: float
    ci_low: float
    ci_high: float


def _by_scipy(test: Callable[[], Any]) -> _Outcome:
    with warnings.catch_warnings():
        # Of one sample that does not vary, which is exact, while the other does.
        warnings.filterwarnings("ignore", message="Precision loss", category=RuntimeWarning)
        result = test()
    low, high = result.confidence_interval(CONFIDENCE)
    return _Outcome(float(result.statistic), float(result.pvalue), float(low), float(high))


def _negligible(a: Floats, b: Floats) -> float:
    """Compute the difference up to which scores count as equal."""
    return _NEGLIGIBLE * max(1.0, float(np.abs(a).max()), float(np.abs(b).max()))


def _t_of_differences(test: str, a: Floats, b: Floats, outcome: Callable[[], _Outcome]) -> PairTest:
    differences = a - b
    return _t_test(
        test,
        estimate=float(differences.mean()),
        spread=float(differences.std(ddof=1)),
        df=differences.size - 1,
        effect_name="cohen_dz",
        negligible=_negligible(a, b),
        outcome=outcome,
    )


def _t_test(
    test: str,
    *,
    estimate: float,
    spread: float,
    df: int,
    effect_name: str,
    negligible: float,
    outcome: Callable[[], _Outcome],
) -> PairTest:
    """Give the outcome of a test, or, where nothing varies, what it tends to."""
    estimate = 0.0 if abs(estimate) <= negligible else estimate
    note = ""
    if spread > negligible:
        found, effect = outcome(), estimate / spread
    elif estimate:
        effect = math.copysign(math.inf, estimate)
        found = _Outcome(statistic=effect, p=0.0, ci_low=estimate, ci_high=estimate)
        note = "scores do not vary"
    else:
        found, effect = _Outcome(statistic=0.0, p=1.0, ci_low=0.0, ci_high=0.0), 0.0
    return PairTest(
        test=test,
        estimate=estimate,
        **found._asdict(),
        df=df,
        effect_size=effect,
        effect_name=effect_name,
        note=note,
    )


def _signed_rank_distribution(ranks: NDArray[np.int64]) -> Floats:
    """Probability of each sum 0, 1, ... of the ranks that get a positive sign by a fair coin."""
    probabilities = np.ones(1)
    for rank in ranks:
        grown = np.zeros(probabilities.size + rank)
        grown[: probabilities.size] += probabilities / 2
        grown[rank:] += probabilities / 2
        probabilities = grown
    return probabilities


def _hodges_lehmann(differences: Floats) -> tuple[float, float, float, float]:
    """Estimate, lower and upper end of its interval, and the coverage of that interval."""
    first, second = np.triu_indices(differences.size)
    walsh = np.sort((differences[first] + differences[second]) / 2)
    cumulative = np.cumsum(_signed_rank_distribution(np.arange(1, differences.size + 1)))
    # Leave out as many Walsh averages at each end as keep the coverage, but no less than none.
    left_out = int(np.searchsorted(cumulative, (1 - CONFIDENCE) / 2, side="right"))
    cut = max(left_out - 1, 0)
    coverage = 1 - 2 * float(cumulative[cut])
    return float(np.median(walsh)), float(walsh[cut]), float(walsh[-1 - cut]), coverage


Test = Callable[[Floats, Floats, float], PairTest]

TESTS: Mapping[str, Test] = MappingProxyType(
    {
        "two_sample_t": lambda a, b, ratio: two_sample_t(a, b),
        "paired_t": lambda a, b, ratio: paired_t(a, b),
        "wilcoxon": lambda a, b, ratio: wilcoxon(a, b),
        "corrected_resampled_t": lambda a, b, ratio: corrected_resampled_t(
            a, b, test_train_ratio=ratio
        ),
    }
)
"""Tests by name, each called with both layers' fold scores and the test/train ratio."""
