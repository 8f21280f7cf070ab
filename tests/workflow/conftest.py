"""Projects for the tests of the workflow."""

import os
from pathlib import Path

import pytest
from tiny_project import TONES, Project, run_tones, write_tones

from latentaudio.errors import WeightsError
from latentaudio.yamnet.weights import published_parameters


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
def tones(tmp_path: Path) -> Project:
    """A project that has not run yet."""
    write_tones(tmp_path / "sounds")
    return Project(tmp_path, TONES)


@pytest.fixture(scope="session")
def finished(weights, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has run through; tests must leave it as it is."""
    return run_tones(tmp_path_factory.mktemp("finished"))
