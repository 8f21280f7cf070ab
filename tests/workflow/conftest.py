"""Projects for the tests of the workflow."""

import fcntl
import os
from pathlib import Path

import pytest
from tiny_project import TONES, Project, project_of_tones, run_tones

from latentaudio.networks.base import layer_folder


@pytest.fixture
def tones(tmp_path: Path) -> Project:
    """A project that has not run yet."""
    return project_of_tones(tmp_path)


@pytest.fixture(scope="module")
def kept_tones(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has not run yet, whose tables of the sounds stay for the next test."""
    return project_of_tones(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def finished(weights, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has run through, as by `make run`; tests must leave it as it is.

    Workers share it: the first makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    # As deep as the folders of tests, because the paths of the code are relative to it.
    folder = base.parent / "shared" if "PYTEST_XDIST_WORKER" in os.environ else base
    folder /= "finished"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        project = Project(folder, TONES)
        if not (project.folder / "workflow.html").exists():
            run_tones(folder, "--report", "workflow.html", "--report-after-run")
    return project


@pytest.fixture(scope="session")
def layer(finished: Project) -> str:
    """The folder of the finished project's best layer, which has a flow."""
    return layer_folder(finished.best_layer())
