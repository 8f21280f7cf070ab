"""Undisturbed runs of small projects, and copies of them to do damage to."""

import functools
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.small_project import SMALL, small_project
from tiny_project import Project


@pytest.fixture(scope="session")
def seed() -> int:
    """What faults happen when; another one: ``LATENTAUDIO_FAULT_SEED=2 pytest tests/faults``."""
    return int(os.environ.get("LATENTAUDIO_FAULT_SEED", "1"))


@pytest.fixture
def draw(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Random numbers of a test's own."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def run_once(weights: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Give a function that runs a project, by the name of its run, when it is first asked for."""

    @functools.cache
    def run(name: str) -> Project:
        project = small_project(name, tmp_path_factory.mktemp("undisturbed"))
        outcome = project.snakemake("--cores", "2")
        assert outcome.code == 0, outcome.text
        return project

    return run


@pytest.fixture(scope="session")
def undisturbed(run_once: Callable[[str], Project], request: pytest.FixtureRequest) -> Project:
    """A project that has run through; tests must leave it as it is.

    A test can name others by ``@pytest.mark.parametrize("undisturbed", [...], indirect=True)``.
    """
    return run_once(getattr(request, "param", SMALL["run"]))


@pytest.fixture
def empty(undisturbed: Project, tmp_path: Path) -> Project:
    """The same project before its run."""
    return small_project(undisturbed.config["run"], tmp_path)


@pytest.fixture(scope="module")
def copied(undisturbed: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A finished project to do damage to; the tests of a module leave it finished."""
    # As deep as the original: the paths of the code are relative to it.
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(undisturbed.folder, folder, dirs_exist_ok=True)
    return Project(folder, undisturbed.config)
