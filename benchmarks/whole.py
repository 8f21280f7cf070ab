"""The demo run from nothing to its report, against the time it may take."""

from functools import partial

from benchmarks.pairs import Line, timed
from benchmarks.programs import snakemake
from benchmarks.themes import Result, Settings

MINUTES = 9.0


def measure(settings: Settings) -> Result:
    """Time the default target on two cores."""
    took = timed(partial(snakemake, settings.folder, "--cores", "2", "--quiet", "all"))()
    minutes = took["s"] / 60
    return Result(
        [Line("demo run on two cores", f"{MINUTES:g} minutes", "min", (minutes,), (MINUTES,),
              1.0)]
    )  # fmt: skip
