import numpy as np
import pytest

from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.vae_data import VaeData

SHAPE = (8, 8)


@pytest.fixture(scope="session")
def spectrograms():
    """Pictures of a bump whose place in time and in frequency are independent factors."""
    generator = np.random.default_rng(5)
    frame, band = generator.uniform(1, 6, (2, 240, 1, 1))
    frames, bands = np.mgrid[:8, :8]
    bumps = np.exp(-((frames - frame) ** 2 + (bands - band) ** 2) / 4)
    noisy = -3.0 + 2.0 * bumps + 0.05 * generator.standard_normal(bumps.shape)
    return noisy.astype(np.float32)


@pytest.fixture(scope="session")
def splits():
    return np.repeat(["training", "validation", "held_out"], [160, 40, 40])


@pytest.fixture(scope="session")
def sounds_data(splits):
    ids = np.array([f"r#{row:04d}" for row in range(len(splits))])
    return VaeData(ids, splits)


@pytest.fixture(scope="session")
def make_model():
    def make(
        model="dense",
        shape=SHAPE,
        latent_units=3,
        likelihood="gaussian_fixed",
        variance=0.1,
        seed=1,
        **sizes,
    ):
        if model == "dense":
            sizes = {"hidden_units": [16], **sizes}
        architecture = Architecture(model, shape, latent_units, sizes, likelihood, variance)
        return Autoencoder(architecture, seed)

    return make
