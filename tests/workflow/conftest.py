"""Projects for the tests of the workflow."""

from pathlib import Path

import pytest
from tiny_project import TONES, Project, run_tones, write_tones


@pytest.fixture
def tones(tmp_path: Path) -> Project:
    """A project that has not run yet."""
    write_tones(tmp_path / "sounds")
    return Project(tmp_path, TONES)


@pytest.fixture(scope="session")
def finished(weights, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has run through, as by `make run`; tests must leave it as it is."""
    folder = tmp_path_factory.mktemp("finished")
    return run_tones(folder, "--report", "workflow.html", "--report-after-run")
