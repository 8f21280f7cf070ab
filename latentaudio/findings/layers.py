"""Judge the claims about layers, one factor at a time."""

from collections.abc import Iterator
from typing import Any

from latentaudio.findings import published, reasons
from latentaudio.findings.lookup import is_true, only
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import Run
from latentaudio.findings.scores import comparison, is_same_layer, reliable_comparisons
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.networks.base import layer_folder

INTERMEDIATE = "intermediate_layer_is_best"
TRAINED = "best_layer_beats_permuted_weights"
#: Claims by the name of the comparison of layers, and the sign that makes its difference positive
#: where the claim holds: tables hold a - b.
COMPARED = {
    "first_vs_best": ("best_layer_beats_first", -1),
    "best_vs_last": ("best_layer_beats_last", 1),
    "first_vs_last": ("last_layer_beats_first", -1),
}


def layer_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims about layers."""
    for factor in run.factors:
        yield intermediate(run, factor)
    for name in COMPARED:
        for factor in run.factors:
            yield compared(run, factor, name)
    for factor in run.factors:
        yield trained(run, factor)


def intermediate(run: Run, factor: str) -> Finding:
    """Judge whether the best layer is neither the first nor the last."""
    reference = value("layer", estimate=published.BEST_LAYER)
    if len(run.layers) < 3:
        return Finding(
            INTERMEDIATE,
            UNTESTED,
            factor=factor,
            reasons=(reasons.TOO_FEW_LAYERS,),
            values=(value("layers", estimate=len(run.layers)),),
            published=reference,
        )
    best = run.best["factors"][factor]
    by_fold = [int(layer) for layer in best["nested"]["layers_by_fold"]]
    ends = {run.layers[0], run.layers[-1]}
    inside = [layer not in ends for layer in (int(best["layer"]), *by_fold)]
    return Finding(
        INTERMEDIATE,
        HOLDS if all(inside) else IN_PART if any(inside) else NOT,
        factor=factor,
        space=layer_folder(int(best["layer"])),
        layer=int(best["layer"]),
        reasons=() if all(inside) else (reasons.AT_AN_END,),
        values=(
            value("layer", estimate=int(best["layer"])),
            value("first_layer", estimate=run.layers[0]),
            value("last_layer", estimate=run.layers[-1]),
            value(
                "score",
                unit=run.metric_of(factor),
                estimate=best["mean"],
                low=best["ci"][0],
                high=best["ci"][1],
            ),
            *(
                value("layer_without_fold", estimate=layer, about=f"fold_{fold:02d}")
                for fold, layer in zip(best["folds"], by_fold, strict=True)
            ),
        ),
        published=reference,
    )


def compared(run: Run, factor: str, name: str) -> Finding:
    """Judge one of the published comparisons of layers."""
    claim, sign = COMPARED[name]
    reference = _published(factor, name, sign)
    row = comparison(run, factor, name)
    if row is None:
        return Finding(
            claim,
            UNTESTED,
            factor=factor,
            reasons=(reasons.NO_GROUPED_FOLDS,),
            published=reference,
        )
    if is_same_layer(row):
        return Finding(
            claim, NOT, factor=factor, reasons=(reasons.SAME_LAYER,), published=reference
        )
    verdict: str = HOLDS
    why: tuple[Reason, ...] = ()
    if not _is_better(row, sign):
        same_folds = comparison(run, factor, name, selection="same_folds")
        in_part = same_folds is not None and _is_better(same_folds, sign)
        verdict = IN_PART if in_part else NOT
        why = (reasons.SAME_FOLDS_ONLY if in_part else reasons.NOT_SIGNIFICANT,)
    return Finding(
        claim,
        verdict,
        factor=factor,
        reasons=why,
        values=(_difference(row, sign, run.metric_of(factor)),),
        published=reference,
    )


def trained(run: Run, factor: str) -> Finding:
    """Judge whether the best layer is better than the same layer with permuted weights."""
    layer = int(run.best["factors"][factor]["layer"])
    row = only(reliable_comparisons(run, factor, "control"), layer_a=layer)
    better = row is not None and _is_better(row, 1)
    why = reasons.NO_CONTROL_NETWORK if row is None else reasons.NOT_SIGNIFICANT
    return Finding(
        TRAINED,
        HOLDS if better else NOT if row is not None else UNTESTED,
        factor=factor,
        space=layer_folder(layer),
        layer=layer,
        reasons=() if better else (why,),
        values=() if row is None else (_difference(row, 1, run.metric_of(factor)),),
    )


def _difference(row: dict[str, Any], sign: int, unit: str) -> Value:
    low, high = sorted((sign * row["ci_low"], sign * row["ci_high"]))
    return value(
        "difference",
        unit=unit,
        estimate=sign * row["difference"],
        low=low,
        high=high,
        statistic=sign * row["statistic"],
        df=row["df"],
        p=row["p_bonferroni"],
    )


def _published(factor: str, name: str, sign: int) -> Value | None:
    test = published.layer_test(factor, name)
    if test is None:
        return None
    return value("difference", statistic=sign * test.t, df=test.df, p=test.p)


def _is_better(row: dict[str, Any], sign: int) -> bool:
    return is_true(row["reject"]) and sign * float(str(row["difference"])) > 0
