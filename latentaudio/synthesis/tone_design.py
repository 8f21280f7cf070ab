"""Which additive tones a set has: a grid of parameters, or a Latin hypercube of continuous ones.

A design is checked, and its size estimated, without making its table
(`latentaudio.synthesis.tone_table`). Only the standard library is imported, because designs are
part of the sources that the workflow lists whenever it is parsed.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from latentaudio.audio.segment import plain
from latentaudio.errors import did_you_mean

#: Which partials a tone has: all, the odd ones, or the even ones and the fundamental.
Presence = Literal["all", "odd", "even"]

#: How inharmonicity B stretches the partials. ``"fixed_pitch"``: k f0 sqrt(1 + B (k^2 - 1)), in
#: which the first partial stays at f0. ``"published"``: k f0 sqrt(1 + B k^2), in which it does not.
Stretching = Literal["fixed_pitch", "published"]

#: How amplitudes follow from the spectral slope. ``"power"``: k^-slope, which falls by 6 dB an
#: octave for each unit. ``"linear"``: ((k - 1) slope + n) / n of n partials, but at least 0.
AmplitudeLaw = Literal["power", "linear"]

#: Phases at time 0: all zero, or drawn for each sound.
Phases = Literal["zero", "seeded"]

#: ``"grid"``: all combinations of the steps of each range. ``"latin_hypercube"``: a number of draws
#: in which each parameter has one value in each of as many equal parts of its range.
Design = Literal["grid", "latin_hypercube"]

#: Categorical parameter; the others are numbers.
PRESENCE = "presence"

_BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class Parameter:
    """A numeric parameter of a tone.

    Attributes
    ----------
    unit
        Its unit; empty if it has none.
    lowest
        Least value that makes sense.
    excluded
        Whether that value itself makes no sense.
    """

    unit: str = ""
    lowest: float = -math.inf
    excluded: bool = False


#: The numeric parameters, in the order of tables. Values next to each other in a grid differ in the
#: last ones first, so that successive tones share the frequencies of their partials.
PARAMETERS: Mapping[str, Parameter] = {
    "fundamental_hz": Parameter("Hz", 0.0, excluded=True),
    "inharmonicity": Parameter(lowest=0.0),
    "slope": Parameter(),
    "decay_per_s": Parameter("1/s", 0.0),
    "snr_db": Parameter("dB"),
}
#: All parameters; tones with equal values of `SHARED` have partials of the same frequencies.
NAMES = ("fundamental_hz", PRESENCE, "inharmonicity", "slope", "decay_per_s", "snr_db")
SHARED = NAMES[:3]


@dataclass(frozen=True)
class Voice:
    """What all tones of a set have in common.

    Attributes
    ----------
    partials
        Largest number k of a partial, at least 1.
    amplitudes
        How amplitudes follow from the slope.
    stretching
        How frequencies follow from the inharmonicity.
    phases
        Phases at time 0.
    samplerate
        Sample rate (Hz).
    samples
        Length of a tone, at least 2.
    seed
        The run's seed, from which phases and noise are drawn.
    """

    partials: int
    amplitudes: AmplitudeLaw
    stretching: Stretching
    phases: Phases
    samplerate: int
    samples: int
    seed: int


@dataclass(frozen=True)
class ToneDesign:
    """A set of tones.

    Attributes
    ----------
    design
        How parameters are combined.
    sounds
        Number of tones of a Latin hypercube; a grid has as many as it has combinations.
    ranges
        For each of `PARAMETERS` (without ``"snr_db"`` if there is no noise) one value; or start and
        stop (Latin hypercube); or start, step and stop, all included (grid).
    presence
        Which partials there are; with several, each tone has one of these.
    log_scale
        Parameters whose ratios matter: a Latin hypercube draws these uniformly on a logarithmic
        scale.
    voice
        What all tones have in common.
    """

    design: Design
    sounds: int
    ranges: Mapping[str, tuple[float, ...]]
    presence: tuple[Presence, ...]
    log_scale: tuple[str, ...]
    voice: Voice

    @classmethod
    def restored(cls, fields: Mapping[str, Any]) -> "ToneDesign":
        """Restore a design from the JSON of its fields."""
        return cls(
            **{
                **fields,
                "ranges": {name: tuple(values) for name, values in fields["ranges"].items()},
                "presence": tuple(fields["presence"]),
                "log_scale": tuple(fields["log_scale"]),
                "voice": Voice(**fields["voice"]),
            }
        )

    @property
    def varying(self) -> list[str]:
        """Names of the parameters that have more than one value, in the order of `NAMES`."""
        several = {name for name, values in self.ranges.items() if len(values) > 1}
        several |= {PRESENCE} if len(self.presence) > 1 else set()
        return [name for name in NAMES if name in several]

    @property
    def is_random(self) -> bool:
        """Whether the seed decides anything."""
        drawn = self.design == "latin_hypercube" and bool(self.varying)
        return drawn or self.voice.phases == "seeded" or "snr_db" in self.ranges


@dataclass(frozen=True)
class ToneSize:
    """How large a set of tones is.

    Attributes
    ----------
    sounds
        Number of tones.
    bytes
        Size of all tones as 16-bit samples.
    seconds
        Duration of all tones together (s).
    """

    sounds: int
    bytes: int
    seconds: float

    def __str__(self) -> str:
        hours, gigabytes = self.seconds / 3600, self.bytes / 1e9
        return f"{self.sounds:,} sounds, {hours:,.1f} hours, {gigabytes:,.2f} GB"


def size_of(design: ToneDesign) -> ToneSize:
    """Estimate the size of a set without making its table.

    Parameters
    ----------
    design
        A set without problems; see `design_problems`.
    """
    sounds = design.sounds
    if design.design == "grid":
        counts = [steps_in(values) for values in design.ranges.values()]
        sounds = math.prod(counts) * len(design.presence)
    samples = sounds * design.voice.samples
    return ToneSize(sounds, samples * _BYTES_PER_SAMPLE, samples / design.voice.samplerate)


# -- Checks ----------------------------------------------------------------------------------------


def design_problems(design: ToneDesign, most_sounds: int) -> Iterator[str]:
    """List what is wrong with a set, each with the key of the configuration and what to do.

    Parameters
    ----------
    design
        The set.
    most_sounds
        Largest number of tones that is allowed.
    """
    problems = [
        f"additive.{name}: {problem}"
        for name, values in design.ranges.items()
        if (problem := _unfit(name, values, design))
    ]
    for name in design.log_scale:
        if name not in PARAMETERS:
            near = did_you_mean(name, PARAMETERS)
            problems.append(
                f"additive.log_scale: {name!r} is not one of {', '.join(PARAMETERS)}{near}"
            )
    # What follows needs ranges that make sense.
    yield from problems or [*_too_many(design, most_sounds), *_inaudible(design)]


def _unfit(name: str, values: tuple[float, ...], design: ToneDesign) -> str:
    """Say what is wrong with a range; empty if nothing is."""
    shown = values[0] if len(values) == 1 else list(values)
    needed = {"grid": "[start, step, stop]", "latin_hypercube": "[start, stop]"}[design.design]
    if len(values) not in (1, needed.count(",") + 1):
        return f"{shown} found, but additive.design is {design.design}: give {needed}, or one value"
    low, high = values[0], values[-1]
    if low > high:
        turned = [high, *map(abs, values[1:-1]), low]
        return f"{shown} found, but ranges ascend: write {turned}"
    if len(values) > 1 and low == high:
        return f"{shown} found, a range of one value: write {plain(low)}"
    parameter = PARAMETERS[name]
    if low < parameter.lowest or (parameter.excluded and low == parameter.lowest):
        least = f"{'more than' if parameter.excluded else 'at least'} {plain(parameter.lowest)}"
        return f"{shown} found, expected {least} {parameter.unit}".rstrip()
    if name in design.log_scale and low <= 0:
        return (
            f"{shown} found, but a logarithmic scale (additive.log_scale) begins above 0: raise "
            f"the start, or leave {name} out of additive.log_scale"
        )
    return _indivisible(values) if len(values) == 3 else ""


def _indivisible(values: tuple[float, ...]) -> str:
    """Say that a step does not divide its range, and where it would end; empty if it does."""
    start, step, stop = map(exact, values)
    if step <= 0:
        return f"{list(values)} found, expected a step above 0"
    whole = (stop - start) // step
    if start + whole * step == stop:
        return ""
    ends = [plain(float(start + count * step)) for count in (whole, whole + 1) if count]
    return (
        f"{list(values)} found, but steps of {plain(values[1])} from {plain(values[0])} do not end "
        f"at {plain(values[2])}: stop at {' or '.join(ends)}, or use another step"
    )


def _too_many(design: ToneDesign, most_sounds: int) -> Iterator[str]:
    size = size_of(design)
    if size.sounds > most_sounds:
        counts = {name: steps_in(values) for name, values in design.ranges.items()}
        counts[PRESENCE] = len(design.presence)
        factors = " x ".join(f"{counts[name]} of {name}" for name in design.varying)
        whole = f" ({factors})" if design.design == "grid" else " (additive.sounds)"
        yield (
            f"additive: the set would have {size}{whole}, but additive.most_sounds is "
            f"{most_sounds:,}; use longer steps, narrower ranges, fewer parameters or fewer "
            "sounds, or raise additive.most_sounds"
        )


def _inaudible(design: ToneDesign) -> Iterator[str]:
    """Refuse tones of which no partial would be left."""
    voice, highest = design.voice, design.ranges["fundamental_hz"][-1]
    first = highest
    if voice.stretching == "published":
        first *= math.sqrt(1 + design.ranges["inharmonicity"][-1])
    if first >= voice.samplerate / 2:
        yield (
            f"additive.fundamental_hz: up to {plain(highest)} found, so the first partial of a "
            f"tone would be at {first:g} Hz, but half the sample rate (additive.samplerate) is "
            f"{voice.samplerate / 2:g} Hz and nothing would be left; lower the range"
        )


def exact(value: float) -> Decimal:
    """Return a number as it was written, so that 0.1 is a tenth."""
    return Decimal(repr(float(value)))


def steps_in(values: tuple[float, ...]) -> int:
    """Count the values of a range: 1 unless it has a step."""
    if len(values) < 3:
        return 1
    start, step, stop = map(exact, values)
    return int((stop - start) // step) + 1
