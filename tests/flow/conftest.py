import numpy as np
import pytest


@pytest.fixture(scope="session")
def toy():
    """Projections and labels of 6 x 4 classes in 8 dimensions.

    Each factor varies along a direction of its own, all else is noise, and a rotation makes sure
    that no dimension is a factor.
    """
    generator = np.random.default_rng(11)
    material = generator.integers(6, size=1200)
    action = generator.integers(4, size=1200)
    hidden = generator.standard_normal((1200, 8))
    hidden[:, 0] = 1.2 * (material - 2.5) + 0.3 * hidden[:, 0]
    hidden[:, 1] = 1.5 * (action - 1.5) + 0.3 * hidden[:, 1]
    rotation, _ = np.linalg.qr(generator.standard_normal((8, 8)))
    projections = hidden @ rotation
    projections = (projections - projections.mean(axis=0)) / projections.std(axis=0)
    labels = {
        "material": np.array(list("WMGSCP"))[material],
        "action": np.array(list("TRDK"))[action],
    }
    return projections.astype(np.float32), labels
