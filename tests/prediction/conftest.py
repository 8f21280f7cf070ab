import numpy as np
import pytest
from prediction.made_up_frames import made_up_frames

from latentaudio.prediction.kinds.classes import Classes
from latentaudio.prediction.tasks.task_data import TaskData


@pytest.fixture(scope="session")
def task():
    """Three classes of eight groups of two recordings each, in four folds."""
    groups = np.repeat([f"g{number:02d}" for number in range(24)], 2)
    targets = np.repeat(np.arange(24) % 3, 2)
    ids = np.array([f"r{number:02d}" for number in range(48)])
    paths = np.array([f"clips/{name}.wav" for name in ids])
    folds = np.repeat(np.arange(24) // 3 % 4 + 1, 2)
    kinds = Classes(("drip", "hum", "tap"))
    return TaskData("kind", ids, paths, groups, kinds, targets, folds)


@pytest.fixture(scope="session")
def task_frames(task):
    return [made_up_frames(row, 2 * target + 1) for row, target in enumerate(task.targets)]
