"""The smallest run of the study `prediction` that starts each of its programs."""

from pathlib import Path

import numpy as np
import soundfile
from tiny_project import tone

PITCHES = {"low": 300.0, "high": 1500.0}
DECAYS = {"short": 30.0, "long": 2.0}
TAKES = ("one", "two", "three")
#: A task of classes and one of numbers in three given folds: a network of each kind of frames, and
#: heads of both kinds.
PREDICTED = {
    "run": "predicted",
    "studies": ["prediction"],
    "dataset": {
        "source": "folder",
        "root": "clips",
        "pattern": r"(?P<fold>[a-z]+)/(?P<pitch>[a-z]+) & (?P<decay>[a-z]+) (?P<copy>\d)\.wav",
        "factors": {"pitch": "categorical", "copy": {"type": "numeric", "scale": "log"}},
        "fold_column": "fold",
    },
    "folds": {"grouped": None, "random": None},
    "network": {"layers": [14]},
    "features": ["embedding"],
    # One and three recordings.
    "embeddings": {"parts": 2},
    "prediction": {
        "models": ["crops_cnn", "waveform_cnn", "embedding", "descriptors"],
        "seeds": [1],
        "bootstrap": 100,
        "networks": {
            "crops_cnn": {
                "architecture": "crops_cnn",
                "frames": "log_mel",
                "crop_frames": 32,
                "sizes": {"filters": [4, 8]},
                "batch": 8,
                "epochs": 3,
                "steps_per_epoch": 4,
                "rooms": 2,
            },
            "waveform_cnn": {
                "architecture": "waveform_cnn",
                "frames": "samples",
                "crop_frames": 40,
                "batch": 8,
                "epochs": 2,
                "steps_per_epoch": 4,
                "patience": 1,
                "targets": "ordinal",
            },
        },
        "heads": {
            "embedding": {"kind": "linear", "values": "embedding"},
            "descriptors": {"kind": "mlp", "values": "descriptors"},
        },
    },
}


def write_clips(folder: Path) -> None:
    """Write two copies, with noise of their own, of each pitch and decay in each take."""
    for take in TAKES:
        (folder / take).mkdir(parents=True, exist_ok=True)
        for pitch, frequency in PITCHES.items():
            for decay, rate in DECAYS.items():
                for copy in (1, 2):
                    seed = int(frequency + rate) * 10 + copy + 1000 * TAKES.index(take)
                    samples = tone(frequency * 1.05**copy, rate, 1.2, seed)
                    path = folder / take / f"{pitch} & {decay} {copy}.wav"
                    soundfile.write(path, 0.5 * samples.astype(np.float32), 16_000)
