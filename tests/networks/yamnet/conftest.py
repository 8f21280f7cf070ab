import numpy as np
import pytest
from places import SHARED_DATA

from latentaudio.errors import WeightsError
from latentaudio.networks.yamnet.weights import published_parameters, random_parameters

REFERENCE = SHARED_DATA / "yamnet_reference"


@pytest.fixture(scope="session")
def published():
    """The published parameters, from the cache after the first time."""
    try:
        return published_parameters("auto")
    except WeightsError as error:
        pytest.skip(f"the published weights could not be obtained: {error}")


@pytest.fixture(scope="session")
def parameters():
    """Random parameters, the same in all tests."""
    return random_parameters(seed=3)


@pytest.fixture(scope="session")
def reference_folder():
    """Outputs of the original network for two recordings, a sine and silence."""
    if not REFERENCE.is_dir():
        pytest.skip(f"no reference outputs of the original network at {REFERENCE}")
    return REFERENCE


@pytest.fixture(scope="session")
def waveforms():
    """Three snippets: noise, a tone, and silence."""
    time = np.arange(15_600) / 16_000
    noise = np.random.default_rng(0).uniform(-1, 1, 15_600)
    return np.stack([noise, np.sin(2 * np.pi * 1000 * time), 0 * time]).astype(np.float32)
