"""A part of a sound file, given by its times.

Only the standard library is imported, because segments are listed whenever the workflow is parsed.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Segment:
    """A part of a sound file.

    Attributes
    ----------
    start_s
        Time at which it begins, from the beginning of the file (s).
    end_s
        Time at which it ends (s).

    Examples
    --------
    >>> str(Segment(12.5, 14.0))
    '12.5 to 14 s'
    >>> Segment(12.5, 14.0).span(16_000)
    (200000, 224000)
    """

    start_s: float
    end_s: float

    def __str__(self) -> str:
        return f"{plain(self.start_s)} to {plain(self.end_s)} s"

    def span(self, samplerate: int) -> tuple[int, int]:
        """Return the first sample, and the one after the last, at a sample rate (Hz)."""
        return round(self.start_s * samplerate), round(self.end_s * samplerate)


def described(path: Path, segment: Segment | None) -> str:
    """Name a file, or a segment of it, in messages.

    Examples
    --------
    >>> described(Path("dawn.wav"), Segment(12.5, 14.0))
    'dawn.wav (12.5 to 14 s)'
    """
    return str(path) if segment is None else f"{path} ({segment})"


def plain(number: float) -> str:
    """Write a number with as few digits as tell it apart from all others, and no exponent.

    Examples
    --------
    >>> plain(14.0), plain(0.1), plain(1e-7)
    ('14', '0.1', '0.0000001')
    """
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
