"""The sounds of a listening test: what the network receives, cut to the length of a slice."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.wav_files import write_wav
from latentaudio.audio.waveforms import snippet_waveforms
from latentaudio.datasets.measured_files import measured_rows, segment_in
from latentaudio.datasets.snippet_ids import snippet_ids
from latentaudio.errors import AudioError
from latentaudio.listening.trials import Trial


def write_sounds(
    trials: Sequence[Trial],
    measured: Sequence[Path],
    length: SnippetFormat,
    folder: Path,
    digest: Callable[[Path], str] = file_sha256,
) -> float:
    """Write one WAV file (16 bit, mono) for each trial.

    All samples are as the network receives them: its sample rate, and the level after
    normalisation. Where one would exceed full scale, all sounds are made softer by the same factor.
    The files have no metadata.

    Parameters
    ----------
    trials
        Trials of the test.
    measured
        What was measured of all recordings, part by part.
    length
        Sample rate and length of a slice.
    folder
        Existing folder for the files, which are named by the number of the trial.
    digest
        Gives the SHA-256 digest that a recording has now.

    Returns
    -------
    float
        The factor: 1, or less.

    Raises
    ------
    AudioError
        When a recording cannot be used, or is not among those measured.
    DatasetError
        When a recording has changed since it was measured.
    """

    def sounds() -> Iterator[tuple[Trial, np.ndarray]]:
        return _sounds(trials, measured, length, digest)

    # Read twice, because the factor must be known before the first file is written.
    peak = max(float(np.abs(samples).max()) for _, samples in sounds())
    factor = 1 / max(1.0, peak)
    for trial, samples in sounds():
        write_wav(folder / trial.file, samples * np.float32(factor), length.samplerate)
    return factor


def _sounds(
    trials: Iterable[Trial],
    measured: Sequence[Path],
    length: SnippetFormat,
    digest: Callable[[Path], str],
) -> Iterator[tuple[Trial, np.ndarray]]:
    """Yield trials and their samples, one file open at a time."""
    wanted: dict[str, dict[str, Trial]] = defaultdict(dict)
    for trial in trials:
        wanted[trial.slice.recording_id][trial.slice.snippet_id] = trial
    for row in itertools.chain.from_iterable(
        measured_rows(path, ("starts", "kept")) for path in measured
    ):
        own = wanted.pop(row["recording_id"], None)
        if own is None:
            continue
        if row["error"] is not None:
            raise AudioError(row["error"])
        kept = row["kept"].astype(bool)
        named = zip(snippet_ids(row["recording_id"], kept), row["starts"][kept], strict=True)
        placed = [(start, own[name]) for name, start in named if name in own]
        samples = snippet_waveforms(
            Path(row["path"]),
            np.array([start for start, _ in placed]),
            length,
            segment=segment_in(row),
            sha256=row["sha256"],
            channel=row["channel"],
            gain=row["gain"],
            digest=digest,
        )
        for (_, trial), one in zip(placed, samples, strict=True):
            yield trial, one
    if wanted:
        raise AudioError(
            f"recording {min(wanted)}: not among the measured ones; delete the folder "
            "dataset/measured, and run again"
        )
