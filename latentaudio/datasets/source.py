"""Sources of recordings, and what is known about each recording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.datasets.room_design import RoomDesign
from latentaudio.factor_types import Factor
from latentaudio.synthesis.tone_design import ToneDesign

#: End of the id of a reverberated twin.
REVERB_SUFFIX = "__reverb"


@dataclass(frozen=True)
class Source:
    """Where recordings and their labels come from.

    Attributes
    ----------
    kind
        ``"manifest"``: a table of paths and labels. ``"folder"``: files whose paths contain their
        labels. ``"maas"``: files named as in the MaAS data set. ``"synthetic"``: files that the
        workflow makes, one for each of `cells`. ``"additive"``: the `tones`, segments of files that
        the workflow makes. ``"distances"``: sounds of `dry` in `rooms`, likewise.
    root
        Folder that the relative paths of the recordings start from.
    factors
        The factors, in the order of the tables' columns; none where there are only lists of labels,
        or nothing is known of the sounds.
    manifest
        CSV (UTF-8, comma) or Parquet file with a column ``path`` and a column for each factor;
        optional columns are `group_column`, ``augmentation_of`` and ``recording_id``, and
        ``start_s`` and ``end_s`` if rows are segments of files. None for several `tables`.
    tables
        Several such files, by the name that the rows of each have in a column ``part``.
    path_template
        Path of a recording, in which names of columns stand in braces; None for column ``path``.
    rows
        Cells to keep, by column of a manifest. Rows with others are left out.
    notes
        Columns of a manifest that are kept beside the factors: ``"text"``, or ``"list"`` for cells
        with several labels. Of several tables, one at least has them.
    first_of
        Factors that are the first label of a column with lists of labels, with this column.
    all_listed
        Whether every sound file below `root` must be named by a row.
    pattern
        Regular expression that must match the whole path (relative to `root`, with ``/``) of every
        audio file in a folder; its named groups are the factors and, optionally, `group_column`.
        None if there are no factors. Named groups of the files of a manifest are further columns.
    ignore
        Patterns of paths (relative to `root`, with ``/``) that the search of a folder passes over;
        see `latentaudio.datasets.found_files`.
    group_column
        Column (or named group of `pattern`) that gives the group of each recording, which is never
        split. Without a column of the default name, every file is its own group.
    fold_column
        Column (or named group of `pattern`) that gives the fold of each recording; None if the data
        set comes without folds.
    classes
        Labels allowed for a categorical factor; any other is an error. Factors left out may have
        any label.
    select
        Labels to keep, by categorical factor. Recordings with other labels are left out after the
        checks.
    distinct
        Columns (categorical factors, `group_column`, `fold_column`) whose names may look the same,
        because their spelling is meant.
    skip_shorter
        What a snippet is, if segments shorter than one are left out; None if they are kept.
    complete_design
        Whether every combination of labels of the categorical factors must occur.
    cells
        Labels of each synthetic recording, in the order of `factors`.
    tones
        The additive tones; None for other sources.
    group_by
        Parameters of additive tones; those with equal values in all of them are a group. Without
        any, every tone of a Latin hypercube is a group, and tones of a grid are grouped by those
        parameters that decide the frequencies of their partials.
    rooms
        Rooms and distances in which sounds are heard; None for other sources.
    dry
        Where these sounds come from, without rooms; None for other sources.
    reverberated
        Folder of the reverberated twins, one for each recording; None for no twins.
    skip_unreadable
        Whether sound files that cannot be read are left out.
    labels_only
        Whether the factors are only shown, as labels: nothing is then asked of the design.
    """

    kind: Literal["synthetic", "additive", "distances", "manifest", "maas", "folder"]
    root: Path
    factors: tuple[Factor, ...]
    manifest: Path | None = None
    tables: Mapping[str, Path] = field(default_factory=dict)
    path_template: str | None = None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    first_of: Mapping[str, str] = field(default_factory=dict)
    all_listed: bool = False
    pattern: str | None = None
    ignore: tuple[str, ...] = ()
    group_column: str = "group"
    fold_column: str | None = None
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    skip_shorter: SnippetFormat | None = None
    complete_design: bool = True
    cells: tuple[tuple[str, ...], ...] = ()
    tones: ToneDesign | None = None
    group_by: tuple[str, ...] = ()
    rooms: RoomDesign | None = None
    dry: "Source | None" = None
    reverberated: Path | None = None
    skip_unreadable: bool = False
    labels_only: bool = False

    @property
    def is_made(self) -> bool:
        """Whether the workflow makes the files, so that they need not exist."""
        return self.kind in ("synthetic", "additive", "distances")

    @property
    def is_rendered(self) -> bool:
        """Whether sounds follow from the values of their factors, and from nothing else."""
        return self.kind == "additive"

    @property
    def parts(self) -> Mapping[str, Path]:
        """The tables of a manifest, each by its part; a single one is no part."""
        return self.tables or ({} if self.manifest is None else {"": self.manifest})

    @property
    def place(self) -> Path:
        """What messages name: the table, or else the folder of the recordings."""
        return self.manifest or self.root

    @property
    def names(self) -> list[str]:
        """Names of the factors."""
        return [factor.name for factor in self.factors]

    @property
    def categorical(self) -> list[str]:
        """Names of the factors that have classes."""
        return [factor.name for factor in self.factors if not factor.is_numeric]


@dataclass(frozen=True)
class Recording:
    """One sound file, or a segment of one, and what is known about it.

    Attributes
    ----------
    recording_id
        Identifier, unique even on file systems that ignore case, and safe as a file name.
    path
        Path of the file.
    relative_path
        Path relative to the root of the source, with ``/``.
    factors
        Label of each categorical and value of each numeric factor.
    group
        Group of the recording, which is never split between folds.
    augmentation_of
        `recording_id` of the original of which this is an altered copy; None for an original.
    fold
        Name of the fold that the data set puts the recording in; None if it comes without folds.
    segment
        The part of the file that is the recording; None for the whole file.
    notes
        Cell of each of `Source.notes`.
    """

    recording_id: str
    path: Path
    relative_path: str
    factors: dict[str, str | float]
    group: str
    augmentation_of: str | None = None
    fold: str | None = None
    segment: Segment | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
