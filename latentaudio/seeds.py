"""Random generators: one seed in the configuration, independent streams everywhere else."""

import hashlib

import numpy as np


def seed_sequence(seed: int, stage: str, *keys: object) -> np.random.SeedSequence:
    """Derive the seed sequence of one job from the run's seed.

    Streams of different stages or keys are statistically independent, and adding a job changes the
    stream of no other job.

    Parameters
    ----------
    seed
        The run's seed, a non-negative integer.
    stage
        Name of the stage that draws, e.g. ``"pca_fit"``.
    *keys
        Whatever distinguishes the jobs of the stage, e.g. the layer and the fold.

    Examples
    --------
    >>> first = seed_sequence(1, "pca_fit", 3).generate_state(1)
    >>> bool(first == seed_sequence(1, "pca_fit", 3).generate_state(1))
    True
    >>> bool(first == seed_sequence(1, "pca_fit", 4).generate_state(1))
    False
    """
    digest = hashlib.sha256("\x1f".join([stage, *map(str, keys)]).encode()).digest()
    words = np.frombuffer(digest[:16], dtype="<u4")
    return np.random.SeedSequence([seed, *words.tolist()])


def generator(seed: int, stage: str, *keys: object) -> np.random.Generator:
    """Create the NumPy generator of one job; see `seed_sequence`."""
    return np.random.default_rng(seed_sequence(seed, stage, *keys))


def integer_seed(seed: int, stage: str, *keys: object) -> int:
    """Derive a 32-bit seed for libraries that take an integer; see `seed_sequence`."""
    return int(seed_sequence(seed, stage, *keys).generate_state(1)[0])
