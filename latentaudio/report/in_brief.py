"""The findings of a run in a few lines of plain text."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from latentaudio.findings.axes import OWN_AXIS
from latentaudio.findings.known_factors import SCORE
from latentaudio.findings.layers import INTERMEDIATE
from latentaudio.findings.moves import MOVED
from latentaudio.findings.predictions import GENERALISES, PRETRAINED
from latentaudio.findings.predictions import INTERMEDIATE as INTERMEDIATE_PREDICTS
from latentaudio.findings.record import Finding, Findings
from latentaudio.findings.run import KNOWN_FACTORS
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.known_factors.contrasts import RIDGE
from latentaudio.known_factors.representations import COMPONENTS, FLOW, VAE
from latentaudio.report.answers import best_score, intermediate, with_interval
from latentaudio.report.blocks import Text, rich
from latentaudio.report.numbers import count, number, plural
from latentaudio.report.prediction_claims import SCORES

#: Factors that a line names; it counts the others.
MOST_FACTORS = 3
#: The score in which representations are compared.
METRIC = "mig"


def in_brief(findings: Findings) -> list[str]:
    """Tell which layers encode the factors best, whether these have axes, and what moves did.

    Of predictions, tell how well each task is predicted, whether heads on what the network encodes
    beat networks from scratch, and which layer was chosen.

    Of known factors, tell how well flows, VAEs, ridge and raw components separate them. Of several
    representations of a kind, the one with the highest score on held-out sounds is named, and of
    how many it is the highest: validation losses compare neither values of beta nor spaces, so the
    score is that of a choice made on the sounds it is from.

    Returns
    -------
    list[str]
        A line for each of these that the findings are about.
    """
    moves = [one for claim in MOVED.values() for one in findings.summary(claim)]
    lines = {
        "best layer": _each(findings.summary(INTERMEDIATE), _layer),
        "own axis": _each(findings.summary(OWN_AXIS), _axis),
        "moves": _counted(moves),
        "factors": _separated(findings),
        "prediction": _each(findings.summary(GENERALISES), partial(_predicted, findings)),
    }
    return [f"{about:<11} {text}" for about, text in lines.items() if text]


def _each(findings: Sequence[Finding], words: Callable[[Finding], Text]) -> str:
    named = [
        rich("{}: {}", one.factor or "all factors", words(one)).striptags()
        for one in findings[:MOST_FACTORS]
    ]
    if len(findings) > MOST_FACTORS:
        named.append(f"{len(findings) - MOST_FACTORS} more")
    return "; ".join(named)


def _layer(finding: Finding) -> Text:
    if finding.verdict == UNTESTED:
        return intermediate(finding)
    return rich("{}, {}", finding["layer"].estimate, best_score(finding))


def _axis(finding: Finding) -> Text:
    own = finding.get("eta_squared")
    if own is None:
        return finding.verdict
    return rich("{} (η² {})", finding.verdict, with_interval(own))


def _counted(findings: Sequence[Finding]) -> str:
    """Count verdicts; those that are not tested only where there are some."""
    counts = {
        verdict: sum(one.verdict == verdict for one in findings)
        for verdict in (HOLDS, IN_PART, NOT, UNTESTED)
    }
    tested = len(findings) - counts[UNTESTED]
    if not tested:
        return UNTESTED if findings else ""
    words = f"{counts[HOLDS]} of {plural(tested, 'effect')} as predicted"
    others = {"in part": IN_PART, "not found": NOT, "not tested": UNTESTED}
    for text, verdict in others.items():
        if counts[verdict]:
            words += f", {counts[verdict]} {text}"
    return words


def _separated(findings: Findings) -> str:
    """Give the highest MIG of each kind, and of how many it is the highest."""
    scores = {
        score.about: score
        for finding in findings
        if finding.study == KNOWN_FACTORS
        for score in finding.named(SCORE)
        if score.unit == METRIC and score.estimate is not None
    }
    several = len({_space(name) for name in scores}) > 1
    told: list[str] = []
    for kind, words in _KINDS.items():
        of_kind = [one for one in scores.values() if one.about.split("/")[0] == kind]
        if of_kind:
            one = max(of_kind, key=lambda one: one.estimate or 0.0)
            where = f" of {_space(one.about)}" if several else ""
            among = f", highest of {len(of_kind)}" if len(of_kind) > 1 else ""
            score = rich("{}", with_interval(one)).striptags()
            told.append(f"{words(one.about)}{where}{among}: {'' if told else 'MIG '}{score}")
    return "; ".join(told) + (" (held-out sounds)" if told else "")


def _predicted(findings: Findings, finding: Finding) -> Text:
    """Tell how well a task is predicted, and what helps, as far as it was tested."""
    if finding.verdict == UNTESTED:
        return UNTESTED
    score = finding[SCORE]
    words = rich(
        "{} {}, {} without a model ({})",
        SCORES[score.unit],
        with_interval(score),
        number(finding["chance"].estimate),
        finding.verdict,
    )
    for claim, told in ((PRETRAINED, _heads), (INTERMEDIATE_PREDICTS, _chosen_layer)):
        for other in findings.summary(claim):
            if other.factor == finding.factor and other.verdict != UNTESTED:
                words = rich("{}, {}", words, told(other))
    return words


def _heads(finding: Finding) -> Text:
    return rich(
        "heads on the network better than networks from scratch by {} ({})",
        with_interval(finding["difference"]),
        finding.verdict,
    )


def _chosen_layer(finding: Finding) -> Text:
    first, last = (finding[f"{end}_layer"].estimate for end in ("first", "last"))
    return f"layer {finding.layer} of {count(first)}–{count(last)} chosen"


def _space(name: str) -> str:
    return name.split("/")[1]


def _vae(name: str) -> str:
    """Name a VAE by its model, its beta, and its objective and schedule unless these are usual.

    Examples
    --------
    >>> _vae("vae/log_mel/dense/beta_vae-constant/beta_4")
    'VAE (dense, beta 4)'
    """
    _, _, model, objective, beta = name.split("/")
    usual = objective == "beta_vae-constant"
    parts = [model, *([] if usual else [objective]), beta.replace("_", " ")]
    return f"VAE ({', '.join(parts)})"


#: The kinds that are named, in order, and how.
_KINDS: Mapping[str, Callable[[str], str]] = {
    FLOW: lambda name: FLOW,
    VAE: _vae,
    RIDGE: lambda name: RIDGE,
    COMPONENTS: lambda name: "raw components",
}
