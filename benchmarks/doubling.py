"""What the whole workflow costs with twice and with four times as many sounds.

So that a run takes minutes, three of the layers are analysed (among them the largest), without the
controls. Numbers that a setting caps (of snippets that a projection is fitted on, or that a map
shows) are capped below the smallest run, so that growth beyond the caps is compared.
"""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.pairs import Figures, Line, timed
from benchmarks.programs import snakemake
from benchmarks.themes import Result, Settings

RUN = "doubling"
FACTORS = (1, 2, 4)
OBJECTS = 12
OVERLAY: Mapping[str, Any] = {
    "run": RUN,
    "network": {"layers": [2, 9, 13]},
    "control": {"permuted_weights": False, "permuted_labels": False},
    "pca": {"fit_snippets": 1000},
    "tsne": {"snippets": 1000},
    "flow": {"seeds": [1]},
}


def measure(settings: Settings) -> Result:
    """Run the workflow on one, two and four times the sounds of the demo run."""
    return Result(lines(lambda factor: run(settings.folder, factor, OBJECTS)))


def lines(run: Callable[[int], Figures]) -> list[Line]:
    """Compare each run with the one on half as many sounds: time, memory and disk."""
    figures = {factor: run(factor) for factor in FACTORS}
    made = []
    for half, double in pairwise(FACTORS):
        for figure, name, unit, limit in (
            ("s", "time", "s", 2.1),
            ("mb", "largest memory of a job", "MB", 1.1),
            ("disk_mb", "disk", "MB", 2.1),
        ):
            made.append(
                Line(
                    f"workflow, {double}x the sounds: {name}", f"{half}x", unit,
                    (figures[double][figure],), (figures[half][figure],), limit,
                )
            )  # fmt: skip
    return made


def run(folder: Path, factor: int, objects: int) -> Figures:
    """Run the workflow on a multiple of the objects in each cell."""
    home = folder / str(factor)
    home.mkdir()
    config = {**OVERLAY, "synthetic": {"objects_per_cell": factor * objects}}
    figures = timed(lambda: snakemake(home, "--cores", "2", "--quiet", "all", config=config))()
    results = home / "results" / RUN
    peaks = [
        json.loads(line)["max_rss"]
        for path in results.glob("benchmarks/**/*.jsonl")
        for line in path.read_text().splitlines()
    ]
    size = sum(path.stat().st_size for path in results.rglob("*") if path.is_file())
    return {**figures, "mb": max(peaks), "disk_mb": size / 1e6}
