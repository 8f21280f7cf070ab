"""Names of kinds of tasks and of codings, without what computes them: configurations need them."""

from typing import Any

from latentaudio.factor_types import Factor
from latentaudio.prediction.labels.label_table import LabelColumn

#: Kinds of tasks.
CLASSES, NUMBERS, LABELS = KINDS = ("classes", "numbers", "labels")
#: Values of the setting ``targets`` of a network.
VALUE, ORDINAL = FORMS = ("value", "ordinal")


def asked_kind(factor: Factor) -> dict[str, Any]:
    """Say of which kind the task of a factor is, and what else is needed to read it.

    Examples
    --------
    >>> asked_kind(Factor("material"))
    {'kind': 'classes'}
    >>> asked_kind(Factor("distance_m", "numeric", unit="m", scale="log"))
    {'kind': 'numbers', 'scale': 'log', 'unit': 'm'}
    """
    if factor.is_numeric:
        return {"kind": NUMBERS, "scale": factor.scale, "unit": factor.unit}
    return {"kind": CLASSES}


def asked_labels(column: LabelColumn) -> dict[str, Any]:
    """Say the same of a task of labels."""
    return {"kind": LABELS, "fewest": column.fewest, "beta": column.beta}
