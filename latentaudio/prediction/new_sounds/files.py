"""Which files are predicted: those that are named, and the sound files in folders."""

from collections.abc import Iterable
from pathlib import Path

from latentaudio.audio.formats import AUDIO_SUFFIXES, OTHER_AUDIO_SUFFIXES, READABLE
from latentaudio.datasets.found_files import files_below, suffix_of
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError
from latentaudio.prediction.new_sounds.heard_sounds import Failures


def sound_files(given: Iterable[Path], failures: Failures) -> list[Path]:
    """List files, each once, in the order given; those of a folder are sorted.

    Parameters
    ----------
    given
        Files, which may be of any name, and folders, which are searched with all subfolders.
    failures
        Where sound files in folders are noted whose format cannot be read, and subfolders that
        cannot be listed.

    Raises
    ------
    DatasetError
        If there is no sound file in a folder.
    """
    found: dict[Path, None] = {}
    for path in given:
        found |= dict.fromkeys(_in_folder(path, failures) if path.is_dir() else [path])
    return list(found)


def _in_folder(folder: Path, failures: Failures) -> list[Path]:
    files, closed = files_below(Source("folder", folder, ()))
    for name in closed:
        failures.reasons[folder / name] = f"{folder / name}: this folder cannot be listed"
    unread = [name for name in files if suffix_of(name) in OTHER_AUDIO_SUFFIXES]
    for name in unread:
        failures.reasons[folder / name] = (
            f"{folder / name}: this format cannot be read, expected {READABLE}; convert it"
        )
    found = [folder / name for name in files if suffix_of(name) in AUDIO_SUFFIXES]
    if not found and not unread:
        raise DatasetError(
            f"{folder}: no sound files ({', '.join(sorted(AUDIO_SUFFIXES))}) in this folder; give "
            "files, or a folder that has some"
        )
    return found
