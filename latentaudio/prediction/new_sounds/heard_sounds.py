"""New sounds: measured as the recordings that a model was trained on, one at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from latentaudio.audio.sound_files import probe
from latentaudio.audio.waveforms import recording_waveform, snippet_waveforms
from latentaudio.datasets.measuring import Measured, Plan, measure_all
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError, LatentAudioError

#: Shortest sound that is predicted (s).
SHORTEST_S = 0.1


@dataclass(frozen=True)
class Sound:
    """A sound that can be used.

    Attributes
    ----------
    path
        Its file.
    measured
        What was measured of it.
    plan
        How it is read and cut.
    """

    path: Path
    measured: Measured
    plan: Plan

    def waveform(self) -> np.ndarray:
        """Read all of it, float32, shape ``[samples]``."""
        found = self.measured
        return recording_waveform(
            self.path,
            self.plan.snippet.samplerate,
            sha256=found.facts.sha256,
            channel=found.channel,
            gain=found.gain,
        )

    def snippets(self) -> Iterator[np.ndarray]:
        """Stream the snippets that are loud enough, each float32, shape ``[samples]``."""
        found = self.measured
        return snippet_waveforms(
            self.path,
            found.starts[found.kept],
            self.plan.snippet,
            sha256=found.facts.sha256,
            channel=found.channel,
            gain=found.gain,
        )


@dataclass
class Failures:
    """Files that cannot be predicted.

    Attributes
    ----------
    reasons
        Why, by file; each reason names the file.
    """

    reasons: dict[Path, str] = field(default_factory=dict)

    @contextmanager
    def noting(self, path: Path) -> Iterator[None]:
        """Note an error about a file, and go on after the block."""
        try:
            yield
        except LatentAudioError as error:
            self.reasons[path] = str(error)


def measured_sounds(paths: Iterable[Path], plan: Plan, failures: Failures) -> Iterator[Sound]:
    """Measure files one after another.

    Parameters
    ----------
    paths
        Sound files of any format, rate and number of channels that is read.
    plan
        How they are read and cut.
    failures
        Where files are noted that cannot be used: not sound, empty, silent, shorter than
        `SHORTEST_S`, with samples that are no numbers, or with a name that is not UTF-8.

    Yields
    ------
    Sound
        Those that can be used, in the order given.
    """
    for path in paths:
        with failures.noting(path):
            yield _measured(path, plan)


def _measured(path: Path, plan: Plan) -> Sound:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:  # libsndfile takes no other names
        raise AudioError(f"{path}: its name is not UTF-8; rename it") from error
    duration_s = probe(path).duration_s
    if 0.0 < duration_s < SHORTEST_S:
        raise AudioError(
            f"{path}: lasts {duration_s:.3g} s, at least {SHORTEST_S:g} s expected; leave it out"
        )
    (found,) = measure_all([Recording(str(path), path, str(path), {}, str(path))], plan)
    if isinstance(found, AudioError):
        raise AudioError(found.without_setting) from found
    return Sound(path, found, plan)
