"""Compare the findings of two runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from latentaudio.findings.record import Finding, Findings

Change = Literal["verdict", "numbers", "only in A", "only in B", "none"]

#: What may have changed, the most important first.
CHANGES: tuple[Change, ...] = ("verdict", "numbers", "only in A", "only in B", "none")


@dataclass(frozen=True)
class Difference:
    """The same finding in two runs; None in a run that does not have it."""

    a: Finding | None
    b: Finding | None

    @property
    def finding(self) -> Finding:
        """The finding in A or, where A does not have it, in B."""
        found = self.a or self.b
        assert found is not None
        return found

    @property
    def change(self) -> Change:
        """What differs; ``"numbers"`` includes layers, reasons and published values."""
        if self.a is None:
            return "only in B"
        if self.b is None:
            return "only in A"
        if self.a.verdict != self.b.verdict:
            return "verdict"
        return "none" if _without_words(self.a) == _without_words(self.b) else "numbers"


def differences(a: Findings, b: Findings) -> list[Difference]:
    """Compare the findings of two runs, claim by claim.

    Findings that count for the summary are compared wherever they were judged; a best layer that
    has changed is a difference. Those at further layers are compared layer by layer, and those
    about features feature by feature.

    Returns
    -------
    list of Difference
        One for every finding of either run, sorted by `CHANGES` and then by claim.
    """
    of_a, of_b = _by_key(a), _by_key(b)
    keys = list(dict.fromkeys([*of_a, *of_b]))
    found = [Difference(of_a.get(key), of_b.get(key)) for key in keys]
    return sorted(found, key=lambda one: CHANGES.index(one.change))


def _by_key(findings: Findings) -> Mapping[tuple[str | None, ...], Finding]:
    return {_key(one): one for one in findings}


def _key(finding: Finding) -> tuple[str | None, ...]:
    where = finding.feature if finding.in_summary else finding.space
    parts = (finding.study, finding.claim, finding.factor, finding.move, finding.reference)
    return *parts, where, str(finding.in_summary)


def _without_words(finding: Finding) -> Finding:
    reasons = tuple(replace(one, words="") for one in finding.reasons)
    return replace(finding, reasons=reasons)
