"""Judge the claims about sounds of known factors: who gives each factor a unit of its own."""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from latentaudio.findings import reasons
from latentaudio.findings.axes_values import EXACT
from latentaudio.findings.lookup import records, select
from latentaudio.findings.record import Finding, Reason, Value, value
from latentaudio.findings.run import KNOWN_FACTORS, KnownFactors, Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED, overall
from latentaudio.known_factors.contrasts import BETA, LINEAR, METRICS, WITH_LABELS, WITHOUT_LABELS
from latentaudio.known_factors.representations import COMPONENTS, FLOW
from latentaudio.statistics.intervals import CONFIDENCE

#: Name of the values that are scores of single representations; their unit is the metric.
SCORE = "score"
ONLY_FLOW_RETURNS = "only_flow_moves_and_returns"
#: By how much the score of a linear map may lie below that of the flow and still suffice.
MARGIN = 0.05
#: Share of the variance of an input that comes back from codes that count as a way back.
RETURNS = 0.99


def known_factor_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims of the study by the tables of a run."""
    yield from judge_known_factors(run.known_factors)


def judge_known_factors(tables: KnownFactors) -> Iterator[Finding]:
    """Judge all claims of the study, one finding for each.

    A claim about pairs is judged for each metric. Differences are significant by p after Holm's
    correction over all pairs of the claim and metric. The scores of what is compared stand behind
    the differences.
    """
    for claim, of_metric in _OF_METRIC.items():
        rows = select(tables.contrasts, claim=claim)
        yield _about_pairs(claim, rows, of_metric, tables.comparison)
    yield only_flow_returns(tables.comparison)


def _about_pairs(
    claim: str,
    rows: pd.DataFrame,
    of_metric: Callable[[pd.DataFrame], tuple[str, Reason | None]],
    comparison: pd.DataFrame,
) -> Finding:
    tested = rows.dropna(subset=["p_holm"]) if len(rows) else rows
    if tested.empty:
        return Finding(claim, UNTESTED, study=KNOWN_FACTORS, reasons=(reasons.NO_PAIRS,))
    judged = [of_metric(part) for metric in METRICS if len(part := select(tested, metric=metric))]
    why = dict.fromkeys(reason for _, reason in judged if reason is not None)
    if (tested["note"] != "").any():
        why[reasons.UNKNOWN_SPREAD] = None
    return Finding(
        claim,
        overall(verdict for verdict, _ in judged),
        study=KNOWN_FACTORS,
        reasons=tuple(why),
        values=(
            *(
                value(
                    row["metric"],
                    about=f"{row['a']} against {row['b']}",
                    estimate=row["difference"],
                    low=row["low"],
                    high=row["high"],
                    df=row["df"],
                    p=row["p_holm"],
                )
                for row in records(tested)
            ),
            *_scores(tested, comparison),
        ),
    )


def _scores(rows: pd.DataFrame, comparison: pd.DataFrame) -> Iterator[Value]:
    """Give the scores of all representations that are compared in some pairs."""
    whole = comparison[comparison["factor"] == ""]
    named = dict.fromkeys([*rows["a"], *rows["b"]])
    for metric in METRICS:
        of_metric = select(whole, metric=metric)
        for row in records(of_metric[of_metric["representation"].isin(named)]):
            yield value(
                SCORE,
                unit=metric,
                about=row["representation"],
                estimate=row["value"],
                low=row["low"],
                high=row["high"],
            )


def _significant(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["p_holm"] <= 1 - CONFIDENCE


def _any_higher(rows: pd.DataFrame) -> tuple[str, Reason | None]:
    """Judge whether at least one pair differs as claimed."""
    significant = _significant(rows)
    if (significant & (rows["difference"] > 0)).any():
        return HOLDS, None
    return NOT, reasons.OPPOSITE if significant.all() else reasons.NOT_SIGNIFICANT


def _all_higher(rows: pd.DataFrame) -> tuple[str, Reason | None]:
    """Judge whether all pairs differ as claimed."""
    significant = _significant(rows)
    higher = significant & (rows["difference"] > 0)
    if higher.all():
        return HOLDS, None
    lower = significant & (rows["difference"] < 0)
    if lower.any():
        why = reasons.SOME_LOWER
    else:
        why = reasons.SOME_NOT_SIGNIFICANT if higher.any() else reasons.NONE_SIGNIFICANT
    return (IN_PART if higher.any() else NOT), why


def _not_lower(rows: pd.DataFrame) -> tuple[str, Reason | None]:
    """Judge whether no pair differs by more than the margin, or in the other direction only."""
    if (rows["low"] > -MARGIN).all():
        return HOLDS, None
    lower = _significant(rows) & (rows["difference"] < 0)
    return NOT, reasons.FLOW_HIGHER if lower.any() else reasons.MARGIN_OPEN


#: How each claim about pairs is judged for one metric.
_OF_METRIC: Mapping[str, Callable[[pd.DataFrame], tuple[str, Reason | None]]] = {
    BETA: _any_higher,
    WITHOUT_LABELS: _all_higher,
    WITH_LABELS: _all_higher,
    LINEAR: _not_lower,
}


def only_flow_returns(comparison: pd.DataFrame) -> Finding:
    """Judge whether inputs come back from the flow, and from no other code with units of its own.

    Raw components are the input itself and have no units for factors, so they are left out.
    """
    rows = comparison.drop_duplicates("representation") if len(comparison) else comparison
    flows = select(rows, kind=FLOW)
    if flows.empty:
        return Finding(ONLY_FLOW_RETURNS, UNTESTED, study=KNOWN_FACTORS, reasons=(reasons.NO_FLOW,))
    others = rows[~rows["kind"].isin([FLOW, COMPONENTS])].dropna(subset=["reconstruction_r2"])
    if others.empty:
        return Finding(
            ONLY_FLOW_RETURNS, UNTESTED, study=KNOWN_FACTORS, reasons=(reasons.NO_PAIRS,)
        )
    exact = (flows["round_trip_error"] < EXACT).all()
    alone = (others["reconstruction_r2"] < RETURNS).all()
    why = [reasons.INEXACT] * (not exact) + [reasons.OTHERS_RETURN] * (not alone)
    return Finding(
        ONLY_FLOW_RETURNS,
        HOLDS if exact and alone else IN_PART if exact else NOT,
        study=KNOWN_FACTORS,
        reasons=tuple(why),
        values=(
            *(
                value(
                    "largest_error",
                    unit="standard deviations",
                    about=row["representation"],
                    estimate=row["round_trip_error"],
                )
                for row in records(flows)
            ),
            *(
                value("r2", about=row["representation"], estimate=row["reconstruction_r2"])
                for row in records(others)
            ),
        ),
    )
