"""What tests of several folders share."""

import os
from collections.abc import Sequence

import hypothesis
import numpy as np
import pytest
from places import REPOSITORY
from threadpoolctl import threadpool_limits

from latentaudio.errors import WeightsError
from latentaudio.networks.yamnet.weights import published_parameters

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

#: Registers a network when imported; looking for doctests would import it under a second name.
collect_ignore = ["tiny_network.py"]


#: Folders of the tests with a mark: `make test` looks for them nowhere else, which saves a minute.
FOLDERS = {"browser": ("browser",), "workflow": ("workflow", "cluster"), "faults": ("faults",)}


@pytest.hookimpl(tryfirst=True)  # before tests are left out for their marks
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Refuse a test that `make test` would not find."""
    for item in items:
        for mark, folders in FOLDERS.items():
            if item.get_closest_marker(mark) and not any(
                item.path.is_relative_to(REPOSITORY / "tests" / folder) for folder in folders
            ):
                raise pytest.UsageError(
                    f"{item.nodeid}: tests with the mark '{mark}' belong into tests/{folders[0]}"
                )


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
