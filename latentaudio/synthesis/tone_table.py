"""The table of a set of additive tones: the parameters of each.

References
----------
McKay, M. D., Beckman, R. J. & Conover, W. J. (1979). A comparison of three methods for selecting
values of input variables in the analysis of output from a computer code. *Technometrics* 21(2),
239-245.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import cast, get_args

import numpy as np

from latentaudio.seeds import generator
from latentaudio.synthesis.additive import harmonic_numbers, partial_frequencies
from latentaudio.synthesis.tone_design import (
    NAMES,
    PRESENCE,
    Presence,
    ToneDesign,
    exact,
    steps_in,
)

#: The parameters of the tones of a set: float64 (`PARAMETERS`) or str (`PRESENCE`), shape ``[n]``.
ToneTable = Mapping[str, np.ndarray]


def tone_table(design: ToneDesign) -> dict[str, np.ndarray]:
    """Make the table of a set: the parameters of each tone.

    Parameters
    ----------
    design
        A set without problems; see `design_problems`.

    Returns
    -------
    dict of str to numpy.ndarray
        See `ToneTable`; columns in the order of `NAMES`. Rows of a grid are sorted by these, the
        last varying fastest.
    """
    if design.design == "grid":
        levels = [
            design.presence if name == PRESENCE else _levels(design.ranges[name])
            for name in _names(design)
        ]
        rows = list(itertools.product(*levels))
        columns = dict(zip(_names(design), zip(*rows, strict=True), strict=True))
        return {
            name: np.array(values, str if name == PRESENCE else np.float64)
            for name, values in columns.items()
        }
    return {name: _drawn(design, name) for name in _names(design)}


def losing_partials(design: ToneDesign, table: ToneTable) -> np.ndarray:
    """Return which tones lose partials because these lie at or above half the sample rate.

    Returns
    -------
    numpy.ndarray
        bool, shape ``[n]``.
    """
    voice = design.voice
    last = {one: harmonic_numbers(one, voice.partials)[-1] for one in get_args(Presence)}
    highest = partial_frequencies(
        np.array([last[one] for one in table[PRESENCE].tolist()]),
        table["fundamental_hz"],
        table["inharmonicity"],
        voice.stretching,
    )
    return np.asarray(highest >= voice.samplerate / 2)


def _levels(values: tuple[float, ...]) -> Sequence[float]:
    if len(values) < 3:
        return values
    start, step, _ = map(exact, values)
    return [float(start + index * step) for index in range(steps_in(values))]


def _drawn(design: ToneDesign, name: str) -> np.ndarray:
    """Draw one parameter of all tones, independently of which others there are."""
    count = design.sounds
    draws = generator(design.voice.seed, "additive design", name)
    places = draws.permutation(count)
    if name == PRESENCE:
        return np.array(design.presence)[places * len(design.presence) // count]
    values = design.ranges[name]
    if len(values) == 1:
        return np.full(count, values[0])
    low, high = cast(tuple[float, float], values)
    shares = (places + draws.random(count)) / count
    if name in design.log_scale:
        return np.asarray(low * (high / low) ** shares)
    return np.asarray(low + (high - low) * shares)


def _names(design: ToneDesign) -> list[str]:
    return [name for name in NAMES if name == PRESENCE or name in design.ranges]
