"""What tests of several folders share."""

import os

import hypothesis
import pytest
from threadpoolctl import threadpool_limits

from latentaudio.errors import WeightsError
from latentaudio.networks.yamnet.weights import published_parameters

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

#: Registers a network when imported; looking for doctests would import it under a second name.
collect_ignore = ["tiny_network.py"]


@pytest.fixture(scope="session")
def weights() -> None:
    """Skip what needs the published weights where they cannot be had."""
    try:
        published_parameters()
    except WeightsError as error:
        # Continuous integration must not pass for having run nothing.
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture
def one_thread():
    """Limit numerical libraries to one thread.

    Threads that wait for a busy core make small problems far slower.
    """
    with threadpool_limits(1):
        yield
