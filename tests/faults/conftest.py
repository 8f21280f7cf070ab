"""One undisturbed run of a small project, and copies of it to do damage to."""

import os
import random
import shutil
from pathlib import Path

import pytest
from faults.small_project import SMALL
from tiny_project import Project, project_of_tones


@pytest.fixture(scope="session")
def seed() -> int:
    """What faults happen when; another one: ``LATENTAUDIO_FAULT_SEED=2 pytest tests/faults``."""
    return int(os.environ.get("LATENTAUDIO_FAULT_SEED", "1"))


@pytest.fixture
def draw(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Random numbers of a test's own."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def undisturbed(weights: None, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that has run through; tests must leave it as it is."""
    project = project_of_tones(tmp_path_factory.mktemp("undisturbed"), **SMALL)
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


@pytest.fixture
def empty(undisturbed: Project, tmp_path: Path) -> Project:
    """The same project before its run."""
    shutil.copytree(undisturbed.folder / "sounds", tmp_path / "sounds")
    return Project(tmp_path, undisturbed.config)


@pytest.fixture(scope="module")
def copied(undisturbed: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A finished project to do damage to; the tests of a module leave it finished."""
    # As deep as the original: the paths of the code are relative to it.
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(undisturbed.folder, folder, dirs_exist_ok=True)
    return Project(folder, undisturbed.config)
