"""How much longer a run takes, from how long its jobs took."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from latentaudio.progress.stages_of_run import CHECKPOINTS, TYPICAL_SECONDS
from latentaudio.progress.state import Progress


@dataclass(frozen=True)
class TimeLeft:
    """An estimate of the time left.

    Attributes
    ----------
    seconds
        The time (s).
    at_least
        Whether there are jobs of which nothing is known, or a choice that will add some.
    by_demo
        Whether most of it is taken from the demo run, because such jobs have not ended yet.
    """

    seconds: float
    at_least: bool = False
    by_demo: bool = False


def time_left(progress: Progress, now: float, earlier: Mapping[str, float]) -> TimeLeft | None:
    """Estimate the time left.

    A job takes as long as those of its rule took in this run, or else in an earlier one, or else
    in the demo run; as many run at a time as did until now, and the longest one sets a bound.

    Parameters
    ----------
    progress
        The jobs of the run.
    now
        The time (s).
    earlier
        Mean time of the jobs of an earlier run in the same folder, by rule (s).

    Returns
    -------
    TimeLeft | None
        The estimate; None where nothing is known of any job that is left.
    """
    known = {**earlier, **progress.mean_seconds()}
    seconds = {**TYPICAL_SECONDS, **known}
    # Rule, how many jobs of it, and how long each of them still takes.
    left = [(rule, 1, age) for rule, age in progress.running(now)]
    left += [(rule, count, 0.0) for rule, count in progress.waiting().items()]
    each = [
        (rule, count, max(seconds[rule] - age, 0.0)) for rule, count, age in left if rule in seconds
    ]
    if left and not each:
        return None
    total = sum(count * time for _, count, time in each)
    borrowed = sum(count * time for rule, count, time in each if rule not in known)
    longest = max((time for _, _, time in each), default=0.0)
    return TimeLeft(
        seconds=max(total / progress.at_once(now), longest),
        at_least=len(each) < len(left) or any(rule in CHECKPOINTS for rule, _, _ in left),
        by_demo=borrowed > total / 2,
    )


def earlier_seconds(benchmarks: Path) -> dict[str, float]:
    """Read how long the jobs of an earlier run took.

    Parameters
    ----------
    benchmarks
        The folder of Snakemake's benchmarks: ``<rule>.jsonl``, ``<rule>/...`` and, below
        ``control``, the same. Files that cannot be read are left out.

    Returns
    -------
    dict[str, float]
        Mean time of a job, by rule (s).
    """
    times: dict[str, list[float]] = defaultdict(list)
    for path in sorted(benchmarks.rglob("*.jsonl")):
        names = [part for part in path.relative_to(benchmarks).parts if part != "control"]
        try:
            seconds = [float(json.loads(line)["s"]) for line in path.read_text().splitlines()]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        times[names[0].removesuffix(".jsonl")] += seconds
    return {rule: fmean(seconds) for rule, seconds in times.items() if seconds}
