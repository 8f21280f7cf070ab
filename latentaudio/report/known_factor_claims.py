"""The claims about sounds whose factors are known, in words."""

from collections.abc import Iterator, Mapping
from functools import partial

from latentaudio.findings.axes_values import EXACT
from latentaudio.findings.known_factors import MARGIN, ONLY_FLOW_RETURNS, RETURNS
from latentaudio.findings.record import Finding, Value
from latentaudio.findings.verdicts import UNTESTED
from latentaudio.known_factors.contrasts import BETA, LINEAR, METRICS, WITH_LABELS, WITHOUT_LABELS
from latentaudio.report.answers import why, with_interval
from latentaudio.report.blocks import Text, rich
from latentaudio.report.claim_texts import ClaimText
from latentaudio.report.numbers import number, scientific
from latentaudio.statistics.intervals import CONFIDENCE

_TITLES: Mapping[str, str] = {"mig": "MIG", "dci_disentanglement": "DCI disentanglement"}
#: What the rules of claims about pairs have in common.
SIGNIFICANCE = (
    "Pairs of representations are compared by MIG and by DCI disentanglement on held-out sounds. A "
    "difference is significant by Student’s t, with errors from sounds (half samples of groups, "
    "the same for both) and from seeds, after Holm’s correction over all pairs of the claim."
)
#: What stands between the names of two representations in a finding.
_AGAINST = " against "


def known_factor_claims(titles: Mapping[str, str] | None = None) -> Iterator[ClaimText]:
    """Word the claims of the study.

    Parameters
    ----------
    titles
        What representations are called, by their names in the tables; by default by these.
    """
    titles = titles or {}
    for claim, statement, rule in (
        (
            BETA,
            "A beta above 1 helps a VAE to separate the factors.",
            "Holds when at least one beta above 1 scores significantly higher than beta 1 of the "
            "same model; in part when this is true of one metric only.",
        ),
        (
            WITHOUT_LABELS,
            "VAEs separate the factors without labels.",
            "Holds when every VAE scores significantly higher than raw components; in part when "
            "some do, or in one metric only.",
        ),
        (
            WITH_LABELS,
            "The flow separates the factors better than VAEs, with labels.",
            "Holds when the flow scores significantly higher than every VAE; in part when it does "
            "so for some, or in one metric only.",
        ),
        (
            LINEAR,
            "A linear map of the same input separates the factors as well as the flow.",
            "Holds when the interval of the difference between ridge regression and the flow lies "
            f"above {number(-MARGIN)}; in part when this is true of one metric only.",
        ),
    ):
        yield ClaimText(
            claim,
            statement,
            rule,
            partial(pairs_answer, titles=titles),
            unpublished="",
            about=_nothing,
        )
    yield ClaimText(
        ONLY_FLOW_RETURNS,
        "Only the flow can move a sound along a factor and bring it back.",
        "Holds when mapping forth and back changes every held-out projection by less than "
        f"{EXACT:g} standard deviations in the flow, and less than {RETURNS:.0%} of the variance "
        "of the input comes back from every VAE and from axes learned with labels; in part when it "
        "comes back from one of them too.",
        partial(returned_answer, titles=titles),
        unpublished="",
        about=_nothing,
    )


def _nothing(finding: Finding) -> str:
    return ""


def pairs_answer(finding: Finding, titles: Mapping[str, str]) -> Text:
    """State, for each metric, how many pairs differ and by how much."""
    if finding.verdict == UNTESTED:
        return why(finding)
    parts = [_of_metric(name, found, titles) for name in METRICS if (found := finding.named(name))]
    answer = rich("; ".join(["{}"] * len(parts)), *parts)
    return rich("{}; {}", answer, why(finding)) if finding.reasons else answer


def _of_metric(name: str, found: list[Value], titles: Mapping[str, str]) -> Text:
    if len(found) == 1:
        return rich("{}: {}", _TITLES[name], _difference(found[0], titles))
    higher, lower = (
        sum(_differs(one) and sign * (one.estimate or 0.0) > 0 for one in found) for sign in (1, -1)
    )
    ends = sorted(found, key=lambda one: one.estimate or 0.0)
    return rich(
        "{}: {} of {} significantly higher, {} lower; differences from {} to {}",
        _TITLES[name],
        str(higher),
        str(len(found)),
        str(lower),
        _difference(ends[0], titles),
        _difference(ends[-1], titles),
    )


def _difference(one: Value, titles: Mapping[str, str]) -> Text:
    pair = " minus ".join(titles.get(name, name) for name in one.about.split(_AGAINST))
    return rich("{} ({})", with_interval(one), pair)


def _differs(one: Value) -> bool:
    return one.p is not None and one.p <= 1 - CONFIDENCE


def returned_answer(finding: Finding, titles: Mapping[str, str]) -> Text:
    """State the error of the flow, and how much comes back from others at most."""
    if finding.verdict == UNTESTED:
        return why(finding)
    error = max(one.estimate or 0.0 for one in finding.named("largest_error"))
    most = max(finding.named("r2"), key=lambda one: one.estimate or 0.0)
    answer = rich(
        "flow: largest error {} standard deviations; of others, most comes back from {} (R² {})",
        scientific(error),
        titles.get(most.about, most.about),
        number(most.estimate),
    )
    return rich("{}; {}", answer, why(finding)) if finding.reasons else answer
