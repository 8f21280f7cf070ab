"""What a source states about its files, before anything is checked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from latentaudio.datasets.messages import quoted
from latentaudio.datasets.source import Source
from latentaudio.datasets.written_paths import path_advice
from latentaudio.errors import ConfigError, DatasetError


@dataclass(frozen=True)
class Entry:
    """What a source states about one file, before anything is checked."""

    where: str  # a file or a row of the manifest, for messages
    relative_path: str
    labels: dict[str, str]
    group: str | None = None  # None: the recording is its own group
    recording_id: str | None = None  # None: made from the path
    augmentation_of: str = ""  # path of the original, or empty
    fold: str | None = None  # None: the data set comes without folds
    times: tuple[str, str] = ("", "")  # start and end of a segment (s); empty for the whole file
    notes: Mapping[str, str] = field(default_factory=dict)  # cells of `Source.notes`


def cell_text(value: str | None) -> str:
    """Return the text of a cell without blanks of any kind around it; empty if it is missing."""
    return "" if value is None else value.strip()


def stated_names(source: Source, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the names that an entry states, each with its column: labels, its group, its fold.

    A copy has the group and the fold of its original, whatever its own row says.
    """
    for column in source.categorical:
        yield column, entry.labels[column]
    if entry.augmentation_of:
        return
    if entry.group is not None:
        yield source.group_column, entry.group
    if source.fold_column is not None and entry.fold is not None:
        yield source.fold_column, entry.fold


def has_group(source: Source, names: Iterable[str], where: str, what: str) -> bool:
    """Return whether the source gives groups; only the default name may be absent."""
    names = list(names)
    if source.group_column in names:
        return True
    if source.group_column != Source.group_column:
        raise ConfigError(
            f"dataset.group_column: {source.group_column!r} is not among the {what} of {where} "
            f"({quoted(names)}); name one of them, or leave the key out"
        )
    return False


def check_fold_column(source: Source, names: Iterable[str], where: str, what: str) -> None:
    """Refuse a source without the folds that it should come with."""
    names = list(names)
    if source.fold_column is not None and source.fold_column not in names:
        raise ConfigError(
            f"dataset.fold_column: {source.fold_column!r} is not among the {what} of {where} "
            f"({quoted(names)}); name one of them, or set it to null"
        )


def check_root(source: Source) -> None:
    """Refuse a source whose folder does not exist."""
    if not source.root.is_dir():
        raise DatasetError(
            f"{source.root}: no such folder; set dataset.root to the folder of the recordings"
            f"{path_advice(source.root)}"
        )
