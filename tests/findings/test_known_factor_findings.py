import numpy as np
import pandas as pd
import pytest

from latentaudio.artifacts import write_csv
from latentaudio.errors import ArtifactError
from latentaudio.findings import reasons
from latentaudio.findings.files import read_known_factors
from latentaudio.findings.known_factors import ONLY_FLOW_RETURNS, judge_known_factors
from latentaudio.findings.record import Findings
from latentaudio.findings.run import KnownFactors
from latentaudio.findings.storage import read_findings, write_findings
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.known_factors.contrasts import BETA, LINEAR, METRICS, WITH_LABELS, WITHOUT_LABELS
from latentaudio.report.known_factor_claims import known_factor_claims


def contrast(claim, metric, a="a", b="b", difference=0.2, half=0.05, p=0.001, note=""):
    return {
        "claim": claim,
        "metric": metric,
        "a": a,
        "b": b,
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "df": 9.0,
        "p": p / 2,
        "p_holm": p,
        "note": note,
    }


def both(claim, *pairs):
    """Contrasts with the same numbers in both metrics."""
    return [
        contrast(claim, metric, a=f"a{index}", **pair)
        for metric in METRICS
        for index, pair in enumerate(pairs)
    ]


_SCORED = {"value": 0.5, "low": 0.4, "high": 0.6}


def representation(name, kind, r2, error=None):
    columns = {"representation": name, "kind": kind, "metric": "mig", "factor": ""}
    return {**columns, "reconstruction_r2": r2, "round_trip_error": error, **_SCORED}


COMPARISON = [
    representation("components/x", "components", 1.0, 0.0),
    representation("vae/x", "vae", 0.8),
    representation("flow/x", "flow", 0.99999, 1e-6),
    representation("ridge/x", "ridge", 0.2),
]


def judged(contrasts=(), comparison=COMPARISON):
    tables = KnownFactors(pd.DataFrame(comparison), pd.DataFrame(contrasts))
    return {one.claim: one for one in judge_known_factors(tables)}


FEW, SURE, LOWER = {"p": 0.3}, {"p": 0.001}, {"p": 0.001, "difference": -0.2}


@pytest.mark.parametrize(
    ("claim", "pairs", "verdict", "reason"),
    [
        (BETA, [SURE, FEW], HOLDS, None),
        (BETA, [FEW, FEW], NOT, reasons.NOT_SIGNIFICANT),
        (BETA, [LOWER, FEW], NOT, reasons.NOT_SIGNIFICANT),
        (BETA, [LOWER, LOWER], NOT, reasons.OPPOSITE),
        (WITHOUT_LABELS, [SURE, SURE], HOLDS, None),
        (WITHOUT_LABELS, [SURE, FEW], IN_PART, reasons.SOME_NOT_SIGNIFICANT),
        (WITHOUT_LABELS, [LOWER, FEW], NOT, reasons.SOME_LOWER),
        (WITH_LABELS, [SURE], HOLDS, None),
        (WITH_LABELS, [FEW, FEW], NOT, reasons.NONE_SIGNIFICANT),
        # Above the flow, or below by less than the margin, is as good.
        (LINEAR, [SURE], HOLDS, None),
        (LINEAR, [{"difference": -0.01, "half": 0.03, "p": 0.4}], HOLDS, None),
        (LINEAR, [{"difference": -0.03, "half": 0.01, "p": 0.01}], HOLDS, None),
        (LINEAR, [{"difference": 0.0, "half": 0.06, "p": 1.0}], NOT, reasons.MARGIN_OPEN),
        (LINEAR, [LOWER], NOT, reasons.FLOW_HIGHER),
    ],
)
def test_verdicts_follow_from_differences(claim, pairs, verdict, reason):
    finding = judged(both(claim, *pairs))[claim]
    assert finding.verdict == verdict
    assert finding.reasons == (() if reason is None else (reason,))
    assert len(finding.values) == 2 * len(pairs)
    first = finding.named("mig")[0]
    assert (first.about, first.p) == ("a0 against b", pairs[0]["p"])


def test_a_claim_of_one_metric_holds_in_part():
    rows = [contrast(BETA, "mig"), contrast(BETA, "dci_disentanglement", **FEW)]
    assert judged(rows)[BETA].verdict == IN_PART


def test_claims_without_pairs_are_not_tested():
    found = judged(both(BETA, SURE))
    for claim in (WITHOUT_LABELS, WITH_LABELS, LINEAR):
        assert (found[claim].verdict, found[claim].reasons) == (UNTESTED, (reasons.NO_PAIRS,))
    undefined = both(BETA, {"p": np.nan})
    assert judged(undefined)[BETA].verdict == UNTESTED


def test_an_unknown_spread_over_seeds_is_a_reason():
    found = judged(both(WITH_LABELS, {"note": "the spread over seeds is unknown"}))[WITH_LABELS]
    assert (found.verdict, found.reasons) == (HOLDS, (reasons.UNKNOWN_SPREAD,))


def test_only_the_flow_returns_if_it_does_and_no_other_code_with_units_of_its_own():
    finding = judged()[ONLY_FLOW_RETURNS]
    assert (finding.verdict, finding.reasons) == (HOLDS, ())
    assert [one.about for one in finding.named("r2")] == ["vae/x", "ridge/x"]
    exact_vae = [*COMPARISON, representation("vae/y", "vae", 0.995)]
    finding = judged(comparison=exact_vae)[ONLY_FLOW_RETURNS]
    assert (finding.verdict, finding.reasons) == (IN_PART, (reasons.OTHERS_RETURN,))
    inexact = [COMPARISON[1], representation("flow/x", "flow", 0.9, 0.1)]
    finding = judged(comparison=inexact)[ONLY_FLOW_RETURNS]
    assert (finding.verdict, finding.reasons) == (NOT, (reasons.INEXACT,))


@pytest.mark.parametrize(
    ("comparison", "reason"),
    [
        (COMPARISON[:2], reasons.NO_FLOW),
        ([COMPARISON[0], COMPARISON[2]], reasons.NO_PAIRS),
        ([], reasons.NO_FLOW),
    ],
)
def test_without_a_flow_or_others_the_return_is_not_tested(comparison, reason):
    finding = judged(comparison=comparison)[ONLY_FLOW_RETURNS]
    assert (finding.verdict, finding.reasons) == (UNTESTED, (reason,))


def test_tables_are_read_from_the_folder_of_a_run(tmp_path):
    folder = tmp_path / "known_factors"
    write_csv(folder / "comparison.csv", pd.DataFrame(COMPARISON))
    write_csv(folder / "contrasts.csv", pd.DataFrame(both(BETA, {"note": ""})))
    tables = read_known_factors(tmp_path)
    found = {one.claim: one.verdict for one in judge_known_factors(tables)}
    assert (found[BETA], found[ONLY_FLOW_RETURNS]) == (HOLDS, HOLDS)
    (folder / "contrasts.csv").unlink()
    with pytest.raises(ArtifactError, match=r"contrasts\.csv: not found"):
        read_known_factors(tmp_path)


def test_findings_are_stored_and_worded(tmp_path):
    found = judged([*both(WITH_LABELS, SURE, FEW), *both(LINEAR, SURE)])
    findings = Findings("run", ("known_factors",), ("x",), tuple(found.values()))
    write_findings(tmp_path / "findings.json", findings)
    assert read_findings(tmp_path / "findings.json") == findings
    answers = {text.claim: str(text.answer(found[text.claim])) for text in known_factor_claims()}
    assert list(answers) == [BETA, WITHOUT_LABELS, WITH_LABELS, LINEAR, ONLY_FLOW_RETURNS]
    assert answers[BETA] == "no representations to compare"
    assert answers[WITH_LABELS].startswith("MIG: 1 of 2 significantly higher, 0 lower; diff")
    assert "DCI disentanglement: 1 of 2" in answers[WITH_LABELS]
    assert answers[LINEAR].startswith("MIG: <span")
    assert "(a0 minus b)" in answers[LINEAR]
    assert "most comes back from vae/x (R² 0.80)" in answers[ONLY_FLOW_RETURNS]


def test_scores_of_what_is_compared_stand_behind_the_differences():
    rows = [contrast(LINEAR, metric, a="ridge/x", b="flow/x") for metric in METRICS]
    scored = [{**one, "value": 0.4, "low": 0.3, "high": 0.5} for one in COMPARISON]
    found = judged(rows, scored)[LINEAR]
    assert [one.name for one in found.values] == [*METRICS, "score", "score"]
    scores = {one.about: (one.unit, one.estimate, one.low, one.high) for one in found.values[2:]}
    assert scores == dict.fromkeys(["flow/x", "ridge/x"], ("mig", 0.4, 0.3, 0.5))
