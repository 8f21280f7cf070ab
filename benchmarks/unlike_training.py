"""How well predictors tell what is unlike anything that they were trained on.

    python benchmarks/unlike_training.py results/esc10_sources data/ESC-10 category embedding \
        --others data/other_sounds

Models of a finished run are trained again without two of their classes, in each fold. For sounds of
these two classes, for other sounds, for noise and for tones, two things are printed: the area under
the curve (how often a foreign sound is farther from the training recordings than a known one of the
held-out fold), and the fraction that is marked. The fraction of known sounds that is marked is the
rate of false alarms.
"""

import argparse
import itertools
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from sklearn.metrics import roc_auc_score

from latentaudio.artifacts import FOLDS, RECORDINGS, SNIPPETS, read_table
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.factor_types import Factor
from latentaudio.prediction.crop_networks.fit_network import FrameSource, fit_network
from latentaudio.prediction.crop_networks.last_values import LastValues
from latentaudio.prediction.crop_networks.saved_network import load_network
from latentaudio.prediction.familiarity.hearing import plan_of
from latentaudio.prediction.familiarity.known_networks import network_familiarity
from latentaudio.prediction.familiarity.known_recordings import head_familiarity
from latentaudio.prediction.frames.frame_files import read_frames
from latentaudio.prediction.kinds.names import asked_kind
from latentaudio.prediction.new_sounds.files import sound_files
from latentaudio.prediction.new_sounds.heard_sounds import Failures, measured_sounds
from latentaudio.prediction.new_sounds.members import Member, load_member
from latentaudio.prediction.new_sounds.predictor import seeing_of
from latentaudio.prediction.tasks.task_data import TaskData, fold_splits, task_data

RATE, SECONDS = 16_000, 5
SEED = 1


def made_sounds(folder: Path) -> dict[str, list[Path]]:
    """Write ten sounds of each kind: white and pink noise, and tones from 150 to 5000 Hz."""
    draw = np.random.default_rng(SEED)
    count = RATE * SECONDS
    falling = 1 / np.sqrt(np.maximum(np.arange(count // 2 + 1), 1))
    sounds = {
        "white noise": [0.1 * draw.normal(size=count) for _ in range(10)],
        "pink noise": [
            np.fft.irfft(np.fft.rfft(draw.normal(size=count)) * falling) for _ in range(10)
        ],
        "tones": [
            0.5 * np.sin(2 * np.pi * hertz * np.arange(count) / RATE)
            for hertz in np.geomspace(150, 5000, 10)
        ],
    }
    paths: dict[str, list[Path]] = {}
    for name, waveforms in sounds.items():
        paths[name] = [folder / f"{name}_{number}.wav" for number in range(10)]
        for path, waveform in zip(paths[name], waveforms, strict=True):
            soundfile.write(path, 0.5 * waveform / np.abs(waveform).max(), RATE)
    return paths


def values_of(member: Member, paths: list[Path]) -> list[np.ndarray]:
    """Compute what a model sees of sounds; those that cannot be read are passed over."""
    failures = Failures()
    sounds = measured_sounds(paths, plan_of(member.hearing.plan), failures)
    return [values for _, values in seeing_of(member, "auto")(sounds, failures)]


def without(data: TaskData, classes: tuple[int, int]) -> np.ndarray:
    """Give the rows of the recordings of all other classes."""
    return np.flatnonzero(~np.isin(data.targets, classes))


def rows_of(data: TaskData, rows: np.ndarray) -> TaskData:
    """Select recordings; classes keep their indices."""
    kept: dict[str, Any] = {
        name: getattr(data, name)[rows]
        for name in ("recording_ids", "paths", "groups", "targets", "folds")
    }
    return TaskData(task=data.task, task_kind=data.task_kind, **kept)


def tried(
    run: Path, root: Path, task: str, model: str, others: dict[str, list[Path]], every: int
) -> None:
    """Try one model, and print what was found."""
    snippets = read_table(run / "dataset/snippets.parquet", SNIPPETS)
    folds = read_table(run / "dataset/folds.parquet", FOLDS)["given"].to_numpy()
    recordings = read_table(run / "dataset/recordings.parquet", RECORDINGS)
    data = task_data(recordings, snippets, folds, task, asked_kind(Factor(task)), [])
    folder = next(iter(sorted((run / "prediction" / task / model).glob("seed_*/fold_*"))))
    member = load_member(folder)
    own = values_of(member, [root / path for path in data.paths])
    if len(own) < len(data.paths):
        raise SystemExit(f"{root}: only {len(own)} of {len(data.paths)} recordings can be read")
    foreign = {name: values_of(member, paths) for name, paths in others.items()}
    of_network = "length" in member.seen
    frames = []
    if of_network:
        saved = load_network(folder)
        files = sorted((run / "frames" / saved.network.settings.frames).glob("*.parquet"))
        frames = read_frames(files, saved.frames, saved.samplerate, data.recording_ids.tolist())
    found: dict[str, list[tuple[float, float]]] = {}
    pairs = list(itertools.combinations(range(data.task_kind.width), 2))[::every]
    for pair, fold in itertools.product(pairs, np.unique(data.folds)):
        rows = without(data, pair)
        known = rows_of(data, rows)
        fraction = 0.2 if of_network else 0.0
        splits = fold_splits(
            known, int(fold), validation_fraction=fraction, seed=SEED, training_seed=SEED
        )
        if of_network:
            of_rows = [frames[row] for row in rows]
            source = FrameSource(of_rows, saved.frames, saved.samplerate)
            with tempfile.TemporaryDirectory() as place:
                trained = fit_network(
                    known, splits, source, saved.network.settings, Path(place), seed=SEED
                )
            familiarity = network_familiarity(known, splits, of_rows, trained.network)
            last = LastValues(trained.network)
            unlike = {name: familiarity.unlikeness(last(one)[1]) for name, one in foreign.items()}
            all_own = familiarity.unlikeness(last(own)[1])
        else:
            means = np.stack(own)
            familiarity = head_familiarity(known, splits, means[rows], SEED)
            unlike = {name: familiarity.unlikeness(np.stack(one)) for name, one in foreign.items()}
            all_own = familiarity.unlikeness(means)
        near = all_own[rows][splits == HELD_OUT]
        unlike["two classes left out"] = all_own[np.isin(data.targets, pair)]
        found.setdefault("known", []).append((np.nan, float((near > 1).mean())))
        for name, far in unlike.items():
            truth = np.repeat([0, 1], [len(near), len(far)])
            area = float(roc_auc_score(truth, np.concatenate([near, far])))
            found.setdefault(name, []).append((area, float((far > 1).mean())))
    print(f"{model}: {len(pairs)} pairs of classes, {len(np.unique(data.folds))} folds")
    for name, pairs_found in found.items():
        area, marked = np.mean(pairs_found, axis=0)
        told = " " * 9 if np.isnan(area) else f"area {area:.2f}"
        print(f"  {name:22s} {told}  marked {marked:.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="folder of a run with given folds")
    parser.add_argument("root", type=Path, help="folder of its recordings: dataset.root")
    parser.add_argument("task")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--others", type=Path, nargs="*", default=[], help="folders of sounds")
    parser.add_argument("--every", type=int, default=4, help="try every n-th pair of classes")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        others = made_sounds(Path(folder))
        others |= {one.name: sound_files([one], Failures()) for one in args.others}
        for model in args.models:
            tried(args.run, args.root, args.task, model, others, args.every)


if __name__ == "__main__":
    main()
