"""Tell axes that fold from axes that encode their factor weakly.

The classes or bins of a factor may explain the variance of an axis although the axis does not
follow the order of the values: it folds, and low and high values lie at the same place. If the bins
explain little, too, the axis is weak, and says nothing about folding.
"""

#: Least eta squared of an axis that encodes a factor.
LEAST_OWN = 0.5
#: Least absolute rank correlation of an axis that follows the order of the values of a factor.
LEAST_ORDER = 0.5


def is_weak(eta_squared: float) -> bool:
    """Check whether the classes or bins of a factor explain little of an axis, or of none (NaN)."""
    return not eta_squared >= LEAST_OWN


def is_folded(eta_squared: float, order: float) -> bool:
    """Check whether an axis encodes a numeric factor without following its order.

    Parameters
    ----------
    eta_squared
        Share of the variance of the axis that the bins of the factor explain.
    order
        Absolute value of the rank correlation of the axis with the values.

    Examples
    --------
    >>> is_folded(0.9, 0.3), is_folded(0.9, 0.95), is_folded(0.1, 0.3)
    (True, False, False)
    """
    return not is_weak(eta_squared) and order < LEAST_ORDER
