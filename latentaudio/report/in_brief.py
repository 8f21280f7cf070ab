"""The findings of a run in three lines of plain text."""

from collections.abc import Callable, Sequence

from latentaudio.findings.axes import OWN_AXIS
from latentaudio.findings.layers import INTERMEDIATE
from latentaudio.findings.moves import MOVED
from latentaudio.findings.record import Finding, Findings
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.report.answers import best_score, intermediate, with_interval
from latentaudio.report.blocks import Text, rich
from latentaudio.report.numbers import plural

#: Factors that a line names; it counts the others.
MOST_FACTORS = 3


def in_brief(findings: Findings) -> list[str]:
    """Tell which layers encode the factors best, whether these have axes, and what moves did.

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
