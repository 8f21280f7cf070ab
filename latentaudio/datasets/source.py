"""Where recordings come from, and what is known about each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3"})

REVERB_SUFFIX = "__reverb"

# Names of columns that the tables of later stages have beside the factors.
RESERVED_NAMES = frozenset(
    {
        *("recording_id", "path", "sha256", "samplerate", "channels", "duration_s", "group"),
        *("augmentation_of", "gain", "n_snippets", "n_silent", "n_padded"),
        *("snippet_id", "start_s", "padded", "level_db"),
        *("layer", "layer_name", "fold", "scheme", "factor", "truth", "predicted", "decoder"),
        *("x", "y", "rank", "class_name", "mean_score", "top_share", "split"),
    }
)


@dataclass(frozen=True)
class Source:
    """Where recordings and their labels come from.

    Attributes
    ----------
    kind
        ``"manifest"``: a table of paths and labels. ``"folder"``: labels are part of file names.
        ``"maas"``: files named as the MaAS data set names them. ``"synthetic"``: files that this
        project is to make, one for each of `cells`.
    root
        Folder that the recordings' relative paths start from.
    factors
        Names of the factors, in the order of the tables' columns.
    manifest
        CSV (UTF-8, comma) or Parquet file with a column ``path`` and one for each factor; optional
        columns are `group_column`, ``augmentation_of`` and ``recording_id``.
    pattern
        Regular expression that must match the whole path (relative to `root`, with ``/``) of every
        audio file in a folder; its named groups are the factors and, optionally, `group_column`.
    group_column
        Names what must never be split between folds. Where there is no column (or named group) of
        the default name, every recording is its own group.
    classes
        Labels that a factor may have; any other is an error. Factors left out may have any.
    select
        Labels to keep, per factor; recordings with others are left out, after all were checked.
    complete_design
        Whether every combination of labels must occur.
    cells
        Labels of each synthetic recording, in the order of `factors`.
    reverberated
        Folder of the reverberated twins, one for each recording, or None for no twins.
    """

    kind: Literal["synthetic", "manifest", "maas", "folder"]
    root: Path
    factors: tuple[str, ...]
    manifest: Path | None = None
    pattern: str | None = None
    group_column: str = "group"
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complete_design: bool = True
    cells: tuple[tuple[str, ...], ...] = ()
    reverberated: Path | None = None


@dataclass(frozen=True)
class Recording:
    """One file of sound and what is known of it.

    Attributes
    ----------
    recording_id
        Unique, also on file systems that ignore case, and safe as a file name.
    path
        Where the file lies.
    relative_path
        The same relative to the root of its source, with ``/``.
    factors
        Label of each factor.
    group
        What must never be split between folds.
    augmentation_of
        The `recording_id` of which this is an altered copy, or None for an original.
    """

    recording_id: str
    path: Path
    relative_path: str
    factors: dict[str, str]
    group: str
    augmentation_of: str | None = None
