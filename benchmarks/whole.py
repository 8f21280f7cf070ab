"""The demo run from nothing to its report, with and without its map, and what it may take."""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.pairs import Figures, Line, alternate, timed
from benchmarks.programs import snakemake
from benchmarks.themes import Result, Settings

MINUTES = 9.0
#: What the sound map may cost beside the study of the layers.
MAP_S = 60.0
STUDIES = {"without": ["layers"], "with": ["layers", "explorer"]}


def measure(settings: Settings) -> Result:
    """Time the default target on two cores, with the sound map and without it."""
    sides = {}
    for name, studies in STUDIES.items():
        sides[name] = timed(partial(_run, settings.folder / name, studies))
    # Nothing need be warm: the first run of an environment compiles UMAP, but not the second.
    rounds = alternate(sides, settings.times(1), warm_up=False)
    return Result(lines_of(rounds))


def lines_of(rounds: Sequence[dict[str, Figures]]) -> list[Line]:
    """Make a line of the run without the map, and of what the map adds to it."""
    minutes = tuple(one["without"]["s"] / 60 for one in rounds)
    added = tuple(one["with"]["s"] - one["without"]["s"] for one in rounds)
    limits = (MINUTES,) * len(rounds), (MAP_S,) * len(rounds)
    return [
        Line("demo run on two cores", f"{MINUTES:g} minutes", "min", minutes, limits[0], 1.0),
        Line("what the sound map adds to it", f"{MAP_S:g} s", "s", added, limits[1], 1.0),
    ]


def _run(folder: Path, studies: Sequence[str]) -> None:
    """Run from nothing, in a round after another too."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = {"studies": list(studies)}
    snakemake(folder, "--cores", "2", "--quiet", "all", config=config)
