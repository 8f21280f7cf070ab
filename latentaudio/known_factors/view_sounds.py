"""Views made audible: one waveform for each row of a table of views.

Values of a space with a way back (spectrograms, cepstra, the waveform itself) are inverted; the
initial phases are the same for all rows, so that sounds differ by their values only. For other
spaces, such as layers of a network, the training sound is played whose coordinates are nearest.
Mixtures of two waveforms are played as they are.

All steps of a traversal or a morph have one gain, so that changes of level stay audible. An
original and its reconstruction share one, too.
"""

import wave
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from latentaudio.artifacts import read_csv, write_csv
from latentaudio.audio.wav_files import read_wav, write_wav
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.views import MIXING, ORIGINAL, RECONSTRUCTION, Representation, View

#: How a sound was obtained.
INVERTED, NEAREST, MIXED = "inverted", "nearest", "mixed"

#: Peak of the loudest sound that shares a gain.
PEAK = 0.9

#: Folder of the recordings that are shown, beside those of the representations.
RECORDINGS = "recordings"
TABLE = "sounds.csv"
COLUMNS = ["representation", "row", "file", "way", "nearest_id"]


def inverted_sounds(
    views: Sequence[View], invert: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Turn values back into sound, each as if it were the only one.

    Parameters
    ----------
    views
        The views.
    invert
        Turns values ``[1, size]`` into a waveform ``[1, samples]``; called with the same phases
        each time.

    Returns
    -------
    numpy.ndarray
        Shape ``[rows, samples]``.
    """
    return np.concatenate([invert(one.values[np.newaxis]) for one in views])


def nearest_snippets(
    views: Sequence[View], coordinates: np.ndarray, snippet_ids: np.ndarray
) -> list[str]:
    """Find the sound whose coordinates are nearest to each view (Euclidean distance).

    Parameters
    ----------
    views
        Views of coordinates, of the ``k`` first components.
    coordinates
        Coordinates of the sounds to choose from, shape ``[n, k]`` or more columns.
    snippet_ids
        Their ids, shape ``[n]``.

    Raises
    ------
    ArtifactError
        When there are fewer coordinates than the views have.
    """
    size = len(views[0].values)
    if coordinates.shape[1] < size:
        raise ArtifactError(
            f"projections: {coordinates.shape[1]} components found, but views have {size}; delete "
            "the folder known_factors/views, and run again"
        )
    stored = coordinates[:, :size].astype(np.float64)
    return [str(snippet_ids[np.square(stored - one.values).sum(axis=1).argmin()]) for one in views]


def mixed_sounds(views: Sequence[View], waveforms: Mapping[str, np.ndarray]) -> np.ndarray:
    """Mix the two sounds of each morph in the proportion of its position: ``[rows, samples]``."""
    mixed = []
    for one in views:
        assert one.position is not None
        assert one.other_id is not None
        first, second = waveforms[one.snippet_id], waveforms[one.other_id]
        mixed.append((1 - one.position) * first + one.position * second)
    return np.stack(mixed).astype(np.float32)


def levelled(views: Sequence[View], sounds: np.ndarray) -> np.ndarray:
    """Scale sounds so that the loudest of those that belong together has a peak of `PEAK`.

    Parameters
    ----------
    views
        The views.
    sounds
        Their waveforms, shape ``[rows, samples]``.

    Returns
    -------
    numpy.ndarray
        Of the same shape; silence stays silence.
    """
    paths = [_shares_gain(one) for one in views]
    peaks = np.abs(sounds).max(axis=1)
    loudest = dict.fromkeys(paths, 0.0)
    for path, peak in zip(paths, peaks.tolist(), strict=True):
        loudest[path] = max(loudest[path], peak)
    gains = [PEAK / loudest[path] if loudest[path] > 0 else 1.0 for path in paths]
    return sounds * np.array(gains, np.float32)[:, np.newaxis]


def _shares_gain(one: View) -> tuple[str, ...]:
    if one.view in (ORIGINAL, RECONSTRUCTION):
        return ORIGINAL, one.snippet_id
    return one.path


def way_of(representation: Representation) -> str:
    """Say how the sounds of a representation are obtained."""
    if representation.kind == MIXING:
        return MIXED
    return NEAREST if representation.components else INVERTED


def write_sounds(
    folder: Path,
    sounds: Mapping[Representation, np.ndarray],
    nearest: Mapping[Representation, Sequence[str]],
    recordings: Mapping[str, np.ndarray],
    samplerate: int,
) -> None:
    """Write the sounds of all representations, the recordings, and a table of what is where.

    Parameters
    ----------
    folder
        Existing folder: ``<representation>/0001.wav`` and so on, in the order of the views;
        ``recordings/0001.wav`` and so on; and ``sounds.csv`` with `COLUMNS`. The row of a recording
        is its snippet id.
    sounds
        Waveforms of the views of each representation, shape ``[rows, samples]``, within [-1, 1].
    nearest
        Ids of the sounds that are played instead, of representations without a way back.
    recordings
        Waveform of each recording that is shown by snippet id.
    samplerate
        Sample rate (Hz).
    """
    rows = []
    for representation, waveforms in sounds.items():
        names = nearest.get(representation, [""] * len(waveforms))
        (folder / representation.name).mkdir()
        for row, (waveform, name) in enumerate(zip(waveforms, names, strict=True)):
            file = f"{representation.name}/{row + 1:04d}.wav"
            write_wav(folder / file, waveform, samplerate)
            rows.append((representation.name, str(row), file, way_of(representation), name))
    (folder / RECORDINGS).mkdir()
    for number, (name, waveform) in enumerate(recordings.items(), start=1):
        file = f"{RECORDINGS}/{number:04d}.wav"
        peak = float(np.abs(waveform).max()) or 1.0
        write_wav(folder / file, waveform * (PEAK / peak), samplerate)
        rows.append((RECORDINGS, name, file, RECORDINGS, ""))
    write_csv(folder / TABLE, pd.DataFrame(rows, columns=COLUMNS))


def read_sound_table(folder: Path) -> pd.DataFrame:
    """Read the table of sounds, all columns as text."""
    return read_csv(folder / TABLE, "sounds_of_views", dtype=str, keep_default_na=False)


def read_sounds(folder: Path) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Read what `write_sounds` wrote.

    Returns
    -------
    table : pandas.DataFrame
        As `read_sound_table` returns it.
    sounds : dict
        Waveform of each file of the table, float32, shape ``[samples]``.

    Raises
    ------
    ArtifactError
        When a file is missing or damaged. Snakemake knows the folder as one result, so that it must
        be deleted as a whole.
    """
    try:
        table = read_sound_table(folder)
        return table, {file: _read_sound(folder / file) for file in table["file"]}
    except ArtifactError as error:
        problem = str(error).partition(";")[0]
        raise ArtifactError(
            f"{problem}; delete the folder {folder}, and rule 'sounds_of_views' will make it again "
            "when it is next needed"
        ) from error


def _read_sound(path: Path) -> np.ndarray:
    try:
        return read_wav(path)
    except FileNotFoundError as error:
        raise ArtifactError(f"{path}: not found") from error
    except (OSError, EOFError, wave.Error) as error:
        raise ArtifactError(f"{path}: damaged, cannot be read as WAV ({error})") from error
