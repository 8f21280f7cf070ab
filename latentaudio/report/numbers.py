"""Format numbers for the page."""

import math
from typing import Any

from markupsafe import Markup

from latentaudio.findings.lookup import is_number

MINUS = "\u2212"
MISSING = "\u2013"
#: Number of names that `first_few` lists.
MOST_NAMED = 6
_SUPERSCRIPTS = str.maketrans(
    "0123456789-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b"
)


def number(value: Any, digits: int = 2) -> str:  # noqa: ANN401
    """Format a number with fixed decimals and a thin space between thousands.

    Examples
    --------
    >>> number(0.456), number(-12345.6, 1), number(None), number(float("inf"))
    ('0.46', '−12\u202f345.6', '–', '∞')
    """
    if not is_number(value):
        return MISSING
    if math.isinf(value):
        return "\u221e" if value > 0 else f"{MINUS}\u221e"
    text = f"{value:,.{digits}f}".replace(",", "\u202f")
    # A negative value that rounds to zero must not show a minus sign.
    if not any(figure in text for figure in "123456789"):
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def count(value: Any) -> str:  # noqa: ANN401
    """Format a whole number.

    Examples
    --------
    >>> count(1436), count(None)
    ('1\u202f436', '–')
    """
    return number(value, 0)


def lowest_to_highest(low: Any, high: Any, values: int) -> str:  # noqa: ANN401
    """Format the lowest and the highest of some values; of a single one, they tell nothing.

    Examples
    --------
    >>> lowest_to_highest(0.62, 0.71, 3), lowest_to_highest(0.62, 0.62, 1)
    ('0.62 to 0.71', '–')
    """
    return f"{number(low)} to {number(high)}" if values > 1 else MISSING


def scientific(value: Any, digits: int = 1) -> str:  # noqa: ANN401
    r"""Format a number in scientific notation.

    Examples
    --------
    >>> scientific(0.0000123), scientific(0.0)
    ('1.2\xa0×\xa010⁻⁵', '0')
    """
    if not is_number(value):
        return MISSING
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    power = str(int(exponent)).translate(_SUPERSCRIPTS)
    return f"{mantissa}\u00a0\u00d7\u00a010{power}".replace("-", MINUS)


def p_value(p: Any) -> str:  # noqa: ANN401
    r"""Format a p value with two significant figures.

    Examples
    --------
    >>> p_value(0.0412), p_value(0.00586), p_value(3.7e-12), p_value(0), p_value(1.0), p_value(None)
    ('0.041', '0.0059', '3.7\xa0×\xa010⁻¹²', '<\xa010⁻³⁰⁰', '1', '–')
    """
    if not is_number(p):
        return MISSING
    if p < 1e-300:
        return "<\u00a010" + "-300".translate(_SUPERSCRIPTS)
    if p < 0.001:
        return scientific(p)
    if p > 0.995:
        return "1"
    return f"{p:.2f}" if p >= 0.1 else f"{p:.2g}"


def p_equals(p: Any) -> str:  # noqa: ANN401
    r"""Format a p value as an equation without line breaks.

    Examples
    --------
    >>> p_equals(0.0412), p_equals(0)
    ('p\xa0=\xa00.041', 'p\xa0<\xa010⁻³⁰⁰')
    """
    text = p_value(p)
    return f"p\u00a0{text}" if text.startswith("<") else f"p\u00a0=\u00a0{text}"


def t_equals(statistic: Any, df: Any) -> str:  # noqa: ANN401
    r"""Format a t statistic as an equation.

    Examples
    --------
    >>> t_equals(-2.5, 9)
    't(9)\xa0=\xa0−2.50'
    """
    return f"t({number(df, 0)})\u00a0=\u00a0{number(statistic)}"


def interval(value: Any, low: Any, high: Any, digits: int = 2) -> Markup:  # noqa: ANN401
    """Format a value with its interval, or the value alone where bounds are missing.

    Examples
    --------
    >>> interval(0.7, 0.652, 0.741).striptags()
    '0.70 [0.65, 0.74]'
    """
    if not (is_number(value) and is_number(low) and is_number(high)):
        return Markup('<span class="value">{}</span>').format(number(value, digits))
    return Markup('<span class="value">{}</span> <span class="interval">[{}, {}]</span>').format(
        number(value, digits), number(low, digits), number(high, digits)
    )


def score_name(metric: str) -> str:
    """Name a score.

    Examples
    --------
    >>> score_name("balanced_accuracy"), score_name("r2")
    ('balanced accuracy', 'R²')
    """
    return "R²" if metric == "r2" else metric.replace("_", " ")


def share(value: Any) -> str:  # noqa: ANN401
    """Format a fraction as a percentage.

    Examples
    --------
    >>> share(0.254)
    '25\u202f%'
    """
    return f"{number(100 * value, 0)}\u202f%" if is_number(value) else MISSING


def listing(items: list[Any]) -> str:
    """Join items as an English list.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(["a"]), listing([])
    ('a, b and c', 'a', 'none')
    """
    words = [str(item) for item in items]
    if not words:
        return "none"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def first_few(names: list[str]) -> str:
    """List the first few names and count the rest.

    Examples
    --------
    >>> first_few(list("abcdefgh"))
    'a, b, c, d, e, f and 2 more'
    """
    if len(names) <= MOST_NAMED:
        return listing(names)
    return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"


def ranges(numbers: list[int]) -> str:
    """Format whole numbers compactly, as ranges.

    Examples
    --------
    >>> ranges([1, 2, 3, 5, 8, 9])
    '1\u20133, 5, 8, 9'
    """
    runs: list[list[int]] = []
    for one in sorted(numbers):
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    words = [
        f"{run[0]}\u2013{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    ]
    return ", ".join(words)


def plural(amount: int, noun: str, nouns: str | None = None) -> str:
    """Format a count with its noun.

    Examples
    --------
    >>> plural(1, "group"), plural(3, "class", "classes")
    ('1 group', '3 classes')
    """
    return f"{count(amount)} {noun if amount == 1 else nouns or noun + 's'}"
