import pytest

from latentaudio.networks.yamnet.weights import random_parameters


@pytest.fixture(scope="session")
def parameters():
    """Random parameters of YAMNet, the same in all tests."""
    return random_parameters(seed=3)
