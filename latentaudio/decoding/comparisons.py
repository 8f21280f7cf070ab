"""Comparisons of layers: how much better the best layer decodes a factor than the others.

The scores table has one row per ``factor, scheme, decoder, layer, fold``. The folds of one scheme
hold the same snippets at every layer, so scores of two layers are paired fold by fold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from latentaudio.decoding.decoders import control_of, main_decoders
from latentaudio.decoding.layer_scores import (
    LayerScores,
    Metric,
    ScoreGroup,
    layer_scores_by_group,
)
from latentaudio.errors import ArtifactError, ConfigError, check_known
from latentaudio.statistics.corrections import corrected_p
from latentaudio.statistics.tests import TESTS, Floats

Family = Literal["per_factor", "all_factors"]


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

    The best layer is the one with the highest mean over folds, in a tie the earliest; each decoder
    has its own. The comparisons, with sides a and b, are:

    - family ``published``: ``first_vs_best``, ``best_vs_last``, ``first_vs_last``, once with the
      best layer chosen on all folds (selection ``same_folds``, circular) and once with a best layer
      per fold, chosen on the other folds (selection ``nested``; ``layer_a`` or ``layer_b`` is then
      the most frequent choice and ``note`` lists all). ``first_vs_last`` involves no choice and
      stands in both, so that both families have three members.
    - family ``best_vs_others``: ``best_vs_layer_XX`` for every other layer.
    - family ``control``: ``trained_vs_permuted`` at every layer, a decoder (a) against the same
      decoder on permuted weights (b), if the scores hold both, on the same folds.

    Parameters
    ----------
    scores
        One row per factor, scheme, decoder, layer and fold, with columns ``factor, scheme, decoder,
        layer, layer_name, fold, n_train, n_test``, the metric and its chance.
    metric
        Column that is compared for categorical factors; for numeric factors it is ``r2``.
    family
        Set of comparisons that p is corrected over: those of one family, scheme, decoder, selection
        and test, for each factor separately (``per_factor``) or for all factors together
        (``all_factors``; the main decoders of categorical and of numeric factors then count as
        one).
    alpha
        Family-wise error rate.
    tests
        Names from `TESTS`.

    Returns
    -------
    DataFrame
        One row per factor, scheme, decoder, comparison, selection and test, in the order of the
        scores. ``difference`` is ``mean_a - mean_b``; if negative, side b is better. ``ci_low,
        ci_high`` is the interval (95%, uncorrected) around ``estimate``. ``reject`` says that
        ``p_bonferroni <= alpha``. A comparison of a layer with itself is kept: difference 0, p 1,
        note ``same layer``.

    Raises
    ------
    ArtifactError
        When columns, folds of a layer or scores are missing, or rows are repeated.
    DatasetError
        When R2 is undefined, because all test snippets of a fold have the same value.
    ConfigError
        When a name or `alpha` is not valid, or there is only one fold.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.
    """
    check_known("metric", metric, ("accuracy", "balanced_accuracy"))
    check_known("family", family, ("per_factor", "all_factors"))
    for test in tests:
        check_known("test", test, tuple(TESTS))
    if not tests:
        raise ConfigError(f"no test given; choose from {', '.join(TESTS)}")
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha: found {alpha}, expected a number between 0 and 1")

    groups = layer_scores_by_group(scores, metric)
    rows = [
        _row(group, layers, comparison, test)
        for group, layers in groups.items()
        for comparison in _comparisons(group, layers, groups)
        for test in tests
    ]
    keys = ["scheme", "family", "selection", "test"]
    return corrected(pd.DataFrame(rows), family, alpha, keys)[_TABLE_COLUMNS]


def _comparisons(
    group: ScoreGroup, layers: LayerScores, groups: Mapping[ScoreGroup, LayerScores]
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
    frequent = layers.most_frequent
    nested = _Side(sides[frequent].layer, sides[frequent].layer_name, layers.nested_values)
    note = "layers by fold: " + " ".join(map(str, choices))
    yield from _published("nested", sides[0], nested, sides[-1], note=note)

    factor, scheme, decoder = group
    if (control := control_of(decoder)) and (factor, scheme, control.name) in groups:
        permuted = groups[factor, scheme, control.name]
        yield from _against_control(group, sides, layers, permuted)


def _published(
    selection: str, first: _Side, best: _Side, last: _Side, note: str
) -> Iterator[_Comparison]:
    yield _Comparison("published", "first_vs_best", selection, first, best, note)
    yield _Comparison("published", "best_vs_last", selection, best, last, note)
    yield _Comparison("published", "first_vs_last", selection, first, last)


def _against_control(
    group: ScoreGroup, sides: Sequence[_Side], layers: LayerScores, control: LayerScores
) -> Iterator[_Comparison]:
    if control.folds != layers.folds:
        factor, scheme, decoder = group
        raise ArtifactError(
            f"scores of factor '{factor}', scheme '{scheme}': decoder '{decoder}' has folds "
            f"{layers.folds} and its control {control.folds}; they are compared on the same folds, "
            "make the scores table again"
        )
    columns = dict(zip(control.numbers, control.values.T, strict=True))
    for side in sides:
        if side.layer in columns:
            permuted = _Side(side.layer, side.layer_name, columns[side.layer])
            yield _Comparison("control", "trained_vs_permuted", "same_folds", side, permuted)


def _row(
    group: ScoreGroup, layers: LayerScores, compared: _Comparison, test: str
) -> dict[str, Any]:
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
        "metric": layers.metric,
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
    *("factor", "scheme", "decoder", "metric", "family", "family_size", "comparison", "selection"),
    *("layer_a", "layer_a_name", "layer_b", "layer_b_name", "n_folds"),
    *("mean_a", "mean_b", "difference", "estimate"),
    *("test", "statistic", "df", "p", "p_bonferroni", "p_holm", "ci_low", "ci_high"),
    *("effect_size", "effect_name", "reject", "note"),
]


def corrected(
    table: pd.DataFrame, family: Family, alpha: float, keys: Sequence[str]
) -> pd.DataFrame:
    """Add the family sizes, the corrected p and the decisions.

    A family is what has the same values of `keys`, the same decoder and, with ``per_factor``, the
    same factor.
    """
    # The main decoders of categorical and of numeric factors answer the same question.
    mains = table["decoder"].isin(main_decoders())
    decoder = table["decoder"].mask(mains, "main")
    factor = ["factor"] if family == "per_factor" else []
    families = table.groupby([*factor, decoder, *keys])["p"]
    table["family_size"] = families.transform("size")
    table = table.assign(**corrected_p(families))
    table["reject"] = table["p_bonferroni"] <= alpha
    table["df"] = table["df"].astype("Int64")  # the Wilcoxon test has none
    return table
