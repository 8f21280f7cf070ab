"""Planning all jobs of the demo run (14 layers, 10 folds), against starting Snakemake."""

from functools import partial

from benchmarks.pairs import alternate, compare, timed
from benchmarks.programs import snakemake
from benchmarks.themes import Result, Settings


def measure(settings: Settings) -> Result:
    """Compare a dry run without any results with ``snakemake --version``."""
    sides = {
        "ours": timed(partial(snakemake, settings.folder, "--dry-run", "--quiet", "all")),
        "start": timed(partial(snakemake, settings.folder, "--version")),
    }
    line = compare(
        alternate(sides, settings.times(5)), "ours", "start", limit=10.0,
        what="dry run of the demo run, 14 layers x 10 folds", against="snakemake --version",
    )  # fmt: skip
    return Result([line])
