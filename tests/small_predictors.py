"""Small predictors that are trained in a moment: low tones, high tones and noise."""

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from tiny_network import DESCRIPTION, TinyNetwork

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.familiarity.hearing import Hearing, plan_of, save_hearing
from latentaudio.prediction.familiarity.known_recordings import head_familiarity
from latentaudio.prediction.frames.frame_files import read_frames, write_frames
from latentaudio.prediction.heads.fit_head import fit_head_of
from latentaudio.prediction.heads.recording_values import frame_statistics
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.kinds.labels import Labels
from latentaudio.prediction.kinds.numbers import Numbers
from latentaudio.prediction.new_sounds.heard_sounds import Failures, measured_sounds
from latentaudio.prediction.tasks.task_data import TaskData

RATE = DESCRIPTION.samplerate
HEARING = {
    "samplerate": RATE,
    "snippet_samples": DESCRIPTION.snippet.samples,
    "lowest_hz": 100.0,
    "highest_hz": 3900.0,
    "channels": "mean",
    "normalise": "peak",
    "hop_s": 0.5,
    "block_s": None,
    "guard_s": 0.0,
    "silence_db": -60.0,
}
FRAMES = FrameSettings("log_mel", hop_s=0.02, frame_s=0.04, bands=8)
LABELS = ("high", "low", "noise")
COUNT = 36


def sound(label, seed, seconds=0.7, rate=RATE):
    """A tone of some hundred or thousand Hz, or noise, with some noise."""
    draw = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    hertz = {"low": 300.0, "high": 2000.0, "noise": 0.0}[label] * draw.uniform(0.9, 1.1)
    strength = 0.3 if label == "noise" else 0.03
    return 0.5 * np.sin(2 * np.pi * hertz * time) + strength * draw.normal(size=len(time))


def training_data(folder):
    """Write training recordings, and say what they are; two of each group."""
    folder.mkdir()
    targets = np.arange(COUNT) // 2 % 3
    names = [f"r{number:02d}" for number in range(COUNT)]
    for number, (name, target) in enumerate(zip(names, targets, strict=True)):
        soundfile.write(folder / f"{name}.wav", sound(LABELS[target], number), RATE, "FLOAT")
    paths = np.array([str(folder / f"{name}.wav") for name in names])
    groups = np.array([f"g{number // 2}" for number in range(COUNT)])
    folds = np.arange(COUNT) // 6 % 3 + 1
    return TaskData("kind", np.array(names), paths, groups, Classes(LABELS), targets, folds)


def measured(data):
    """Measure the training recordings."""
    failures = Failures()
    found = list(measured_sounds(map(Path, data.paths), plan_of(HEARING), failures))
    assert not failures.reasons
    return found


def stored_frames(data, folder):
    """Compute frames as the workflow does, by way of a file."""
    path = folder / "frames.parquet"
    waveforms = [one.waveform() for one in measured(data)]
    ids = data.recording_ids.tolist()
    write_frames(path, FRAMES, RATE, zip(ids, waveforms, strict=True))
    return read_frames([path], FRAMES, RATE, ids)


def splits_of(data, fold, *, validation=False):
    """Hold out a fold; the next one chooses, if any does."""
    splits = np.where(data.folds == fold, HELD_OUT, TRAINING).astype("<U10")
    if validation:
        splits[data.folds == fold % 3 + 1] = VALIDATION
    return splits


def frame_head(data, frames, folder, fold=1, kind="linear"):
    """Fit a head on statistics of frames, with all that new sounds need."""
    means = frame_statistics(frames)
    values = {**dataclasses.asdict(FRAMES), "samplerate": RATE}
    return fitted(data, means, folder, fold, kind, network="", values=values)


def embedding_means(data):
    """Average the embedding of the tiny network as stored, in half precision."""
    network = tiny()
    reader = network.reader([])
    rows = []
    for one in measured(data):
        stored = reader(np.stack(list(one.snippets()))).embeddings.astype(np.float16)
        rows.append(stored.astype(np.float64).mean(axis=0))
    return np.stack(rows)


def tiny():
    """Make the tiny network."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "weights.npz"
        TinyNetwork.fetch_weights("auto", path)
        return TinyNetwork.from_weights(path)


def fitted(data, means, folder, fold, kind, *, network, values, weights=None):
    """Fit a head, and write its checkpoint."""
    splits = splits_of(data, fold)
    saved = fit_head_of(
        data, splits, means, folder, kind=kind, network=network, values=values, seed=1
    )
    module = "tiny_network" if network else None
    hearing = Hearing.now(HEARING, network_module=module, weights_sha256=weights)
    save_hearing(folder, hearing, head_familiarity(data, splits, means, seed=1))
    return saved


def pitches(data):
    """The same recordings with numbers to predict: a distance of 1, 2 or 4 m."""
    distances = 2.0**data.targets
    return dataclasses.replace(
        data, task="distance", task_kind=Numbers("log", "m"), targets=distances
    )


def tags(data):
    """The same recordings with labels to predict: tones are also called so."""
    labels = ("high", "low", "tone")
    members = np.stack([data.targets == 0, data.targets == 1, data.targets < 2], axis=1)
    return dataclasses.replace(data, task="tags", task_kind=Labels(labels, 1.0), targets=members)
