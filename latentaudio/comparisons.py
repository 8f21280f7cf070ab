"""Which layer knows a factor best, and by how much: tests on the scores of cross-validation folds.

The scores table has one row per ``factor, scheme, decoder, layer, fold``. The folds of one scheme
hold the same snippets at every layer, so scores of two layers are paired fold by fold. What the
tests assume, and why there are several, is explained in ``docs/statistics.md``.
"""

import gc
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit
from scipy.stats import rankdata
from statsmodels.stats.multitest import multipletests

from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.scores import CHANCE_COLUMNS, KNN, KNN_PERMUTED

Metric = Literal["accuracy", "balanced_accuracy"]
Family = Literal["per_factor", "all_factors"]
Floats = NDArray[np.float64]

CONFIDENCE = 0.95

# Accuracies are ratios of counts: two that are equal may differ in the last bits, two that differ
# do so by far more than this.
_DECIMALS = 12
_NEGLIGIBLE = 10.0**-_DECIMALS

_COLUMNS = (
    "factor",
    "scheme",
    "decoder",
    "layer",
    "layer_name",
    "fold",
    "n_train",
    "n_test",
)


# -- Tests of two sets of fold scores --------------------------------------------------------------


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
    n = a.size
    pooled = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    return _t_test(
        "two_sample_t",
        estimate=float(a.mean() - b.mean()),
        error=pooled * math.sqrt(2 / n),
        spread=pooled,
        df=2 * n - 2,
        effect_name="cohen_d",
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
    return _t_of_differences("paired_t", *_pair(a, b), variance_factor=None)


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
    return _t_of_differences("corrected_resampled_t", a, b, 1 / a.size + test_train_ratio)


def wilcoxon(a: ArrayLike, b: ArrayLike) -> PairTest:
    """Wilcoxon signed-rank test of the differences `a` - `b`, exact for any number of folds.

    Zero differences are dropped (Wilcoxon 1945), tied ones share their mean rank, and p comes from
    the permutation distribution of the signs given those ranks, so it is exact with ties too. The
    statistic is the smaller of the two rank sums; the effect size is the matched-pairs
    rank-biserial correlation, (W+ - W-) / (W+ + W-) (Kerby 2014). The estimate is the
    Hodges-Lehmann median of the Walsh averages, with the interval that the signed-rank distribution
    gives (Hollander, Wolfe and Chicken 2013). Below six folds no such interval reaches 95%: the
    widest is given and its coverage noted.

    When all differences are zero, the statistic is 0 and p is 1.
    """
    a, b = _pair(a, b)
    differences = np.round(a - b, _DECIMALS)
    present = differences[differences != 0]
    # Ranks are doubled so that mean ranks of ties are whole numbers, which can be counted.
    doubled = np.rint(2 * rankdata(np.abs(present))).astype(np.int64)
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


def _t_of_differences(test: str, a: Floats, b: Floats, variance_factor: float | None) -> PairTest:
    differences = a - b
    spread = float(differences.std(ddof=1))
    factor = 1 / differences.size if variance_factor is None else variance_factor
    return _t_test(
        test,
        estimate=float(differences.mean()),
        error=spread * math.sqrt(factor),
        spread=spread,
        df=differences.size - 1,
        effect_name="cohen_dz",
    )


def _t_test(
    test: str, *, estimate: float, error: float, spread: float, df: int, effect_name: str
) -> PairTest:
    estimate = 0.0 if abs(estimate) <= _NEGLIGIBLE else estimate
    constant = spread <= _NEGLIGIBLE
    if constant:
        statistic = effect = math.copysign(math.inf, estimate) if estimate else 0.0
        half_width = 0.0
    else:
        statistic, effect = estimate / error, estimate / spread
        half_width = error * float(stdtrit(df, (1 + CONFIDENCE) / 2))
    return PairTest(
        test=test,
        estimate=estimate,
        statistic=statistic,
        df=df,
        p=min(1.0, 2 * float(stdtr(df, -abs(statistic)))),
        ci_low=estimate - half_width,
        ci_high=estimate + half_width,
        effect_size=effect,
        effect_name=effect_name,
        note="scores do not vary" if constant and estimate else "",
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


# -- Scores of one factor, scheme and decoder ------------------------------------------------------


@dataclass(frozen=True)
class _Layers:
    """Fold scores of all layers of one factor, scheme and decoder.

    `values` and `chance` have one row a fold and one column a layer, layers ascending.
    """

    values: Floats
    chance: Floats
    numbers: list[int]
    names: list[str]
    folds: list[int]
    test_train_ratio: float

    @property
    def means(self) -> Floats:
        return self.values.mean(axis=0)

    @property
    def best(self) -> int:
        """Column with the highest mean, the earliest of several."""
        return _earliest_maximum(self.means)

    @property
    def nested(self) -> NDArray[np.int64]:
        """Per fold, the column that is best by the mean over the *other* folds."""
        others = (self.values.sum(axis=0) - self.values) / (len(self.folds) - 1)
        return np.array([_earliest_maximum(row) for row in others])

    @property
    def nested_values(self) -> Floats:
        """Each fold's score at the layer that the other folds chose."""
        return self.values[np.arange(len(self.folds)), self.nested]


def _earliest_maximum(values: Floats) -> int:
    return int(np.argmax(np.round(values, _DECIMALS)))


_Group = tuple[str, str, str]


def _layers_by_group(scores: pd.DataFrame, metric: Metric) -> dict[_Group, _Layers]:
    """Split the scores by (factor, scheme, decoder), in the order in which these appear."""
    missing = [
        name for name in (*_COLUMNS, metric, CHANCE_COLUMNS[metric]) if name not in scores.columns
    ]
    if missing:
        raise ArtifactError(
            f"scores: no column {', '.join(missing)}, only {', '.join(map(str, scores.columns))}; "
            "make the scores table again"
        )
    if scores.empty:
        raise ArtifactError("scores: the table has no rows; make the scores table again")
    grouped = scores.groupby(["factor", "scheme", "decoder"], sort=False, observed=True)
    return {
        (str(factor), str(scheme), str(decoder)): _layers(
            rows, metric, f"scores of factor '{factor}', scheme '{scheme}', decoder '{decoder}'"
        )
        for (factor, scheme, decoder), rows in grouped
    }


def _layers(rows: pd.DataFrame, metric: Metric, what: str) -> _Layers:
    duplicates = rows.duplicated(["layer", "fold"])
    if duplicates.any():
        layer, fold = rows.loc[duplicates, ["layer", "fold"]].iloc[0]
        raise ArtifactError(
            f"{what}: layer {layer}, fold {fold} occurs more than once; make the scores table again"
        )
    values = rows.pivot(index="fold", columns="layer", values=metric)  # sorts both
    holes = np.argwhere(~np.isfinite(values.to_numpy(dtype=np.float64)))
    if holes.size:
        fold, layer = values.index[holes[0, 0]], values.columns[holes[0, 1]]
        raise ArtifactError(
            f"{what}: no {metric} for layer {layer}, fold {fold}, though other layers or folds "
            "have one; layers are compared on the same folds, make the scores table again"
        )
    if len(values) < 2:
        raise ConfigError(
            f"{what}: only one fold found; comparisons need at least two, raise the number of folds"
        )
    names = rows.drop_duplicates("layer").set_index("layer")["layer_name"]
    return _Layers(
        values=values.to_numpy(dtype=np.float64),
        chance=rows.pivot(index="fold", columns="layer", values=CHANCE_COLUMNS[metric]).to_numpy(
            dtype=np.float64
        ),
        numbers=[int(layer) for layer in values.columns],
        names=[str(names[layer]) for layer in values.columns],
        folds=[int(fold) for fold in values.index],
        test_train_ratio=float(rows["n_test"].sum() / rows["n_train"].sum()),
    )


# -- The table of comparisons ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """Fold scores that enter a comparison, and the layer they are reported under."""

    layer: int
    layer_name: str
    values: Floats


@dataclass(frozen=True)
class _Comparison:
    family: str
    comparison: str
    selection: str
    a: _Side
    b: _Side
    note: str = ""


def compare_layers(
    scores: pd.DataFrame,
    *,
    metric: Metric = "accuracy",
    family: Family = "per_factor",
    alpha: float = 0.05,
    tests: Sequence[str] = tuple(TESTS),
) -> pd.DataFrame:
    """Compare the best layer with the first, the last and every other layer.

    The best layer is the one with the highest mean over folds, the earliest of several; each
    decoder has its own. Comparisons, with sides a and b:

    - family ``published``: ``first_vs_best``, ``best_vs_last``, ``first_vs_last``, once with the
      best layer chosen on all folds (selection ``same_folds``, circular) and once with a best layer
      per fold, chosen on the other folds (selection ``nested``; ``layer_a`` or ``layer_b`` is then
      the most frequent choice and ``note`` lists all). ``first_vs_last`` chooses nothing and stands
      in both, so that both families have three members.
    - family ``best_vs_others``: ``best_vs_layer_XX`` for every other layer.
    - family ``control``: ``trained_vs_permuted`` at every layer, decoder ``knn`` (a) against
      ``knn_permuted`` (b), where the scores hold both on the same folds.

    Parameters
    ----------
    scores
        One row per factor, scheme, decoder, layer and fold, with columns ``factor, scheme, decoder,
        layer, layer_name, fold, n_train, n_test, chance`` and the metric.
    metric
        Column that is compared.
    family
        Over what p is corrected: the comparisons of one family, scheme, decoder, selection and test
        for each factor by itself (``per_factor``), or for all factors together (``all_factors``).
    alpha
        Family-wise error rate.
    tests
        Names from `TESTS`.

    Returns
    -------
    DataFrame
        One row per factor, scheme, decoder, comparison, selection and test, in the order of the
        scores. ``difference`` is ``mean_a - mean_b``; negative means that side b is better. The
        interval ``ci_low, ci_high`` (95%, uncorrected) is about ``estimate``. ``reject`` says that
        ``p_bonferroni <= alpha``. A comparison of a layer with itself is kept: difference 0, p 1,
        note ``same layer``.

    Raises
    ------
    ArtifactError
        When columns, folds of a layer or scores are missing, or rows are repeated.
    ConfigError
        When a name or `alpha` is not valid, or there is only one fold.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.
    """
    _check_choice("metric", metric, ("accuracy", "balanced_accuracy"))
    _check_choice("family", family, ("per_factor", "all_factors"))
    for test in tests:
        _check_choice("test", test, tuple(TESTS))
    if not tests:
        raise ConfigError(f"no test given; choose from {', '.join(TESTS)}")
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha: found {alpha}, expected a number between 0 and 1")

    groups = _layers_by_group(scores, metric)
    rows = [
        _row(group, layers, comparison, test)
        for group, layers in groups.items()
        for comparison in _comparisons(group, layers, groups)
        for test in tests
    ]
    return _corrected(pd.DataFrame(rows), family, alpha)


def _check_choice(what: str, found: str, expected: Sequence[str]) -> None:
    if found not in expected:
        raise ConfigError(f"{what}: found '{found}', expected one of {', '.join(expected)}")


def _comparisons(
    group: _Group, layers: _Layers, groups: Mapping[_Group, _Layers]
) -> Iterator[_Comparison]:
    sides = [
        _Side(*side) for side in zip(layers.numbers, layers.names, layers.values.T, strict=True)
    ]
    best = sides[layers.best]
    yield from _published("same_folds", sides[0], best, sides[-1], note="")
    for other in sides:
        if other is not best:
            name = f"best_vs_layer_{other.layer:02d}"
            yield _Comparison("best_vs_others", name, "same_folds", best, other)

    choices = [layers.numbers[column] for column in layers.nested]
    # Counted over ascending layers: the earliest of several most frequent ones.
    frequent = max(range(len(sides)), key=lambda column: choices.count(sides[column].layer))
    nested = _Side(sides[frequent].layer, sides[frequent].layer_name, layers.nested_values)
    note = "layers by fold: " + " ".join(map(str, choices))
    yield from _published("nested", sides[0], nested, sides[-1], note=note)

    factor, scheme, decoder = group
    control = groups.get((factor, scheme, KNN_PERMUTED))
    if decoder == KNN and control is not None:
        yield from _against_control(group, sides, layers, control)


def _published(
    selection: str, first: _Side, best: _Side, last: _Side, note: str
) -> Iterator[_Comparison]:
    yield _Comparison("published", "first_vs_best", selection, first, best, note)
    yield _Comparison("published", "best_vs_last", selection, best, last, note)
    yield _Comparison("published", "first_vs_last", selection, first, last)


def _against_control(
    group: _Group, sides: Sequence[_Side], layers: _Layers, control: _Layers
) -> Iterator[_Comparison]:
    if control.folds != layers.folds:
        factor, scheme, _ = group
        raise ArtifactError(
            f"scores of factor '{factor}', scheme '{scheme}': decoder '{KNN}' has folds "
            f"{layers.folds} and decoder '{KNN_PERMUTED}' {control.folds}; they are compared on "
            "the same folds, make the scores table again"
        )
    columns = dict(zip(control.numbers, control.values.T, strict=True))
    for side in sides:
        if side.layer in columns:
            permuted = _Side(side.layer, side.layer_name, columns[side.layer])
            yield _Comparison("control", "trained_vs_permuted", "same_folds", side, permuted)


def _row(group: _Group, layers: _Layers, compared: _Comparison, test: str) -> dict[str, Any]:
    a, b = compared.a, compared.b
    outcome = asdict(TESTS[test](a.values, b.values, layers.test_train_ratio))
    same = (
        compared.family != "control" and a.layer == b.layer and np.array_equal(a.values, b.values)
    )
    notes = [compared.note, "same layer" if same else "", outcome.pop("note")]
    factor, scheme, decoder = group
    mean_a, mean_b = float(a.values.mean()), float(b.values.mean())
    return {
        "factor": factor,
        "scheme": scheme,
        "decoder": decoder,
        "family": compared.family,
        "comparison": compared.comparison,
        "selection": compared.selection,
        "layer_a": a.layer,
        "layer_a_name": a.layer_name,
        "layer_b": b.layer,
        "layer_b_name": b.layer_name,
        "n_folds": len(layers.folds),
        "mean_a": mean_a,
        "mean_b": mean_b,
        "difference": mean_a - mean_b,
        **outcome,
        "note": "; ".join(note for note in notes if note),
    }


_TABLE_COLUMNS = [
    *("factor", "scheme", "decoder", "family", "family_size", "comparison", "selection"),
    *("layer_a", "layer_a_name", "layer_b", "layer_b_name", "n_folds"),
    *("mean_a", "mean_b", "difference", "estimate"),
    *("test", "statistic", "df", "p", "p_bonferroni", "p_holm", "ci_low", "ci_high"),
    *("effect_size", "effect_name", "reject", "note"),
]


def _corrected(table: pd.DataFrame, family: Family, alpha: float) -> pd.DataFrame:
    """Add the family sizes, the corrected p and the decisions."""
    keys = ["scheme", "decoder", "family", "selection", "test"]
    families = table.groupby(["factor", *keys] if family == "per_factor" else keys)["p"]
    table["family_size"] = families.transform("size")
    # multipletests collects garbage on every call, which takes 99% of the time here and grows with
    # the program; frozen objects are not looked at.
    gc.freeze()
    for method in ("bonferroni", "holm"):
        table[f"p_{method}"] = families.transform(
            lambda p, method=method: multipletests(p, method=method)[1]
        )
    gc.unfreeze()
    table["reject"] = table["p_bonferroni"] <= alpha
    table["df"] = table["df"].astype("Int64")  # the Wilcoxon test has none
    return table[_TABLE_COLUMNS]


# -- The best layers -------------------------------------------------------------------------------


def best_layers(
    scores: pd.DataFrame, *, scheme: str, metric: Metric = "accuracy"
) -> dict[str, Any]:
    """Choose the best layer of each factor and the best layer overall, by decoder ``knn``.

    Parameters
    ----------
    scores
        As for `compare_layers`.
    scheme
        Fold scheme whose scores decide.
    metric
        Column that decides.

    Returns
    -------
    dict
        Ready for JSON: the rules in words, and under ``factors`` per factor ``layer, layer_name,
        mean, ci`` (95%), ``tied_with`` (later layers with the same mean) and ``nested``: the choice
        made for each fold on the other folds, with the mean and interval of the scores so chosen,
        which selection does not flatter. ``overall`` has the highest mean over factors of
        (accuracy - chance) / (1 - chance), which counts factors with few and with many classes
        alike.

    Raises
    ------
    ArtifactError, ConfigError
        As `compare_layers`; ConfigError also when no ``knn`` scores of the scheme exist.
    DatasetError
        When a factor's chance level is 1, so that nothing can be decoded.
    """
    _check_choice("metric", metric, ("accuracy", "balanced_accuracy"))
    groups = _layers_by_group(scores, metric)
    by_factor = {
        factor: layers
        for (factor, of_scheme, decoder), layers in groups.items()
        if (of_scheme, decoder) == (scheme, KNN)
    }
    if not by_factor:
        found = sorted({f"{of_scheme}/{decoder}" for _, of_scheme, decoder in groups})
        raise ConfigError(
            f"no scores of scheme '{scheme}' with decoder '{KNN}', by which the best layer is "
            f"chosen; the table has {', '.join(found)}"
        )
    return {
        "rule": f"highest mean {metric} over folds; of several, the earliest layer",
        "scheme": scheme,
        "decoder": KNN,
        "metric": metric,
        "interval": "95%, Student t over folds with the corrected resampled variance "
        "(Nadeau and Bengio 2003), clipped to [0, 1]",
        "factors": {factor: _best_of(layers) for factor, layers in by_factor.items()},
        "overall": _best_overall(by_factor),
    }


def _best_of(layers: _Layers) -> dict[str, Any]:
    means = np.round(layers.means, _DECIMALS)
    best = layers.best
    return {
        "layer": layers.numbers[best],
        "layer_name": layers.names[best],
        "mean": float(layers.means[best]),
        "ci": _interval_of_mean(layers.values[:, best], layers.test_train_ratio),
        "tied_with": [
            layers.numbers[column]
            for column in np.flatnonzero(means == means[best])
            if column != best
        ],
        "nested": {
            "mean": float(layers.nested_values.mean()),
            "ci": _interval_of_mean(layers.nested_values, layers.test_train_ratio),
            "layers_by_fold": [layers.numbers[column] for column in layers.nested],
        },
        "folds": layers.folds,
    }


def _interval_of_mean(values: Floats, test_train_ratio: float) -> list[float]:
    """95% interval of a mean over folds, whose scores lie in [0, 1]."""
    test = corrected_resampled_t(values, np.zeros_like(values), test_train_ratio=test_train_ratio)
    return [max(0.0, test.ci_low), min(1.0, test.ci_high)]


def _best_overall(by_factor: Mapping[str, _Layers]) -> dict[str, Any]:
    reference = next(iter(by_factor.values()))
    for factor, layers in by_factor.items():
        if layers.numbers != reference.numbers:
            raise ArtifactError(
                f"scores of factor '{factor}' are of layers {layers.numbers}, those of "
                f"'{next(iter(by_factor))}' of layers {reference.numbers}; make the scores table "
                "again"
            )
        if (layers.chance >= 1).any():
            raise DatasetError(
                f"factor '{factor}': chance level 1, so it has one class only; give it at least "
                "two classes or remove it"
            )
    above_chance = np.mean(
        [
            ((layers.values - layers.chance) / (1 - layers.chance)).mean(axis=0)
            for layers in by_factor.values()
        ],
        axis=0,
    )
    best = _earliest_maximum(above_chance)
    return {
        "rule": "highest mean over factors of (score - chance) / (1 - chance); of several, the "
        "earliest layer",
        "layer": reference.numbers[best],
        "layer_name": reference.names[best],
        "mean_above_chance": float(above_chance[best]),
    }
