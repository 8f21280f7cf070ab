"""Real recordings: clips of ESC-10, where they are at hand."""

import csv

import numpy as np
import pytest
from places import ESC10

from latentaudio.audio.sound_files import mono_blocks
from latentaudio.datasets.splits import TRAINING
from latentaudio.features.frames import FrameSettings, recording_frames
from latentaudio.prediction.frames.crops import sounding
from latentaudio.prediction.heads.heads import fit_head
from latentaudio.prediction.heads.recording_values import frame_statistics
from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.tasks.task_data import TaskData, fold_splits

DESCRIPTORS = FrameSettings("descriptors", hop_s=0.032, frame_s=0.064)

pytestmark = pytest.mark.skipif(
    not ESC10.is_dir(), reason="the clips of ESC-10 are not on this machine"
)


@pytest.fixture(scope="module")
def clips():
    """Four classes of clips."""
    with (ESC10 / "labels.csv").open() as file:
        rows = list(csv.DictReader(file))
    kept = sorted({row["label"] for row in rows})[:4]
    rows = [row for row in rows if row["label"] in kept]
    names = np.array([row["fname"] for row in rows])
    classes, targets = np.unique([row["label"] for row in rows], return_inverse=True)
    groups = np.array([name.split("-")[1] for name in names])
    folds = np.array([int(row["fold"]) for row in rows])
    return TaskData("label", names, names, groups, Classes(tuple(classes.tolist())), targets, folds)


@pytest.fixture(scope="module")
def frames(clips):
    waveforms = (
        np.concatenate(list(mono_blocks(ESC10 / name, 16_000))) for name in clips.recording_ids
    )
    return [recording_frames(one / np.abs(one).max(), DESCRIPTORS, 16_000) for one in waveforms]


def test_clips_have_frames_to_their_end_of_which_some_are_silent(frames):
    # Clips last five seconds, give or take what the compression adds.
    assert {len(one.values) for one in frames} <= set(range(155, 161))
    assert any(len(sounding(one)) < 100 for one in frames)


def test_a_head_on_descriptors_tells_real_sounds_apart(clips, frames):
    means = frame_statistics(frames)
    right = []
    for fold in range(1, 6):
        splits = fold_splits(clips, fold, validation_fraction=0.0, seed=1, training_seed=1)
        kept = splits == TRAINING
        assert not set(clips.groups[kept]) & set(clips.groups[~kept])
        head = fit_head(
            "linear",
            clips.task_kind,
            means[kept],
            clips.targets[kept],
            clips.groups[kept],
            seed=1,
        )
        right += (head.outputs(means[~kept]).argmax(axis=1) == clips.targets[~kept]).tolist()
    assert np.mean(right) > 0.5
