"""The decoding job of one fold, against starting Python with the same imports."""

import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks import programs
from benchmarks.pairs import alternate, compare, timed
from benchmarks.themes import REPOSITORY, Result, Settings
from latentaudio.artifacts import FOLDS, PROJECTIONS, SNIPPETS, write_table

COUNT = 1440
COMPONENTS = 64
NEIGHBORS = {"neighbors": 10}


def measure(settings: Settings) -> Result:
    """Compare the neighbors, probe and control of one fold with the imports alone."""
    folder = settings.folder
    write_inputs(folder)
    job = [
        *(sys.executable, str(REPOSITORY / "scripts" / "decoding" / "knn.py")),
        *("--decoders", json.dumps({"knn": NEIGHBORS, "probe": {}, "knn_permuted": NEIGHBORS})),
        *("--snippets", str(folder / "snippets.parquet"), "--folds", str(folder / "folds.parquet")),
        *("--projections", str(folder / "z.parquet"), "--factors", '["a", "b"]', "--layer", "1"),
        *("--permuted-projections", str(folder / "z.parquet")),
        *("--fold", "1", str(folder / "predictions.parquet")),
    ]
    imports = [sys.executable, "-c", "import sklearn.neighbors, pyarrow.parquet"]
    sides = {
        "ours": timed(partial(programs.run, job)),
        "imports": timed(partial(programs.run, imports)),
    }
    line = compare(
        alternate(sides, settings.times(7)), "ours", "imports", limit=3.0,
        what=f"KNN job of one fold, {COUNT:,} snippets",
        against="Python started with its imports",
    )  # fmt: skip
    return Result([line])


def write_inputs(folder: Path) -> None:
    """Write the tables of the earlier stages, with random classes of two factors."""
    generator = np.random.default_rng(0)
    labels = {name: generator.integers(0, n, COUNT).astype(str) for name, n in (("a", 6), ("b", 4))}
    ids = [f"snippet {number}" for number in range(COUNT)]
    points = pa.array(generator.normal(size=COUNT * COMPONENTS).astype(np.float32))
    coordinates = pa.FixedSizeListArray.from_arrays(points, COMPONENTS)
    fold = (np.arange(COUNT) % 10 + 1).astype(np.int16)
    folds = {"grouped": fold, "random": fold[::-1].copy()}
    write_table(pa.table({"snippet_id": ids, **labels}), folder / "snippets.parquet", SNIPPETS)
    write_table(pa.table({"snippet_id": ids, **folds}), folder / "folds.parquet", FOLDS)
    write_table(pa.table({"snippet_id": ids, "z": coordinates}), folder / "z.parquet", PROJECTIONS)
