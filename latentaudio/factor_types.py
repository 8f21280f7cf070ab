"""Factors and their types: what is known about every sound.

A categorical factor has classes. A numeric factor has values with a unit; wherever classes are
needed (strata of folds, cells of the design, pairs of sounds for a flow), its quantile bins stand
in for them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from latentaudio.errors import ConfigError, DatasetError, check_known
from latentaudio.factor_names import check_factor_names
from latentaudio.units import without_unit

if TYPE_CHECKING:  # NumPy only where it is needed: factors are read whenever the workflow is parsed
    import numpy as np

FactorType = Literal["categorical", "numeric"]
Scale = Literal["linear", "log"]

_KEY = "dataset.factors"


@dataclass(frozen=True)
class Factor:
    """One factor of a data set.

    Attributes
    ----------
    name
        Name of its column in the tables of recordings and snippets.
    type
        ``"categorical"`` (classes, decoded by classification) or ``"numeric"`` (values, decoded by
        regression).
    unit
        Unit of the values of a numeric factor, for figures and the report; empty if it has none.
    scale
        Scale on which a numeric factor is decoded and drawn: ``"linear"``, or ``"log"`` for values
        above 0 whose ratios matter.
    bins
        Number of quantile bins of a numeric factor.
    """

    name: str
    type: FactorType = "categorical"
    unit: str = ""
    scale: Scale = "linear"
    bins: int = 4

    @property
    def is_numeric(self) -> bool:
        """Whether the factor has values instead of classes."""
        return self.type == "numeric"

    @property
    def quantity(self) -> str:
        """Name without a unit at its end, for texts in which the unit follows.

        Examples
        --------
        >>> Factor("decay_per_s", "numeric", unit="1/s").quantity, Factor("material").quantity
        ('decay', 'material')
        """
        return without_unit(self.name, self.unit)

    @property
    def title(self) -> str:
        """Name with the unit, for axes and tables.

        Examples
        --------
        >>> Factor("distance", "numeric", unit="m").title, Factor("material").title
        ('distance (m)', 'material')
        >>> Factor("pitch_hz", "numeric", unit="Hz").title  # the unit once
        'pitch (Hz)'
        """
        return f"{self.quantity} ({self.unit})" if self.unit else self.name

    def scaled(self, values: "np.ndarray") -> "np.ndarray":
        """Put values on the scale on which they are decoded; ``log`` is the natural logarithm."""
        import numpy as np

        return np.log(values) if self.scale == "log" else np.asarray(values, np.float64)

    def unscaled(self, values: "np.ndarray") -> "np.ndarray":
        """Put decoded values back on the scale of the unit: the inverse of `scaled`."""
        import numpy as np

        return np.exp(values) if self.scale == "log" else np.asarray(values, np.float64)


def parse_factors(entries: Sequence[str] | Mapping[str, Any]) -> tuple[Factor, ...]:
    """Read the factors from the configuration.

    Parameters
    ----------
    entries
        A list of names (all categorical), or a mapping from names to ``"categorical"``,
        ``"numeric"``, or a mapping with the fields of `Factor`.

    Returns
    -------
    tuple of Factor
        The factors; none for an empty list.

    Raises
    ------
    ConfigError
        When a name cannot be used (see `latentaudio.factor_names`), a type, scale or field is
        unknown, or a categorical factor has a field of numeric ones.

    Examples
    --------
    >>> [factor.type for factor in parse_factors({"size": "categorical", "f0": "numeric"})]
    ['categorical', 'numeric']
    """
    if not entries:
        return ()
    check_factor_names(list(entries))
    if not isinstance(entries, Mapping):
        return tuple(Factor(name) for name in entries)
    return tuple(_parsed(name, entry) for name, entry in entries.items())


def _parsed(name: str, entry: str | Mapping[str, Any]) -> Factor:
    fields = {"type": entry} if isinstance(entry, str) else dict(entry)
    key = f"{_KEY}.{name}"
    if unknown := sorted(fields.keys() - {"type", "unit", "scale", "bins"}):
        raise ConfigError(f"{key}: found {', '.join(unknown)}, expected type, unit, scale or bins")
    factor = Factor(name, **{"type": "categorical", **fields})
    for field, expected in (("type", FactorType), ("scale", Scale)):
        check_known(f"{key}.{field}", getattr(factor, field), get_args(expected))
    if not factor.is_numeric and (numeric_only := sorted(fields.keys() - {"type"})):
        raise ConfigError(
            f"{key}: {', '.join(numeric_only)} found, but only a numeric factor has such a field; "
            "remove it, or add type: numeric"
        )
    if factor.bins < 2:
        raise ConfigError(f"{key}.bins: found {factor.bins}, expected at least 2")
    return factor


def factors_to_json(factors: Sequence[Factor]) -> str:
    """Write factors as one option of a program.

    Examples
    --------
    >>> factors_to_json([Factor("size"), Factor("f0", "numeric", unit="Hz")])
    '["size", {"name": "f0", "type": "numeric", "unit": "Hz", "scale": "linear", "bins": 4}]'
    """
    return json.dumps(
        [asdict(factor) if factor.is_numeric else factor.name for factor in factors],
        ensure_ascii=False,
    )


def factors_from_json(text: str) -> tuple[Factor, ...]:
    """Read what `factors_to_json` wrote.

    Examples
    --------
    >>> factors_from_json('["size"]')
    (Factor(name='size', type='categorical', unit='', scale='linear', bins=4),)
    """
    return tuple(
        Factor(entry) if isinstance(entry, str) else Factor(**entry) for entry in json.loads(text)
    )


def bin_labels(factor: Factor, values: "np.ndarray") -> "np.ndarray":
    """Name the quantile bin of each value of a numeric factor.

    Bins hold about equally many values; equal values always share a bin, so there are fewer bins
    than asked for where values repeat. Names start with the number of the bin, so that they sort in
    the order of the values.

    Parameters
    ----------
    factor
        A numeric factor.
    values
        Values of all snippets, shape ``[n]``.

    Returns
    -------
    numpy.ndarray
        Arrays of str, shape ``[n]``.

    Raises
    ------
    DatasetError
        When all values are equal.

    Examples
    --------
    >>> import numpy as np
    >>> bin_labels(Factor("f0", "numeric", bins=2), np.array([1.0, 2.0, 30.0, 40.0])).tolist()
    ['1: 1 to 2', '1: 1 to 2', '2: 30 to 40', '2: 30 to 40']
    """
    import numpy as np

    distinct, positions, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(distinct) < 2:
        raise DatasetError(
            f"factor '{factor.name}': all values are {distinct[0]:g}; give it at least two "
            "different values, or remove it"
        )
    if len(distinct) <= factor.bins:
        bin_of = np.arange(len(distinct))
    else:
        ranks = (np.cumsum(counts) - counts / 2) / len(values)
        bin_of = np.unique((ranks * factor.bins).astype(int), return_inverse=True)[1]
    names = np.array(_bin_names(distinct, bin_of))
    return names[bin_of[positions]]


def _bin_names(distinct: "np.ndarray", bin_of: "np.ndarray") -> list[str]:
    count = int(bin_of.max()) + 1
    width = len(str(count))
    names = []
    for number in range(count):
        own = distinct[bin_of == number]
        values = f"{own[0]:.3g}" if len(own) == 1 else f"{own[0]:.3g} to {own[-1]:.3g}"
        names.append(f"{number + 1:0{width}d}: {values}")
    return names
