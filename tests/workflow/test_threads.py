"""Results do not depend on how many threads a job has, but for the last digits of real numbers.

The tolerances are those of docs/workflow.md.
"""

import shutil

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest
from dry_runs import settle
from tiny_project import Outcome, Project

from latentaudio.artifacts import (
    DISTANCES,
    EMBEDDING,
    LATENTS,
    MOVED,
    OUTPUT,
    PREDICTIONS,
    PROJECTIONS,
    read_table,
)
from latentaudio.embeddings.reading import matrix

pytestmark = pytest.mark.workflow

#: Each has its own way of being parallel: TensorFlow, XLA, BLAS, OpenMP.
RULES = ("embed", "pca_fit", "pca_project", "knn", "flow", "transfer")
THREADS = 4


@pytest.fixture(scope="module")
def threaded(finished, layer, tmp_path_factory) -> tuple[Project, Outcome]:
    """A copy in which one part of the sounds, and what follows for a layer, had more threads."""
    # Without the controls, which go through the same programs.
    off = {"permuted_weights": False, "permuted_labels": False}
    folder = tmp_path_factory.mktemp("threaded") / "project"
    project = Project(folder, {**finished.config, "control": off})
    shutil.copytree(finished.folder, folder)
    settle(project)
    results = project.results.relative_to(folder)
    outcome = project.snakemake(
        *("--cores", str(THREADS)),
        *("--set-threads", *(f"{rule}={THREADS}" for rule in RULES)),
        *("--forcerun", f"{results}/embeddings/output/part_001.parquet"),
        *("--printshellcmds", "--"),
        f"{results}/knn/{layer}/fold_01.parquet",
        f"{results}/transfer/{layer}/distances.parquet",
    )
    assert outcome.code == 0, outcome.text
    return project, outcome


def both(finished, threaded, path, kind) -> tuple[pa.Table, pa.Table]:
    project, _ = threaded
    first, second = finished.results / path, project.results / path
    assert first.stat().st_mtime != second.stat().st_mtime, "was not made again"
    return read_table(first, kind), read_table(second, kind)


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    return np.array(column.to_pylist())


def test_programs_are_told_their_threads(threaded):
    _, outcome = threaded
    for program in ("embeddings/embed.py", "flow/flow.py", "transfer/transfer.py"):
        (command,) = (line for line in outcome.text.splitlines() if f"scripts/{program}" in line)
        assert f"--threads {THREADS} " in command


def halves(column: pa.ChunkedArray) -> np.ndarray:
    return np.frombuffer(b"".join(column.to_pylist()), np.float16).astype(np.float64)


@pytest.mark.parametrize("name", ["layer_01", "layer_09", "layer_14"])
def test_activations_agree(finished, threaded, name):
    one, other = both(finished, threaded, f"embeddings/{name}/part_001.parquet", EMBEDDING)
    assert one["snippet_id"].equals(other["snippet_id"])
    first, second = halves(one["activation"]), halves(other["activation"])
    # A half float has 11 digits; now and then the last one is rounded the other way.
    np.testing.assert_allclose(second, first, rtol=2.0**-10, atol=2.0**-24)
    assert np.mean(first != second) < 1e-3


def test_outputs_agree(finished, threaded):
    one, other = both(finished, threaded, "embeddings/output/part_001.parquet", OUTPUT)
    computed = ["logits", "embedding"]
    assert one.drop_columns(computed).equals(other.drop_columns(computed))
    np.testing.assert_allclose(numbers(other["logits"]), numbers(one["logits"]), rtol=0, atol=1e-4)
    # A rounding apart in half precision.
    embeddings = (matrix(table["embedding"]).astype(float) for table in (other, one))
    np.testing.assert_allclose(*embeddings, rtol=2e-3, atol=1e-6)


def test_projections_agree(finished, threaded, layer):
    one, other = both(finished, threaded, f"pca/{layer}/projections.parquet", PROJECTIONS)
    assert one["snippet_id"].equals(other["snippet_id"])
    # Each component has a standard deviation of 1.
    np.testing.assert_allclose(numbers(other["z"]), numbers(one["z"]), rtol=0, atol=3e-6)


def test_predictions_are_the_same(finished, threaded, layer):
    one, other = both(finished, threaded, f"knn/{layer}/fold_01.parquet", PREDICTIONS)
    one = one.filter(pa.compute.not_equal(one["decoder"], "knn_permuted"))
    assert one.equals(other)


def test_latents_agree(finished, threaded, layer):
    one, other = both(finished, threaded, f"flow/{layer}/latents.parquet", LATENTS)
    assert one["snippet_id"].equals(other["snippet_id"])
    np.testing.assert_allclose(numbers(other["z"]), numbers(one["z"]), rtol=0, atol=1e-5)


def test_moves_agree(finished, threaded, layer):
    one, other = both(finished, threaded, f"transfer/{layer}/outputs.parquet", MOVED)
    assert one.drop_columns("logits").equals(other.drop_columns("logits"))
    np.testing.assert_allclose(numbers(other["logits"]), numbers(one["logits"]), rtol=0, atol=1e-3)
    one, other = both(finished, threaded, f"transfer/{layer}/distances.parquet", DISTANCES)
    one = one.filter(pa.compute.invert(pa.compute.starts_with(one["condition"], "permuted")))
    assert one["condition"].equals(other["condition"])
    for name in ("logits_to_own", "logits_to_other", "js_to_own", "js_to_other"):
        np.testing.assert_allclose(
            numbers(other[name]), numbers(one[name]), rtol=1e-4, err_msg=name
        )
