"""Sound files that a manifest does not name."""

from collections.abc import Sequence
from dataclasses import replace

from latentaudio.audio.formats import AUDIO_SUFFIXES
from latentaudio.datasets.entries import Entry
from latentaudio.datasets.found_files import files_below, suffix_of
from latentaudio.datasets.manifest import manifest_entries
from latentaudio.datasets.messages import listed
from latentaudio.datasets.paths import normal_path
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError


def check_unlisted(source: Source, entries: Sequence[Entry]) -> None:
    """Refuse sound files in the folder of the recordings that no row names, if the source says so.

    Rows that are not kept (`Source.rows`) name files, too.

    Raises
    ------
    DatasetError
        Naming the files.
    """
    if not source.all_listed:
        return
    rows = manifest_entries(replace(source, rows={})) if source.rows else entries
    named = {normal_path(one.relative_path) for one in rows}
    found = [path for path in files_below(source)[0] if suffix_of(path) in AUDIO_SUFFIXES]
    if unlisted := [path for path in found if path not in named]:
        tables = ", ".join(map(str, source.parts.values()))
        raise DatasetError(
            f"{tables}: {len(unlisted)} of {len(found)} sound files in {source.root} are not "
            "listed; add them, remove them, or set dataset.unlisted: ignore to leave them out:"
            + listed(unlisted)
        )
