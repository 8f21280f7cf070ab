"""A data set that grows: noticing what has changed, and embedding one more recording."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import soundfile

from benchmarks.pairs import Line, alternate, compare, timed
from benchmarks.programs import snakemake
from benchmarks.themes import Result, Settings

#: Recordings of the dry runs, and of the run to which one is added.
MANY, SOME = 2_000, 200
PARTS = 8
SAMPLERATE = 16_000
CONFIG: Mapping[str, Any] = {
    "run": "growing",
    "dataset": {
        **{"source": "folder", "root": "sounds", "pattern": r"(?P<level>[a-z]+)_\d+\.wav"},
        "factors": ["level"],
    },
    "network": {"layers": [9]},
    "embeddings": {"parts": PARTS},
    "features": [],
    "pca": {"components": 5},
    "control": {"permuted_weights": False},
    "flow": {"layer": "none"},
}


def measure(settings: Settings) -> Result:
    """Compare dry runs with and without digests, and a recording more with embedding all."""
    many, some = settings.folder / "many", settings.folder / "some"
    write_sounds(many, 200 if settings.quick else MANY)
    index = many / "results" / "growing" / ".digests.json"
    plan = partial(snakemake, many, "--dry-run", "--quiet", "all", config=CONFIG)

    def plan_anew() -> None:
        index.unlink(missing_ok=True)
        plan()

    plan()
    rounds = alternate({"again": timed(plan), "anew": timed(plan_anew)}, settings.times(5))
    dry = compare(
        rounds, "again", "anew", limit=1.1,
        what=f"dry run of {len(list(many.glob('sounds/*')))} recordings",
        against="the same, and every file is read",
    )  # fmt: skip
    write_sounds(some, 40 if settings.quick else SOME)
    embed = partial(snakemake, some, "--cores", "2", "--quiet", "all", "--", "embeddings")
    embed(config=CONFIG)
    before = embedded(some)
    write_sound(some, "loud", 10_000)
    embed(config=CONFIG)
    after = embedded(some)
    again = sum(count for path, count in after.items() if path not in before)
    share = Line(
        f"snippets embedded again, one recording more in {len(list(some.glob('sounds/*')))}",
        f"2 / {PARTS} of all", "snippets", (again,), (2 * sum(n for n in after.values()) / PARTS,),
        1.0,
    )  # fmt: skip
    return Result([dry, share])


def write_sounds(folder: Path, count: int) -> None:
    """Write recordings of one second of noise."""
    (folder / "sounds").mkdir(parents=True)
    for number in range(count):
        write_sound(folder, ("soft", "loud")[number % 2], number)


def write_sound(folder: Path, name: str, number: int) -> None:
    """Write one recording."""
    samples = np.random.default_rng(number).normal(0, 0.1, SAMPLERATE)
    soundfile.write(folder / "sounds" / f"{name}_{number}.wav", samples, SAMPLERATE)


def embedded(folder: Path) -> dict[tuple[str, int], int]:
    """Count the snippets in each file of activations, by its name and the time it was written."""
    return {
        (path.name, path.stat().st_mtime_ns): pq.read_metadata(path).num_rows
        for path in (folder / "results" / "growing" / "embeddings" / "layer_09").glob("*.parquet")
    }
