"""Values of numeric factors, read from the text of a table or a file name."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.messages import listed
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor

#: Text of a number; narrower than what Python reads, which includes "1_000" and "nan".
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def check_numbers(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse values of numeric factors that are no finite numbers, or have no logarithm.

    Raises
    ------
    DatasetError
        Naming each such value with its file or row, its column, and what is expected.
    """
    if unfit := list(_unfit(source, entries)):
        raise DatasetError(
            f"{source.place}: {len(unfit)} values of numeric factors cannot be "
            "used; correct them, leave out these recordings, or make the factor categorical "
            f"(dataset.factors):{listed(unfit)}"
        )


def _unfit(source: Source, entries: Sequence[Entry]) -> Iterator[str]:
    for factor in source.factors:
        if not factor.is_numeric:
            continue
        for entry in entries:
            text = entry.labels[factor.name]
            if expected := _expected(factor, text):
                yield (
                    f"{entry.where} ({entry.relative_path}): {factor.name} {text!r}, expected "
                    f"{expected}"
                )


def _expected(factor: Factor, text: str) -> str:
    """Say what is expected in place of a text; empty if it can be used."""
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        return "a finite number such as -2, 0.5 or 1e3"
    if factor.scale == "log" and float(text) <= 0:
        return "a number above 0, because the factor's scale is log"
    return ""


def typed(source: Source, labels: Mapping[str, str]) -> dict[str, str | float]:
    """Convert the values of numeric factors to numbers, after `check_numbers`."""
    return {
        factor.name: float(labels[factor.name]) if factor.is_numeric else labels[factor.name]
        for factor in source.factors
    }
