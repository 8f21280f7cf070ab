"""Predicting new sounds by the members of an ensemble, which see the same values."""

import itertools
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentaudio.errors import ArtifactError
from latentaudio.features.frames import FrameSettings
from latentaudio.networks.base import Network, NetworkDescription
from latentaudio.networks.registry import describe, implementation
from latentaudio.prediction.familiarity.hearing import installed_versions, plan_of
from latentaudio.prediction.kinds.kind import TaskKind
from latentaudio.prediction.new_sounds.answers import Answer, Combined, combined
from latentaudio.prediction.new_sounds.frames_seen import Crops, FrameStatistics
from latentaudio.prediction.new_sounds.heard_sounds import Failures, Sound, measured_sounds
from latentaudio.prediction.new_sounds.members import Member
from latentaudio.prediction.new_sounds.spaces_seen import SnippetMeans, needs_network
from latentaudio.prediction.new_sounds.trained_models import load_members

#: Sounds that pass through the members together.
_SOUNDS = 32

#: Computes what members see of sounds, one after another.
Seeing = Callable[[Iterable[Sound], Failures], Iterator[tuple[Sound, np.ndarray]]]


@dataclass(frozen=True)
class Prediction:
    """What is predicted of a sound.

    Attributes
    ----------
    path
        Its file.
    duration_s, samplerate, channels
        Of the file (s, Hz).
    answer
        What is predicted.
    unlikeness
        Mean over members of the distance from training recordings, divided by the limit that 99% of
        left-out recordings keep to; NaN if no limit is known.
    """

    path: Path
    duration_s: float
    samplerate: int
    channels: int
    answer: Answer
    unlikeness: float

    @property
    def unlike(self) -> bool | None:
        """Whether the sound is unlike anything trained on; None if no limit is known."""
        return None if math.isnan(self.unlikeness) else self.unlikeness > 1.0


class Predictor:
    """Predicts sound files by a checkpoint, or by those of all seeds and folds of a model.

    Parameters
    ----------
    checkpoint
        Folder of a fold, seed or model, see `latentaudio.prediction.new_sounds.trained_models`.
    weights
        Where the weights of the network come from, if there is one: the key ``network.weights``.

    Raises
    ------
    ArtifactError
        If a checkpoint is missing, damaged, of another version, or of other weights.
    """

    def __init__(self, checkpoint: Path, weights: str = "auto") -> None:
        self._members = load_members(checkpoint)
        self._hearing = self._members[0].hearing
        self._plan = plan_of(self._hearing.plan)
        self._seeing = seeing_of(self._members[0], weights)

    @property
    def task(self) -> str:
        """Name of what is predicted."""
        return self._members[0].task

    @property
    def task_kind(self) -> TaskKind:
        """What is predicted: classes, or numbers."""
        return self._members[0].task_kind

    @property
    def members(self) -> int:
        """Number of trained models whose predictions are averaged."""
        return len(self._members)

    def other_versions(self) -> dict[str, tuple[str, str]]:
        """Name packages that had another version in training: that one, and the present one."""
        now = installed_versions()
        trained = self._hearing.versions
        return {
            name: (trained[name], now[name])
            for name in now
            if name in trained and trained[name] != now[name]
        }

    def predict(
        self,
        paths: Iterable[Path],
        failures: Failures,
        progress: Callable[[int], None] = lambda done: None,
    ) -> Iterator[Prediction]:
        """Predict files, in their order, one file in memory at a time.

        Parameters
        ----------
        paths
            Sound files.
        failures
            Where files are noted that cannot be predicted.
        progress
            Called before each file with the number of those done so far.
        """
        sounds = measured_sounds(_counted(paths, progress), self._plan, failures)
        stream = self._seeing(sounds, failures)
        while batch := list(itertools.islice(stream, _SOUNDS)):
            yield from self._predicted(batch)

    def _predicted(self, batch: Sequence[tuple[Sound, np.ndarray]]) -> Iterator[Prediction]:
        seen = [values for _, values in batch]
        said = [member.model(seen) for member in self._members]
        answers = combined(
            self.task_kind,
            [
                Combined(one.outputs, member.calibration)
                for one, member in zip(said, self._members, strict=True)
            ],
        )
        unlikeness = np.mean([one.unlikeness for one in said], axis=0)
        for row, (sound, _) in enumerate(batch):
            facts = sound.measured.facts
            yield Prediction(
                sound.path,
                facts.duration_s,
                facts.samplerate,
                facts.channels,
                answers[row],
                float(unlikeness[row]),
            )


def _counted(paths: Iterable[Path], progress: Callable[[int], None]) -> Iterator[Path]:
    for done, path in enumerate(paths):
        progress(done)
        yield path


def seeing_of(member: Member, weights: str) -> Seeing:
    """Prepare what the members see."""
    seen = member.seen
    if "frames" in seen:
        settings = FrameSettings.of(seen["frames"])
        if "length" in seen:
            return Crops(settings, seen["length"], seen["count"])
        return FrameStatistics(settings, seen["summary"])
    description = describe(seen["network"], member.hearing.network_module)
    network = None
    if needs_network(seen["space"], description):
        network = _network(member, description, weights)
    return SnippetMeans(seen["space"], description, network)


def _network(member: Member, description: NetworkDescription, weights: str) -> Network:
    """Load the network, and check that its weights are those of the training."""
    made = implementation(description.name, member.hearing.network_module)
    with tempfile.TemporaryDirectory(prefix="latentaudio-") as folder:
        path = Path(folder) / "weights.npz"
        made.fetch_weights(weights, path)
        network = made.from_weights(path)
    if network.weights_sha256 != member.hearing.weights_sha256:
        raise ArtifactError(
            f"{member.folder}: was trained on what {description.title} gives with the weights "
            f"{member.hearing.weights_sha256}, but these have {network.weights_sha256}; give the "
            "weights of the run (--weights)"
        )
    return network
