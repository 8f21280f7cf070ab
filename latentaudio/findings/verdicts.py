"""The verdicts on a claim."""

from collections.abc import Iterable

HOLDS = "holds"
IN_PART = "holds in part"
# Not "does not hold": a run that fails to show an effect has not shown its absence.
NOT = "not found"
UNTESTED = "not tested"


def overall(verdicts: Iterable[str]) -> str:
    """Combine the verdicts on the parts of a claim; parts that were not tested do not count.

    Examples
    --------
    >>> overall([HOLDS, HOLDS]), overall([HOLDS, NOT]), overall([UNTESTED, NOT]), overall([])
    ('holds', 'holds in part', 'not found', 'not tested')
    """
    tested = {verdict for verdict in verdicts if verdict != UNTESTED}
    if not tested:
        return UNTESTED
    return tested.pop() if len(tested) == 1 else IN_PART
