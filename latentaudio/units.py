"""Units of values: how they are written in names, and behind numbers."""

import re
from collections.abc import Iterator, Mapping

#: Units by how they are written at the end of a name or behind a number.
UNITS: Mapping[str, str] = {
    **{unit: unit for unit in ("m", "cm", "mm", "km", "s", "ms", "min", "kg", "g", "mg", "N", "J")},
    **{unit: unit for unit in ("Hz", "kHz", "dB", "Pa", "V", "W", "rpm", "bpm", "years")},
    **{"deg": "°", "degrees": "°", "degc": "°C", "celsius": "°C", "c": "°C", "percent": "%"},
    **{"pct": "%", "metres": "m", "meters": "m", "sec": "s", "seconds": "s", "hertz": "Hz"},
}

#: What may stand between a name and its unit: ``_``, a space or a bracket.
_BETWEEN = r"(?:[_\s]+[(\[{]?|[(\[{])"


def without_unit(name: str, unit: str) -> str:
    """Remove the unit from the end of a name.

    Parameters
    ----------
    name
        Name of a quantity, such as that of a factor.
    unit
        Its unit; empty if it has none.

    Examples
    --------
    >>> without_unit("distance_m", "m"), without_unit("F0 [Hz]", "Hz"), without_unit("mass", "g")
    ('distance', 'F0', 'mass')
    >>> without_unit("decay_per_s", "1/s"), without_unit("angle_deg", "°")
    ('decay', 'angle')
    >>> without_unit("hz", "Hz"), without_unit("pitch_hz", "")  # always leaves a name
    ('hz', 'pitch_hz')
    """
    if not unit:
        return name
    found = re.fullmatch(
        rf"(.*[^\s_(\[{{]){_BETWEEN}(?:{'|'.join(_ways(unit))})[)\]}}]?", name, re.IGNORECASE
    )
    return found[1] if found else name


def _ways(unit: str) -> Iterator[str]:
    """List regular expressions of how a unit is written at the end of a name."""
    yield re.escape(unit)
    yield from (re.escape(written) for written, meant in UNITS.items() if meant == unit)
    above, slash, below = unit.partition("/")
    if slash:
        words = [*above.removeprefix("1").split(), "per", below]
        yield r"[_\s]+".join(map(re.escape, words))


def with_unit(number: str, unit: str) -> str:
    """Write a number with its unit behind it.

    Examples
    --------
    >>> with_unit("440", "Hz"), with_unit("2.92", "1/s"), with_unit("0.5", "")
    ('440 Hz', '2.92 per s', '0.5')
    """
    if unit.startswith("1/"):
        # "2.92 1/s" would look like one number.
        return f"{number} per {unit[2:]}"
    return f"{number} {unit}".rstrip()
