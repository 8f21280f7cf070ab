"""Checks of notes, and of lists of labels that are not factors."""

from collections.abc import Iterator, Sequence

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.label_lists import fault_of, split_labels
from latentaudio.datasets.messages import listed, quoted
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError

#: Columns of other tables of a run, which need not be kept.
_KNOWN = ("recording_id", "path")


def check_note_names(source: Source) -> None:
    """Refuse notes that are factors, ids or paths, and first labels that are no factors.

    Raises
    ------
    ConfigError
        Naming the key.
    """
    if known := [name for name in source.notes if name in _KNOWN]:
        raise ConfigError(
            f"dataset.notes: {quoted(known)} is in the table of recordings anyway; leave it out"
        )
    lists = [name for name, kind in source.notes.items() if kind == "list"]
    if classes := [name for name in source.names if name in lists and name not in source.first_of]:
        raise ConfigError(
            f"dataset.factors: {quoted(classes)} holds lists of labels (dataset.notes), so every "
            "combination would be a class of its own; leave it out, or take the first label of "
            f"each: dataset.first_of: {{{classes[0]}: {classes[0]}}}"
        )
    if unknown := [name for name in source.first_of if name not in source.categorical]:
        raise ConfigError(
            f"dataset.first_of: {quoted(unknown)} is not a categorical factor; dataset.factors has "
            f"{quoted(source.names)}"
        )


def check_lists(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse lists with empty labels, or with one label several times.

    Raises
    ------
    DatasetError
        Naming each such list with its row and its column.
    """
    if unfit := list(_unfit(source, entries)):
        raise DatasetError(
            f"{source.place}: {len(unfit)} lists of labels cannot be used; "
            f"separate labels by single commas, and name each once:{listed(unfit)}"
        )


def _unfit(source: Source, entries: Sequence[Entry]) -> Iterator[str]:
    for name in (name for name, kind in source.notes.items() if kind == "list"):
        for entry in entries:
            if why := fault_of(split_labels(entry.notes[name])):
                yield f"{entry.where} ({entry.relative_path}): {name} {entry.notes[name]!r} {why}"
