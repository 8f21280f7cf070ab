"""Judge the claims about layers, one factor at a time."""

from latentaudio.report import published
from latentaudio.report.blocks import Line, rich
from latentaudio.report.layers import comparison, reliable_comparisons
from latentaudio.report.numbers import interval, p_equals, plural, ranges, t_equals
from latentaudio.report.run import Run, is_true, only
from latentaudio.report.verdicts import HOLDS, IN_PART, NOT, UNTESTED

LAYER_RULE = (
    "Holds when the difference is significant after correction, with grouped folds and the best "
    "layer chosen on other folds than those it is evaluated on (corrected resampled t-test); in "
    "part when it is significant only with the best layer chosen on the same folds."
)


def intermediate(run: Run, factor: str) -> Line:
    """Judge whether the best layer is neither the first nor the last."""
    reference = f"layer {published.BEST_LAYER} of 14"
    if len(run.layers) < 3:
        return Line(factor, reference, f"{plural(len(run.layers), 'layer')} analysed", UNTESTED)
    best = run.best["factors"][factor]
    chosen = [int(best["layer"]), *map(int, best["nested"]["layers_by_fold"])]
    ends = {run.layers[0], run.layers[-1]}
    inside = [layer not in ends for layer in chosen]
    verdict = HOLDS if all(inside) else IN_PART if any(inside) else NOT
    answer = rich(
        "layer {} of {}–{}, accuracy {}; chosen with each fold left out in turn: {}",
        best["layer"],
        run.layers[0],
        run.layers[-1],
        interval(best["mean"], *best["ci"]),
        ranges(sorted(set(chosen[1:]))),
    )
    return Line(factor, reference, answer, verdict)


def compared(run: Run, factor: str, name: str) -> Line:
    """Judge one of the published comparisons of layers."""
    test = published.layer_test(factor, name)
    reference = (
        f"{t_equals(abs(test.t), test.df)}, {p_equals(test.p)}"
        if test
        else "not a factor in the paper"
    )
    row = comparison(run, factor, name)
    if row is None:
        return Line(factor, reference, "no grouped folds", UNTESTED)
    if "same layer" in str(row["note"]):
        return Line(factor, reference, "the best layer is that layer itself", NOT)
    # Tables hold a - b. Claims say that b is better, except for "best_vs_last".
    sign = 1 if name == "best_vs_last" else -1
    low, high = sorted((sign * row["ci_low"], sign * row["ci_high"]))
    answer = rich(
        "better by {}, {}, {}",
        interval(sign * row["difference"], low, high),
        t_equals(sign * row["statistic"], row["df"]),
        p_equals(row["p_bonferroni"]),
    )
    same_folds = comparison(run, factor, name, selection="same_folds")
    if _significant(row, sign):
        return Line(factor, reference, answer, HOLDS)
    if _significant(same_folds, sign):
        answer = rich(
            "{}; significant only when the best layer is chosen on the same folds", answer
        )
        return Line(factor, reference, answer, IN_PART)
    return Line(factor, reference, answer, NOT)


def trained(run: Run, factor: str) -> Line:
    """Judge whether the best layer is better than the same layer with permuted weights."""
    layer = int(run.best["factors"][factor]["layer"])
    row = only(reliable_comparisons(run, factor, "control"), layer_a=layer)
    if row is None:
        return Line(factor, published.NOT_IN_PAPER, "no control network in this run", UNTESTED)
    answer = rich(
        "better by {} at layer {}, {}",
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        layer,
        p_equals(row["p_bonferroni"]),
    )
    return Line(factor, published.NOT_IN_PAPER, answer, HOLDS if _significant(row, 1) else NOT)


def _significant(row: dict[str, object] | None, sign: int) -> bool:
    return row is not None and is_true(row["reject"]) and sign * float(str(row["difference"])) > 0
