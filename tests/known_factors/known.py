"""Made-up sounds whose factors are known, and coordinates that mix them."""

import numpy as np

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.disentanglement.known_sounds import KnownSounds

SPLITS = (TRAINING, TRAINING, TRAINING, VALIDATION, HELD_OUT)


def known_sounds(count=400, categorical=True, seed=0):
    """Sounds with two numeric factors and, if asked for, a categorical one."""
    rng = np.random.default_rng(seed)
    values = {"pitch": rng.uniform(size=count), "decay": rng.uniform(size=count)}
    classes = {name: np.minimum((one * 4).astype(int), 3) for name, one in values.items()}
    if categorical:
        classes["kind"] = rng.choice(["bell", "drum", "reed"], count)
    groups = np.array([f"g{i}" for i in range(count)])
    return KnownSounds(tuple(classes), classes, values, groups)


def splits_of(count):
    return np.array([SPLITS[i % len(SPLITS)] for i in range(count)])


def mixed(sounds, noise=0.05, dimensions=6, seed=1):
    """Coordinates that are a rotation of the factors and noise."""
    rng = np.random.default_rng(seed)
    columns = list(sounds.values.values())
    for name in sounds.names:
        if name not in sounds.values:
            columns += [np.eye(3)[np.unique(sounds.classes[name], return_inverse=True)[1]][:, 0]]
            columns += [(sounds.classes[name] == "reed").astype(float)]
    columns += list(rng.normal(size=(dimensions - len(columns), len(sounds))))
    table = np.stack(columns, axis=1) + noise * rng.normal(size=(len(sounds), dimensions))
    return table @ np.linalg.qr(rng.normal(size=(dimensions, dimensions)))[0]
