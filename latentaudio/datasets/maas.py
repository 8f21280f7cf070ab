"""Recordings named as in the MaAS data set: a letter for the material and one for the action."""

from collections.abc import Iterator

from latentaudio.datasets.entries import Entry
from latentaudio.datasets.found_files import audio_files
from latentaudio.datasets.messages import listed
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError

#: Labels by the first and by the second letter of the MaAS data set's file names.
_MAAS_LETTERS: tuple[dict[str, str], dict[str, str]] = (
    {"W": "wood", "M": "metal", "G": "glass", "S": "stone", "C": "cardboard", "P": "plastic"},
    {"T": "tapping", "R": "rubbing", "D": "destructing", "W": "whirling"},
)


def maas_labels() -> dict[str, tuple[str, str]]:
    """Return the labels (material, action) of every file of the MaAS data set, by its name."""
    first, second = _MAAS_LETTERS
    return {a + b + ".wav": (first[a], second[b]) for a in first for b in second}


def maas_entries(source: Source) -> Iterator[Entry]:
    """Read the labels of every audio file in a folder from the two letters of its name."""
    names = [path for path in audio_files(source) if "/" not in path]
    expected = maas_labels()
    first, second = map("".join, _MAAS_LETTERS)
    if unfit := [name for name in names if name not in expected]:
        raise DatasetError(
            f"{source.root}: {len(unfit)} of {len(names)} audio files are not named as in the MaAS "
            f"data set (one of {first}, then one of {second}, then .wav, as in "
            "WT.wav); rename or remove them, or set dataset.source to 'folder' with a "
            f"dataset.pattern:{listed(unfit)}"
        )
    for name in names:
        yield Entry(name, name, dict(zip(source.names, expected[name], strict=True)))
