import numpy as np
import pytest

COUNT = 120


@pytest.fixture
def clouds():
    """Separate Gaussian clouds on two axes, one per factor, with class names of unequal length."""
    generator = np.random.default_rng(0)
    first, second = generator.integers(0, 3, COUNT), generator.integers(0, 2, COUNT)
    coordinates = generator.normal(size=(COUNT, 6)) * 0.5
    coordinates[:, 0] += 8 * first
    coordinates[:, 1] += 8 * second
    labels = {
        "size": np.array(["s", "m", "l"])[first],
        "shape": np.array(["round", "a very long name of a class"])[second],
    }
    return coordinates.astype(np.float32), labels
