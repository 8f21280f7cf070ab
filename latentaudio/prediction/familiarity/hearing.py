"""How a model hears recordings: the third file of a checkpoint, beside weights and architecture.

New sounds are read and cut as those that a model was trained on, and compared with these.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import HEARING, read_arrays, reading, remedy, write_arrays
from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.measuring import Plan
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.prediction.familiarity.familiarity import Familiarity
from latentaudio.training.checkpoints import WEIGHTS_FILE

HEARING_FILE = "hearing.npz"

#: Digest of the file of weights that it belongs to.
_BELONGS = "weights_file_sha256"
#: Packages that frames are computed with.
_PACKAGES = ("latentaudio", "librosa", "numpy", "soxr")


@dataclass(frozen=True)
class Hearing:
    """How a model hears recordings.

    Attributes
    ----------
    plan
        Which channel is read, at which level, and where snippets are: sample rate and length of a
        snippet (``samplerate, snippet_samples``), the band in which levels are measured
        (``lowest_hz, highest_hz``), and arguments of `latentaudio.datasets.measuring.Plan.of`.
    network_module
        Module that registers the network whose activations are seen; None for one of this library.
    weights_sha256
        Digest of the weights of that network; None if none is used.
    versions
        Versions of what frames were computed with, by package.
    """

    plan: Mapping[str, Any]
    network_module: str | None
    weights_sha256: str | None
    versions: Mapping[str, str]

    @classmethod
    def now(
        cls,
        plan: Mapping[str, Any],
        *,
        network_module: str | None = None,
        weights_sha256: str | None = None,
    ) -> "Hearing":
        """Describe what a model hears that is trained now.

        Raises
        ------
        ConfigError
            If a setting of the plan cannot work.
        """
        plan_of(plan)
        return cls(plan, network_module, weights_sha256, installed_versions())

    @classmethod
    def of(cls, description: Mapping[str, Any]) -> "Hearing":
        """Make it of what `describe` gave.

        Raises
        ------
        KeyError
            If something is missing.
        """
        found = cls(**{name: description[name] for name in cls.__dataclass_fields__})
        plan_of(found.plan)
        return found

    def describe(self) -> dict[str, Any]:
        """Give all of it, as JSON has it."""
        return asdict(self)


def plan_of(settings: Mapping[str, Any]) -> Plan:
    """Make the plan of how recordings are read, see `Hearing.plan`."""
    rest = dict(settings)
    snippet = SnippetFormat(int(rest.pop("samplerate")), int(rest.pop("snippet_samples")))
    band = HeardBand(float(rest.pop("lowest_hz")), float(rest.pop("highest_hz")))
    return Plan.of(snippet, band=band, **rest)


def save_hearing(folder: Path, hearing: Hearing, familiarity: Familiarity) -> None:
    """Write ``hearing.npz`` beside the weights that it belongs to."""
    description = {**hearing.describe(), _BELONGS: file_sha256(folder / WEIGHTS_FILE)}
    arrays = {"description": np.array(json.dumps(description)), **familiarity.arrays()}
    write_arrays(folder / HEARING_FILE, HEARING, arrays)


def load_hearing(folder: Path) -> tuple[Hearing, Familiarity]:
    """Read ``hearing.npz``.

    Raises
    ------
    ArtifactError
        If it is missing, damaged or of another version, or belongs to other weights.
    """
    path = folder / HEARING_FILE
    arrays = read_arrays(path, HEARING)
    with reading(path, HEARING):
        description = json.loads(str(arrays["description"]))
        belongs = description[_BELONGS]
        try:
            found = Hearing.of(description), Familiarity.of_arrays(arrays)
        except (ConfigError, TypeError) as error:
            raise ValueError(str(error)) from error
    if file_sha256(folder / WEIGHTS_FILE) != belongs:
        raise ArtifactError(
            f"{path}: belongs to other weights than {folder / WEIGHTS_FILE}; {remedy(HEARING)}"
        )
    return found


def installed_versions() -> dict[str, str]:
    """Name the versions of what frames are computed with."""
    return {name: _version(name) for name in _PACKAGES}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
