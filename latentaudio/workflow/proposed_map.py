"""A configuration that makes a map of sounds, for a folder of clips or for one long recording."""

import math
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.audio.sound_files import probe
from latentaudio.datasets.found_files import audio_files
from latentaudio.datasets.proposing.labels import (
    FOLD,
    Labels,
    labels_by_pattern,
    labels_in_names,
    labels_in_table,
)
from latentaudio.datasets.proposing.places import from_here
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.networks.registry import describe
from latentaudio.workflow.preflight import FEWEST_SOUNDS
from latentaudio.workflow.proposed_config import manifest_beside, manifest_text
from latentaudio.workflow.proposed_text import comment, inline, quoted_text, run_name

#: Time between the points of a long recording (s), where there are not too many.
HOP_S = 0.48

#: Level below which only digital silence lies (dB), because a quiet passage is a sound, too.
SILENCE_DB = -80.0

# Jobs that read and embed the clips; each starts TensorFlow, which takes longer than some hundred
# clips.
_PARTS = 4


@dataclass(frozen=True)
class ProposedMap:
    """What is to be written, and what is to be said.

    Attributes
    ----------
    files
        Texts of the configuration and, if it needs one, of the manifest, by their paths.
    notes
        What was found, one phrase each.
    """

    files: Mapping[Path, str]
    notes: tuple[str, ...]


def map_name(source: Path, taken: Iterable[str]) -> str:
    """Name the run after a folder or a file, but not as one of the files of defaults.

    Examples
    --------
    >>> map_name(Path("data/Große Glocken"), ["layers"]), map_name(Path("layers"), ["layers"])
    ('Grosse_Glocken', 'layers_map')
    """
    name = run_name(source.stem if source.is_file() else source.absolute().name)
    return f"{name}_map" if name in taken else name


def map_of_folder(
    folder: Path, output: Path, labels_file: Path | None = None, pattern: str | None = None
) -> ProposedMap:
    """Propose a map of the clips in a folder: each is heard around its loudest point.

    Parameters
    ----------
    folder
        The folder; clips may lie in folders below it.
    output
        Where the configuration is to be written; its name is that of the run.
    labels_file
        Table of labels to show.
    pattern
        Regular expression that reads labels from the paths of the clips.

    Raises
    ------
    ConfigError
        When the pattern cannot be used.
    DatasetError
        When the folder has too few sound files, or the table does not match them.
    """
    if labels_file is not None and pattern is not None:
        raise ConfigError("labels: both a table and a pattern given; give one of them")
    clips = audio_files(Source("folder", folder, (), skip_unreadable=True))
    if len(clips) < FEWEST_SOUNDS:
        raise DatasetError(
            f"{folder}: {len(clips)} sound file(s) found, but a map needs "
            f"{FEWEST_SOUNDS} at least; add clips, or, for a point every half second of one long "
            "recording, give its file instead of the folder"
        )
    if labels_file is not None:
        labels = labels_in_table(labels_file, folder, clips)
    elif pattern is not None:
        labels = labels_by_pattern(pattern)
    else:
        labels = labels_in_names(clips)
    manifest, files = labels.table, {}
    if labels.copied is not None:
        manifest = manifest_beside(output)
        files[manifest] = manifest_text(labels.paths, labels.copied)
    text = _text(
        output,
        f"the clips in {folder}",
        [
            *_source(folder, manifest, labels),
            *comment("One snippet of each clip, around its loudest point."),
            "snippets: loudest",
            *comment("Clips that cannot be used are left out, and listed with the reason."),
            "unreadable: skip",
        ],
        parts=_PARTS,
    )
    notes = (f"{folder}: {len(clips)} sound files", *labels.notes)
    return ProposedMap({output: text, **files}, notes)


def map_of_recording(
    file: Path, output: Path, defaults: Mapping[str, Any], most: int
) -> ProposedMap:
    """Propose a map of one long recording: a point every `HOP_S`, or less often if it is very long.

    Parameters
    ----------
    file
        The recording.
    output
        Where the configuration is to be written; its name is that of the run.
    defaults
        The default configuration.
    most
        Largest number of points.

    Raises
    ------
    AudioError
        When the file is no sound that can be read.
    DatasetError
        When it is too short.
    """
    duration_s = probe(file).duration_s
    network = describe(defaults["network"]["name"], defaults["network"]["module"])
    hop_s = fitting_hop(duration_s, network.snippet_s, most)
    points = count_points(duration_s, network.snippet_s, hop_s)
    if points < FEWEST_SOUNDS:
        raise DatasetError(
            f"{file}: lasts {duration_s:.2f} s, which makes {points} point(s), but a map needs "
            f"{FEWEST_SOUNDS} at least; give a longer recording"
        )
    said = f"a point every {hop_s:g} s"
    if hop_s > HOP_S:
        said += f", because one every {HOP_S:g} s would make more than explorer.sounds: {most}"
    manifest = manifest_beside(output)
    text = _text(
        output,
        f"the recording {file}",
        [
            *_source(file.parent, manifest, Labels()),
            *comment(f"{said[0].upper()}{said[1:]}."),
            f"hop_s: {hop_s:g}",
            *comment("The end is kept, with zeros after it; only digital silence is left out."),
            "remainder: pad",
            f"silence_db: {SILENCE_DB:g}",
        ],
        parts=1,
    )
    files = {output: text, manifest: manifest_text([file.name], [])}
    minutes = f"{duration_s / 60:.1f} minutes"
    return ProposedMap(files, (f"{file}: {minutes}, {points} points", said))


def count_points(duration_s: float, snippet_s: float, hop_s: float) -> int:
    """Count the snippets of a recording whose end is padded.

    Examples
    --------
    >>> count_points(0.5, 0.975, 0.48), count_points(0.975, 0.975, 0.48)
    (1, 1)
    >>> count_points(1.0, 0.975, 0.48), count_points(3.375, 0.975, 0.48)
    (2, 6)
    """
    # Of a remainder below a sample, nothing is left.
    return 1 + max(0, math.ceil(round((duration_s - snippet_s) / hop_s, 6)))


def fitting_hop(duration_s: float, snippet_s: float, most: int) -> float:
    """Return the shortest time between points, `HOP_S` or more, that makes at most `most` points.

    Examples
    --------
    >>> fitting_hop(2_000, 0.975, most=5_000), fitting_hop(36_000, 0.975, most=5_000)
    (0.48, 7.202)
    """
    if count_points(duration_s, snippet_s, HOP_S) <= most:
        return HOP_S
    # In milliseconds, of which every usual sample rate has whole samples.
    return math.ceil(1_000 * (duration_s - snippet_s) / (most - 1)) / 1_000


def _source(root: Path, manifest: Path | None, labels: Labels) -> list[str]:
    lines = [f"source: {'folder' if manifest is None else 'manifest'}"]
    if manifest is not None:
        lines += [f"manifest: {inline(str(from_here(manifest)))}"]
    lines += [f"root: {inline(str(from_here(root)))}"]
    if labels.pattern:
        lines += [f"pattern: {quoted_text(labels.pattern)}"]
    if not labels.factors:
        return [*lines, *comment("Nothing is known of the sounds."), "factors: []"]
    lines += [*comment("Labels, which are only shown."), "factors:"]
    lines += [f"  {inline(factor.name)}: {factor.type}" for factor in labels.factors]
    if labels.has_folds:
        lines += [f"fold_column: {FOLD}"]
    written = [factor.name for factor in labels.factors if not factor.is_numeric]
    if written:
        lines += [*comment("Shown as they are written."), f"distinct: {inline(written)}"]
    return lines


def _text(output: Path, what: str, dataset: Iterable[str], parts: int) -> str:
    lines = [
        *comment(
            f"A map of {what}, written by `latentaudio explorer`. It has only what differs from "
            "the defaults; config/config.yaml and config/explorer.yaml explain all keys."
        ),
        "#",
        f"#     make run CONFIG={shlex.quote(str(output))}",
        f"run: {inline(run_name(output.stem))}",
        "studies: [explorer]",
        "",
        "dataset:",
        *(f"  {line}" for line in dataset),
        "",
        "embeddings:",
        f"  parts: {parts}",
        "  # A map needs the projections of activations only, which take a hundredth of the space.",
        "  keep: []",
    ]
    return "\n".join(lines) + "\n"
