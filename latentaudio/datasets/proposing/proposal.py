"""What is proposed for a folder of recordings, or for a table of them."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from latentaudio.audio.formats import AUDIO_SUFFIXES, OTHER_AUDIO_SUFFIXES, READABLE
from latentaudio.datasets.found_files import files_below, suffix_of
from latentaudio.datasets.maas import maas_labels
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.proposing.columns import Column
from latentaudio.datasets.proposing.found_tables import TABLE_SUFFIXES, Table, read_table
from latentaudio.datasets.proposing.names import Layout, read_names
from latentaudio.datasets.proposing.places import from_here
from latentaudio.datasets.proposing.roles import Roles, assign_roles
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError
from latentaudio.factor_names import UNPRINTABLE

# More files than this are left out by a list of those that are used.
_MOST_IGNORED = 30

# Tables beside the recordings that are tried, those nearest to the folder first.
_MOST_TABLES = 20
_LARGEST_TABLE = 200_000_000


@dataclass(frozen=True)
class Proposal:
    """A source of recordings, and what its columns are.

    Attributes
    ----------
    kind
        Kind of the source, as in `latentaudio.datasets.source.Source`.
    root
        Folder of the recordings.
    paths
        The recordings, relative to `root`.
    roles
        What the columns are; without a factor if nothing can be proposed.
    origin
        What was read, in words.
    pattern
        Regular expression of a ``folder`` source.
    ignore
        Patterns of files that are passed over.
    table
        Table of a ``manifest`` source, if it can be used as it is.
    copied
        Columns of a manifest that has to be written, because there is none, or it cannot be used
        as it is; None otherwise.
    notes
        What was found and done, one sentence each.
    doubts
        What could not be told, one phrase each.
    """

    kind: Literal["folder", "manifest", "maas"]
    root: Path
    paths: tuple[str, ...]
    roles: Roles
    origin: str
    pattern: str = ""
    ignore: tuple[str, ...] = ()
    table: Path | None = None
    copied: tuple[Column, ...] | None = None
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """Files below a folder: sound files that can be read, those that cannot, and tables."""

    sounds: list[str]
    unread: list[str]
    tables: list[str]


def propose(path: Path, root: Path | None = None) -> Proposal:
    """Propose factors, groups and folds.

    Parameters
    ----------
    path
        Folder of recordings, or a table of them (CSV, TSV or Parquet).
    root
        Folder of the recordings of a table; by default the folder of the table.

    Raises
    ------
    DatasetError
        When there is no such folder or table, it has no sound files, or a table cannot be read.
    """
    if path.is_file():
        if suffix_of(path.name) not in TABLE_SUFFIXES:
            raise DatasetError(
                f"{path}: not a table ({', '.join(sorted(TABLE_SUFFIXES))}); give a folder of "
                "recordings, or a table of them"
            )
        root = root or path.parent
        found = _found(root)
        return _from_table(root, read_table(path, root, found.sounds), found)
    if root is not None:
        raise DatasetError(f"{path}: not a table, so --root has no meaning; leave it out")
    found = _found(path)
    for table in _tables(path, found):
        proposal = _from_table(path, table, found)
        if proposal.roles.factors:
            return proposal
    return _from_names(path, found)


def _found(root: Path) -> _Found:
    files, _ = files_below(Source("folder", root, ()))
    by_suffix = [(suffix_of(file), file) for file in files]
    sounds = [file for suffix, file in by_suffix if suffix in AUDIO_SUFFIXES]
    unread = [file for suffix, file in by_suffix if suffix in OTHER_AUDIO_SUFFIXES]
    if not sounds:
        raise DatasetError(
            f"{root}: no sound files that can be read ({READABLE}) in this folder or below it; "
            f"give the folder of the recordings{listed(unread)}"
        )
    if odd := [file for file in sounds if UNPRINTABLE.search(file)]:
        raise DatasetError(
            f"{root}: {len(odd)} names have characters that cannot be printed, or bytes that are "
            f"not UTF-8; rename these files:{listed(map(ascii, odd))}"
        )
    return _Found(sounds, unread, [file for suffix, file in by_suffix if suffix in TABLE_SUFFIXES])


def _tables(root: Path, found: _Found) -> list[Table]:
    """Read the tables in a folder and beside it that name at least half of its sound files."""
    inside = sorted(found.tables, key=lambda file: (file.count("/"), file))
    try:
        siblings = sorted(root.absolute().parent.iterdir())
    except OSError:  # a folder that may not be listed
        siblings = []
    beside = [path for path in siblings if suffix_of(path.name) in TABLE_SUFFIXES]
    tables = []
    for path in [*(root / file for file in inside), *beside][:_MOST_TABLES]:
        if path.is_file() and path.stat().st_size <= _LARGEST_TABLE:
            try:
                table = read_table(path, root, found.sounds)
            except DatasetError:  # a table of something else
                continue
            if 2 * len(table.paths) >= len(found.sounds):
                tables.append(table)
    return sorted(tables, key=lambda table: -len(table.paths))


def _from_table(root: Path, table: Table, found: _Found) -> Proposal:
    roles = assign_roles(table.columns)
    # A manifest's column of this name gives the groups, whatever it is.
    misleading = any(r.column.name == "group" and r.use == "unused" for r in roles.roles)
    copied = None
    notes = [f"column {table.key!r} names the files"]
    if misleading or not table.fits:
        copied = tuple(c for r in roles.roles if (c := r.column).name != "group" or not misleading)
        notes.append("the workflow needs UTF-8, commas and a column 'path', so a copy is written")
    doubts = []
    if table.absent:
        doubts.append(
            f"where {len(table.absent)} file(s) of the table are ({quoted(table.absent[:3])}"
            f"{', ...' if len(table.absent) > 3 else ''}); they are left out"
        )
    if rest := len(found.sounds) - len(table.paths):
        doubts.append(f"what the {rest} sound file(s) are that the table does not name")
    return Proposal(
        kind="manifest",
        root=root,
        paths=table.paths,
        roles=roles,
        origin=f"the columns of {from_here(table.path)} ({len(table.paths)} recordings)",
        table=table.path if copied is None else None,
        copied=copied,
        notes=tuple(notes),
        doubts=tuple(doubts),
    )


def _from_names(root: Path, found: _Found) -> Proposal:
    if maas := _maas(root, found):
        return maas
    layout = read_names(found.sounds)
    roles = assign_roles(layout.columns)
    notes = [f"named as in {layout.known}"] if layout.known else []
    doubts, ignore = [], [f"*{suffix}" for suffix in sorted(set(map(suffix_of, found.unread)))]
    if found.unread:
        doubts.append(
            f"what is in {len(found.unread)} file(s) that cannot be read ({', '.join(ignore)}); "
            "these are passed over, unless you convert them"
        )
    if layout.others:
        some = quoted(layout.others[:3]) + (", ..." if len(layout.others) > 3 else "")
        doubts.append(
            f"what {len(layout.others)} file(s) are that are named otherwise ({some}); they are "
            "left out"
        )
    proposal = Proposal(
        kind="folder",
        root=root,
        paths=layout.paths,
        roles=roles,
        origin=f"the names of {len(layout.paths)} sound files",
        pattern=layout.pattern,
        ignore=(*ignore, *map(glob.escape, layout.others)),
        notes=tuple(notes),
        doubts=tuple(doubts),
    )
    return _listed(proposal, layout) if len(layout.others) > _MOST_IGNORED else proposal


def _listed(proposal: Proposal, layout: Layout) -> Proposal:
    """List the recordings in a manifest, if too many others would have to be ignored."""
    used = tuple(r.column for r in proposal.roles.roles if r.use != "unused")
    note = f"{len(layout.others)} files do not fit, so those that do are listed in a table"
    notes = (*proposal.notes, note)
    return replace(proposal, kind="manifest", pattern="", ignore=(), copied=used, notes=notes)


def _maas(root: Path, found: _Found) -> Proposal | None:
    """Recognise the names of the MaAS data set, all in the folder itself."""
    labels = maas_labels()
    names: Sequence[str] = found.sounds
    if len(names) < 4 or found.unread or any(name not in labels for name in names):
        return None
    columns = [
        Column(factor, tuple(labels[name][index] for name in names))
        for index, factor in enumerate(("material", "action"))
    ]
    roles = assign_roles(columns)
    if len(roles.factors) < 2:
        return None
    return Proposal(
        kind="maas",
        root=root,
        paths=tuple(names),
        roles=roles,
        origin=f"the names of {len(names)} sound files",
        notes=("named as in the MaAS data set: a letter for the material, one for the action",),
    )
