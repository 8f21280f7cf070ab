"""What each representation cost: the time and memory of its jobs, from Snakemake's benchmarks.

Time differs from run to run, so it is not in the tables that are the same twice.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from latentaudio.artifacts import Kind, reading

COLUMNS = ("training", "seconds", "cpu_seconds", "memory_mb")


def costs(benchmarks: Mapping[str, Path]) -> pd.DataFrame:
    """Read the costs of trainings.

    Parameters
    ----------
    benchmarks
        A benchmark file (``.jsonl``) by name of the training.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`: wall-clock and processor time (s) and largest memory (MB) of the job that
        ran last; NaN where Snakemake could not measure it.

    Raises
    ------
    ArtifactError
        If a file is missing or is no benchmark.
    """
    rows = []
    for training, path in benchmarks.items():
        with reading(path, Kind("benchmark", 1, "")):
            last = json.loads(Path(path).read_text(encoding="utf-8").splitlines()[-1])
            rows.append((training, *(_number(last[key]) for key in ("s", "cpu_time", "max_rss"))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _number(cell: object) -> float:
    # Of a job that ends at once, Snakemake measures neither time nor memory.
    return float("nan") if cell in (None, "NA", "-") else float(str(cell))
