"""The recipe of CONTRIBUTING.md for a decoder, followed step by step in a copy."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from places import REPOSITORY
from tiny_project import TONES, write_tones

pytestmark = pytest.mark.workflow

#: What contract tests and a dry run need of the repository.
PARTS = ["Snakefile", "rules", "scripts", "latentaudio", "config", "profiles", "tests"]
FILES = ["pyproject.toml", "requirements.lock"]

DECODER = '''"""Nearest means: a test snippet is assigned the class with the nearest mean."""

import numpy as np

from latentaudio.errors import DatasetError


def decode(
    coordinates: np.ndarray, targets: np.ndarray, test: np.ndarray, shrinkage: float
) -> np.ndarray:
    """Classify test snippets by the nearest mean of a class, drawn towards the common mean."""
    if np.count_nonzero(~test) < 3:
        raise DatasetError("nearest means: a training set has 2 snippets; use fewer folds")
    points = np.asarray(coordinates, float)
    columns = []
    for truth in targets.T:
        classes = np.unique(truth[~test])
        means = np.stack([points[~test & (truth == one)].mean(axis=0) for one in classes])
        means += shrinkage * (means.mean(axis=0) - means)
        distances = ((points[test][:, np.newaxis] - means) ** 2).sum(axis=2)
        columns.append(classes[distances.argmin(axis=1)])
    return np.stack(columns, axis=1)
'''
ENTRY = """        Decoder(
            "nearest_mean",
            "latentaudio.decoding.nearest_mean",
            "nearest mean",
            "classification",
            settings=("nearest_mean.shrinkage",),
        ),
"""
SCHEMA = """$schema: https://json-schema.org/draft/2020-12/schema
type: object
additionalProperties: false
required: [shrinkage]
properties:
  shrinkage:
    type: number
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    for name in PARTS:
        if (REPOSITORY / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(REPOSITORY / name, folder / name, ignore=ignored)
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    for name in FILES:
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def insert(path: Path, before: str, text: str) -> None:
    """Insert a text before the only place where another stands."""
    old = path.read_text(encoding="utf-8")
    assert old.count(before) == 1, f"{path}: {before!r}"
    path.write_text(old.replace(before, text + before), encoding="utf-8")


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_decoder_is_one_file_and_its_registration(copy):
    # 1. One file.
    (copy / "latentaudio" / "decoding" / "nearest_mean.py").write_text(DECODER, encoding="utf-8")
    # 2. One entry.
    insert(
        copy / "latentaudio" / "decoding" / "decoders.py",
        "        _KNN.on_control_network(),\n",
        ENTRY,
    )
    # 3. Its name in the list, and the settings: key and schema.
    layers = copy / "config" / "layers.yaml"
    insert(layers, ", ridge, knn_regression]", ", nearest_mean")
    layers.write_text(layers.read_text() + "\nnearest_mean:\n  shrinkage: 0.25\n")
    schemas = copy / "config" / "schema"
    (schemas / "nearest_mean.schema.yaml").write_text(SCHEMA, encoding="utf-8")
    insert(
        schemas / "config.schema.yaml",
        "  comparisons: {$ref",
        "  nearest_mean: {$ref: nearest_mean.schema.yaml}\n",
    )

    contract = ["tests/decoding/test_contract.py", "-k", "nearest_mean", "-p", "no:cacheprovider"]
    assert "passed" in run(copy, "pytest", "-q", *contract)

    project = copy.parent / "project"
    write_tones(project / "sounds")
    (project / "config.yaml").write_text(yaml.safe_dump(TONES), encoding="utf-8")
    planned = run(
        project,
        *("snakemake", "--snakefile", str(copy / "Snakefile"), "--configfile", "config.yaml"),
        *("--dry-run", "--printshellcmds", "results/tones/knn/layer_09/fold_01.parquet"),
    )
    assert '"nearest_mean": {"shrinkage": 0.25}' in planned
