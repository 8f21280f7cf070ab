"""One trained model: what it says about new sounds, and how unlike its training they are."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from latentaudio.artifacts import HEAD, PREDICTOR, archive_kind, remedy
from latentaudio.errors import ArtifactError
from latentaudio.prediction.familiarity.hearing import Hearing, load_hearing
from latentaudio.prediction.heads.head_kinds import STATISTICS
from latentaudio.prediction.heads.saved_head import load_head
from latentaudio.prediction.kinds.kind import Calibration, TaskKind
from latentaudio.training.checkpoints import WEIGHTS_FILE


class Said(NamedTuple):
    """What a model says about ``n`` sounds.

    Attributes
    ----------
    outputs
        Of the kind of task, shape ``[n, width]``.
    unlikeness
        Distance from training recordings, divided by the limit, shape ``[n]``; NaN without one.
    """

    outputs: np.ndarray
    unlikeness: np.ndarray


class Model(Protocol):
    """Says something about sounds, given what it sees of each."""

    def __call__(self, seen: Sequence[np.ndarray]) -> Said:
        """Predict sounds."""


@dataclass(frozen=True)
class Member:
    """A checkpoint that was loaded.

    Attributes
    ----------
    folder
        Where it lies.
    task, task_kind, calibration
        What it predicts, and how far it can be trusted.
    seen
        What it sees of a sound, by name: ``network`` and ``space``; or ``frames``, ``samplerate``
        and ``summary``, or, of a network on crops, ``length`` and ``count`` of these.
    hearing
        How sounds are read.
    model
        The model.
    """

    folder: Path
    task: str
    task_kind: TaskKind
    calibration: Calibration
    seen: Mapping[str, Any]
    hearing: Hearing
    model: Model


def load_member(folder: Path) -> Member:
    """Load a checkpoint.

    Raises
    ------
    ArtifactError
        If a file is missing, damaged or of another version, or the files do not belong together.
    """
    path = folder / WEIGHTS_FILE
    kind = archive_kind(path)
    if kind == HEAD.name:
        return _head_member(folder)
    if kind == PREDICTOR.name:
        return _network_member(folder)
    raise ArtifactError(
        f"{path}: found {kind or 'a file of unknown origin'}, expected {HEAD.name} or "
        f"{PREDICTOR.name}; give the folder of a predictor, {remedy(HEAD)}"
    )


def _head_member(folder: Path) -> Member:
    saved = load_head(folder)
    hearing, familiarity = load_hearing(folder)

    def model(seen: Sequence[np.ndarray]) -> Said:
        values = np.stack(seen)
        reduced = saved.head.maps.reduced(values)
        return Said(saved.head.outputs(values), familiarity.unlikeness(reduced))

    seen = _seen_by_head(folder, saved.network, saved.values)
    calibration = saved.head.calibration
    return Member(folder, saved.task, saved.task_kind, calibration, seen, hearing, model)


def _seen_by_head(folder: Path, network: str, values: str | Mapping[str, Any]) -> dict[str, Any]:
    if not values or "columns" in values:
        columns = "" if isinstance(values, str) else ", ".join(values.get("columns", ()))
        seen = (
            f"columns of the table of recordings ({columns}), which new sounds do not have"
            if columns
            else "nothing of a recording"
        )
        raise ArtifactError(
            f"{folder}: this predictor hears nothing: it sees {seen}; give the folder of another"
        )
    if isinstance(values, str):
        return {"network": network, "space": values}
    rest = dict(values)
    summary, samplerate = rest.pop("summary", STATISTICS), rest.pop("samplerate")
    return {"samplerate": samplerate, "frames": rest, "summary": summary}


def _network_member(folder: Path) -> Member:
    # Late, because they import TensorFlow, which heads on frames need not wait for.
    from latentaudio.prediction.crop_networks.last_values import LastValues
    from latentaudio.prediction.crop_networks.saved_network import load_network

    saved = load_network(folder)
    hearing, familiarity = load_hearing(folder)
    last = LastValues(saved.network)

    def model(seen: Sequence[np.ndarray]) -> Said:
        outputs, values = last(list(seen))
        return Said(saved.coding.decode(outputs), familiarity.unlikeness(values))

    settings = saved.network.settings
    seen = {
        "samplerate": saved.samplerate,
        "frames": asdict(saved.frames),
        "length": settings.crop_frames,
        "count": settings.test_crops,
    }
    return Member(folder, saved.task, saved.task_kind, saved.calibration, seen, hearing, model)
