"""Checks of a source, its labels and its design, before any audio is read."""

import difflib
import itertools
from collections.abc import Iterable, Sequence

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.known_distances import check_rooms
from latentaudio.datasets.messages import MOST_LISTED, listed, quoted
from latentaudio.datasets.note_checks import check_note_names
from latentaudio.datasets.path_pattern import example_pattern
from latentaudio.datasets.source import Recording, Source
from latentaudio.datasets.tones import check_tones
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_names import UNPRINTABLE, check_factor_names

_LABEL_LENGTH = 200


# -- The source ------------------------------------------------------------------------------------


def check_source(source: Source) -> None:
    """Refuse a source whose description contradicts itself."""
    factors = source.names
    if factors:  # whether there must be some depends on the studies
        check_factor_names(factors)
    for key, labels in (("classes", source.classes), ("select", source.select)):
        if unknown := [name for name in labels if name not in factors]:
            raise ConfigError(
                f"dataset.{key}: {quoted(unknown)} is not a factor; "
                f"dataset.factors has {quoted(factors)}"
            )
        if numeric := [name for name in labels if name not in source.categorical]:
            raise ConfigError(
                f"dataset.{key}: {quoted(numeric)} is numeric and has no classes; leave it out, or "
                "make the factor categorical (dataset.factors)"
            )
    if source.kind == "maas" and len(factors) != 2:
        raise ConfigError(
            f"dataset.factors: found {quoted(factors)}, but files named as in the MaAS data set "
            "have two factors, one for each letter; give two names"
        )
    if source.kind == "manifest":
        check_note_names(source)
    if source.kind == "manifest" and not source.parts:
        raise ConfigError("dataset.manifest: missing; give the path of a CSV or Parquet file")
    if source.kind == "folder" and factors and not source.pattern:
        raise ConfigError(
            "dataset.pattern: missing; give a regular expression with one named group per factor, "
            f"such as {example_pattern(factors)}"
        )
    if source.kind == "additive":
        check_tones(source)
    if source.kind == "distances":
        check_rooms(source)
    if source.kind == "synthetic":
        if not source.cells:
            raise ConfigError("dataset.cells: no cells, so there is nothing to synthesise")
        if uneven := [cell for cell in source.cells if len(cell) != len(factors)]:
            raise ConfigError(
                f"dataset.cells: {uneven[0]} has {len(uneven[0])} labels, but there are "
                f"{len(factors)} factors ({quoted(factors)})"
            )


# -- Names and labels ------------------------------------------------------------------------------


def check_characters(source: Source, entries: Iterable[Entry]) -> None:
    """Refuse names with characters that tables, figures or logs would garble, and long labels."""
    unfit, long = [], []
    notes = [f"note {name}" for name in source.notes]  # which may be long lists
    for entry in entries:
        names = {
            "path": entry.relative_path,
            **entry.labels,
            **{f"note {name}": text for name, text in entry.notes.items()},
            source.group_column: entry.group,
            f"fold {source.fold_column}": entry.fold,
        }
        for what, text in names.items():
            if text and UNPRINTABLE.search(text):
                unfit.append(f"{entry.where}: {what} {text[:_LABEL_LENGTH]!r}")
            elif text and what not in ("path", *notes) and len(text) > _LABEL_LENGTH:
                long.append(f"{entry.where}: {what} {text[:20]!r}..., {len(text)} characters")
    where = source.place
    if unfit:
        raise DatasetError(
            f"{where}: {len(unfit)} names contain line breaks, other control characters, or bytes "
            "that are not UTF-8 (written as \\n, \\x.. or \\udc.. here); rename them:"
            + listed(unfit)
        )
    if long:
        raise DatasetError(
            f"{where}: {len(long)} labels have more than {_LABEL_LENGTH} characters; shorten them, "
            f"or choose another column:{listed(long)}"
        )


def check_labels(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse labels and groups that are empty."""
    empty = [
        f"{entry.where} ({entry.relative_path}): {name}"
        for entry in entries
        for name, label in entry.labels.items()
        if not label
    ]
    empty += [
        f"{entry.where} ({entry.relative_path}): {source.group_column}"
        for entry in entries
        if entry.group == "" and not entry.augmentation_of
    ]
    if empty:
        raise DatasetError(
            f"{source.place}: {len(empty)} labels are empty; every recording "
            f"needs a label for each of {quoted(source.names)}, and a group where groups are "
            f"given:{listed(empty)}"
        )


def check_classes(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse labels that are not among those declared."""
    unknown = [
        (entry, name, label)
        for entry in entries
        for name, label in entry.labels.items()
        if name in source.classes and label not in source.classes[name]
    ]
    if unknown:
        # Only for those that are shown, because the search for the nearest label is slow.
        shown = (
            f"{entry.where} ({entry.relative_path}): {name} {label!r}, "
            f"nearest {_nearest(label, source.classes[name])!r}"
            for entry, name, label in unknown[:MOST_LISTED]
        )
        raise DatasetError(
            f"{source.place}: {len(unknown)} labels are not among those declared "
            "in dataset.classes; correct them, or declare them there:" + listed(shown, len(unknown))
        )


def _nearest(label: str, allowed: Sequence[str]) -> str:
    close = difflib.get_close_matches(label.casefold(), [a.casefold() for a in allowed], 1, 0.0)
    return next(a for a in allowed if a.casefold() == close[0]) if close else allowed[0]


# -- The design ------------------------------------------------------------------------------------


def check_design(source: Source, recordings: Sequence[Recording]) -> None:
    """Refuse factors that do not vary, and empty cells where the design must be complete.

    Cells are those of the categorical factors; without factors there is no design.
    """
    if not source.factors:
        return
    where = source.place
    levels = []
    for factor in source.factors:
        found = {recording.factors[factor.name] for recording in recordings}
        noun = "value" if factor.is_numeric else "class"
        if len(found) < 2:
            raise DatasetError(
                f"{where}: factor {factor.name!r} has {len(found)} {noun} "
                f"({quoted(sorted(map(str, found)))}), so there is nothing to tell apart; add "
                f"recordings of another {noun}, change dataset.select, or leave the factor out of "
                "dataset.factors"
            )
        if not factor.is_numeric:
            # A class that was declared but never recorded also leaves cells empty.
            selected = factor.name in source.select
            declared = () if selected else source.classes.get(factor.name, ())
            levels.append(sorted({*map(str, found), *declared}))
    if not source.complete_design:
        return
    present = {tuple(r.factors[name] for name in source.categorical) for r in recordings}
    cells = list(itertools.product(*levels))
    if empty := [" x ".join(cell) for cell in cells if cell not in present]:
        raise DatasetError(
            f"{where}: {len(empty)} of {len(cells)} cells of the design "
            f"{' x '.join(source.categorical)} have no recording; add recordings, keep a complete "
            "part with dataset.select, or set dataset.complete_design: false if no later step "
            f"needs a complete design:{listed(empty)}"
        )


def check_ungrouped(recordings: Iterable[Recording]) -> None:
    """Refuse groups of several recordings where the blocks of each are groups of their own."""
    recordings = list(recordings)
    if segments := [one for one in recordings if one.segment is not None]:
        raise ConfigError(
            f"dataset.block_s: cannot be combined with segments such as {segments[0].recording_id},"
            " which are never split from others of their file; set it to null"
        )
    grouped = [one for one in recordings if one.group != (one.augmentation_of or one.recording_id)]
    if grouped:
        raise ConfigError(
            f"dataset.block_s: would split group {grouped[0].group!r} of recording "
            f"{grouped[0].recording_id} into blocks that may fall into different folds; set it to "
            "null, or remove the groups"
        )
