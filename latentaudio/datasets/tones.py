"""Additive tones as a source of recordings: segments of the few files that rule ``render`` writes.

Groups matter on a grid. Where single tones are held out, some that are trained on equal a held-out
one in every parameter but one, and a decoder that looks for the nearest tones finds every value of
that parameter but the right one: it decodes a weak factor below chance. No grouping keeps such
neighbours out of training for *all* parameters. Tones of a grid that share fundamental, presence
and inharmonicity are therefore one group by default, so that slope, decay and noise are safe.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import plain
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.synthesis.tone_design import NAMES, PARAMETERS, PRESENCE, SHARED, ToneDesign, Voice

if TYPE_CHECKING:  # only where there are tones: sources are read whenever the workflow is parsed
    from latentaudio.synthesis.tone_set import ToneSet

#: Bins of a numeric factor, where its classes are needed.
_BINS = 9


def configured_tones(config: Mapping[str, Any], snippet: SnippetFormat) -> ToneDesign:
    """Make the design that section ``additive`` of a (validated) configuration describes.

    Parameters
    ----------
    config
        Whole configuration.
    snippet
        What a snippet of the network is: the length of a tone, unless the section gives one.
    """
    section = config["additive"]
    seconds = section["seconds"] or snippet.seconds
    return ToneDesign(
        design=section["design"],
        sounds=section["sounds"],
        ranges=_ranges(section),
        presence=tuple(section["presence"]),
        log_scale=tuple(section["log_scale"]),
        voice=Voice(
            partials=section["partials"],
            amplitudes=section["amplitudes"],
            stretching=section["stretching"],
            phases=section["phases"],
            samplerate=section["samplerate"],
            samples=round(seconds * section["samplerate"]),
            seed=config["seed"],
        ),
    )


def own_factors(section: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the factors of a set as ``dataset.factors`` does: the parameters that vary.

    Parameters
    ----------
    section
        Section ``additive`` of the configuration.
    """
    varying = [name for name, values in _ranges(section).items() if len(values) > 1]
    varying += [PRESENCE] if len(section["presence"]) > 1 else []
    return {name: typed_factor(name, section) for name in NAMES if name in varying}


def typed_factor(name: str, section: Mapping[str, Any]) -> dict[str, Any]:
    """Describe one parameter as a factor: its type, unit, scale and bins."""
    if name not in PARAMETERS:
        return {"type": "categorical"}
    scale = "log" if name in section["log_scale"] else "linear"
    return {"type": "numeric", "unit": PARAMETERS[name].unit, "scale": scale, "bins": _BINS}


def factor_problems(factors: Sequence[str], design: ToneDesign) -> Iterator[str]:
    """List factors that are no parameters of a set, or do not vary."""
    for name in factors:
        if name not in NAMES:
            yield (
                f"dataset.factors: {name!r} is not a parameter of additive tones "
                f"({', '.join(NAMES)}){did_you_mean(name, NAMES)}"
            )
        elif name not in design.varying:
            one = design.presence[0] if name == PRESENCE else design.ranges.get(name, (None,))[0]
            yield (
                f"dataset.factors: {name!r} has one value ({one}), so there is nothing to tell "
                f"apart; give additive.{name} several, or leave the factor out"
            )


def check_tones(source: Source) -> None:
    """Refuse a source of additive tones without a design, or with factors that it does not have."""
    if source.tones is None:
        raise ConfigError("additive: no design, so there is nothing to render")
    for problem in factor_problems(source.names, source.tones):
        raise ConfigError(problem)


def additive_entries(source: Source) -> Iterator[Entry]:
    """Yield an entry for each tone, a segment of the file that it will be rendered to."""
    from latentaudio.synthesis.tone_set import ToneSet

    assert source.tones is not None  # by check_tones
    tones = ToneSet(source.tones)
    groups = _groups(tones, source.group_by)
    texts = {
        name: tones.table[name].tolist()
        if name == PRESENCE
        else list(map(plain, tones.table[name].tolist()))
        for name in source.names
    }
    for file in range(1, tones.files + 1):
        path = file_name(file)
        for number in tones.numbers(file):
            segment = tones.segment(number)
            recording_id = _id(number)
            yield Entry(
                where=f"tone {number + 1}",
                relative_path=path,
                labels={name: text[number] for name, text in texts.items()},
                group=recording_id if groups is None else groups[number],
                recording_id=recording_id,
                times=(plain(segment.start_s), plain(segment.end_s)),
            )


def file_name(number: int) -> str:
    """Name a file of tones.

    Examples
    --------
    >>> file_name(2)
    'tones_0002.wav'
    """
    return f"tones_{number:04d}.wav"


def _id(number: int) -> str:
    return f"tone_{number + 1:06d}"


def _groups(tones: "ToneSet", group_by: Sequence[str]) -> list[str] | None:
    """Name the group of each tone; None if each is a group of its own."""
    design = tones.design
    named = list(group_by) or (list(SHARED) if design.design == "grid" else [])
    named = [name for name in named if name in design.varying]
    if not named:
        return None
    columns = [[f"{name} {_text(value)}" for value in tones.table[name].tolist()] for name in named]
    names = [", ".join(texts) for texts in zip(*columns, strict=True)]
    return names if len(set(names)) > 1 else None


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else plain(value)


def _ranges(section: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Read the ranges: a number, or a list; null for none."""
    found = {name: section[name] for name in PARAMETERS}
    return {
        name: tuple(map(float, values if isinstance(values, list) else [values]))
        for name, values in found.items()
        if values is not None
    }
