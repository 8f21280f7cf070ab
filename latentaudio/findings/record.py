"""The records that findings are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from latentaudio.findings.lookup import is_number


@dataclass(frozen=True)
class Reason:
    """Why a verdict is what it is, or what limits it.

    Attributes
    ----------
    code
        Name for programs, which stays the same when the words change.
    words
        The reason in plain words.
    """

    code: str
    words: str


@dataclass(frozen=True)
class Value:
    """A number of a finding; a part that it does not have is None.

    Attributes
    ----------
    name
        What the number is, e.g. ``"difference"``.
    estimate, low, high
        The number, and the bounds of its 95% interval.
    statistic, df, p
        Test statistic, degrees of freedom and p value, corrected as the table of tests says.
    unit
        Unit, or the score or distance that the number is given in; empty for a plain number.
    about
        What the number belongs to if not to the finding's factor as a whole: another factor, a
        space, a control, a fold or an effect.
    """

    name: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    unit: str = ""
    about: str = ""

    @property
    def has_interval(self) -> bool:
        """Whether both bounds of the interval are there."""
        return self.low is not None and self.high is not None


def value(name: str, *, unit: str = "", about: str = "", **parts: Any) -> Value:  # noqa: ANN401
    """Make a value from cells of a table, of which those that are empty or NaN become None.

    Examples
    --------
    >>> value("difference", estimate=0.5, low=float("nan")).low is None
    True
    """
    numbers = {part: cell if is_number(cell) else None for part, cell in parts.items()}
    return Value(name, unit=unit, about=about, **numbers)


@dataclass(frozen=True)
class Finding:
    """What a run says about one claim, for one factor.

    Attributes
    ----------
    claim
        Name of the claim for programs, e.g. ``"best_layer_beats_first"``.
    verdict
        One of `latentaudio.findings.verdicts`.
    study
        The study that makes the claim.
    factor
        The factor, or several joined by ``+``; None where the claim is not about factors.
    space, layer
        Where the claim was judged: name of the space, and number of the layer (from 1); or name of
        the feature with which layers are compared.
    move, reference
        The class moved to and the class to which the distance is measured, in claims about moves.
    reasons
        Why the claim does not hold entirely, or what limits the finding; may be empty.
    values
        Numbers behind the verdict, the main one first.
    published
        The value of the published study for the same claim and factor, with the same sign.
    in_summary
        Whether the finding counts for the verdict on the claim; those at the layers of further
        flows do not.
    """

    claim: str
    verdict: str
    study: str = "layers"
    factor: str | None = None
    space: str | None = None
    layer: int | None = None
    move: str | None = None
    reference: str | None = None
    reasons: tuple[Reason, ...] = ()
    values: tuple[Value, ...] = ()
    published: Value | None = None
    in_summary: bool = True

    @property
    def feature(self) -> str | None:
        """Name of the feature with which layers are compared; None in other claims."""
        return self.space if self.layer is None else None

    def has(self, reason: Reason) -> bool:
        """Check whether a reason is given."""
        return any(one.code == reason.code for one in self.reasons)

    def named(self, name: str) -> list[Value]:
        """List the values of this name."""
        return [one for one in self.values if one.name == name]

    def get(self, name: str, about: str = "") -> Value | None:
        """Find a value; None where there is none."""
        return next((one for one in self.named(name) if one.about == about), None)

    def __getitem__(self, name: str) -> Value:
        """Find the value of this name that is about nothing else; KeyError where there is none."""
        found = self.get(name)
        if found is None:
            raise KeyError(f"{self.claim}: no value {name}")
        return found


@dataclass(frozen=True)
class Findings:
    """All findings of a run.

    Attributes
    ----------
    run
        Name of the run.
    studies
        Names of its studies.
    factors
        Names of its factors.
    records
        The findings, in the order of the claims.
    """

    run: str = ""
    studies: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    records: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.records)

    def summary(self, claim: str) -> list[Finding]:
        """List the findings that count for the verdict on a claim."""
        return [one for one in self.records if one.claim == claim and one.in_summary]

    def at(self, layer: int, claim: str | None = None) -> list[Finding]:
        """List the findings at a layer, about one claim or all."""
        return [
            one
            for one in self.records
            if one.layer == layer and (claim is None or one.claim == claim)
        ]
