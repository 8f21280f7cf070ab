"""Copies of the repository to edit."""

import shutil
from pathlib import Path

from places import REPOSITORY

#: What a run needs of the repository.
PARTS = [
    *("Snakefile", "rules", "scripts", "latentaudio", "config", "envs", "profiles"),
    "requirements.lock",
]


def copy_of_repository(folder: Path) -> Path:
    """Copy what a run needs into a new folder, and return the folder."""
    folder.mkdir(parents=True)
    for name in PARTS:
        original = REPOSITORY / name
        if original.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(original, folder / name, ignore=ignored)
        else:
            shutil.copy(original, folder / name)
    return folder
