"""Show where the time of a run went, from what Snakemake measured of its jobs.

    python benchmarks/profile.py results/demo           print the tables
    python benchmarks/profile.py results/demo --table   write them into docs/performance.md

Rules and stages are those of rules/*.smk, where each file is a stage. The wall time of the run is
the time from the start of its first measured job to its last file, so it is meaningful only for a
run made in one go.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

# The repository instead of this folder, because this file would shadow Python's own `profile`.
if sys.path[0] == str(Path(__file__).parent):
    sys.path[0] = str(Path(__file__).parents[1])

from benchmarks import tables
from benchmarks.themes import REPOSITORY
from latentaudio.errors import ArtifactError, LatentAudioError
from latentaudio.workflow import cli

DOCUMENT = REPOSITORY / "docs" / "performance.md"
_RULE = re.compile(r"^\s*(?:rule|checkpoint|use rule \w+ as) (\w+)(?: with)?:", re.MULTILINE)
_BENCHMARK = re.compile(r'benchmark:\s*f"\{RESULTS\}/benchmarks/(.+?)"')
UNKNOWN = "not in rules/"


@dataclass(frozen=True)
class Job:
    """What Snakemake measured of one job.

    Attributes
    ----------
    stage, rule
        Stage and rule that the job belongs to.
    wall, cpu
        Wall time, and processor time of all threads (s).
    memory
        Largest resident memory (MB) at the moments when Snakemake looked.
    ended
        Time at which the job ended, in seconds since 1970.
    """

    stage: str
    rule: str
    wall: float
    cpu: float
    memory: float
    ended: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="folder of a run, e.g. results/demo")
    parser.add_argument(
        "--table", action="store_true", help=f"write the tables into {DOCUMENT.name}"
    )
    args = parser.parse_args()
    jobs = list(read_jobs(args.results, benchmark_patterns(REPOSITORY / "rules")))
    made = {
        "profile-rules": tables.markdown(rule_rows(jobs)),
        "profile-stages": tables.markdown(stage_rows(jobs)),
        "profile-run": tables.markdown(run_rows(args.results, jobs)),
        "profile-disk": tables.markdown(disk_rows(args.results)),
    }
    if args.table:
        tables.fill(DOCUMENT, made)
    else:
        print("\n".join(made.values()))


def benchmark_patterns(rules: Path) -> dict[re.Pattern[str], tuple[str, str]]:
    """Read which files in ``benchmarks/`` belong to which rule: stage and rule, by pattern."""
    patterns = {}
    for file in sorted(rules.glob("*.smk")):
        # The text before the first rule, then the name and the text of each rule in turn.
        _, *parts = _RULE.split(file.read_text(encoding="utf-8"))
        for rule, text in zip(parts[::2], parts[1::2], strict=True):
            if found := _BENCHMARK.search(text):
                # Wildcards are in double braces, because the text is formatted.
                literal = re.split(r"\{\{.*?\}\}", found[1])
                pattern = ".*".join(map(re.escape, literal))
                patterns[re.compile(pattern)] = (file.stem, rule)
    if not patterns:
        raise LatentAudioError(f"{rules}: no rule with a benchmark found; give the folder of rules")
    return patterns


def read_jobs(results: Path, patterns: Mapping[re.Pattern[str], tuple[str, str]]) -> Iterator[Job]:
    """Read what Snakemake measured of all jobs of a run.

    Raises
    ------
    ArtifactError
        When the run has no measurements, or one of them cannot be read.
    """
    folder = results / "benchmarks"
    paths = sorted(folder.rglob("*.jsonl"))
    if not paths:
        raise ArtifactError(
            f"{folder}: no *.jsonl found in it; give the folder of a run that has ended"
        )
    for path in paths:
        name = path.relative_to(folder).as_posix()
        owners = (owner for pattern, owner in patterns.items() if pattern.fullmatch(name))
        stage, rule = next(owners, (UNKNOWN, name.partition("/")[0].removesuffix(".jsonl")))
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            try:
                measured = json.loads(line)
                yield Job(
                    stage, rule, float(measured["s"]), _number(measured["cpu_time"]),
                    _number(measured["max_rss"]), path.stat().st_mtime,
                )  # fmt: skip
            except (ValueError, KeyError) as error:
                raise ArtifactError(
                    f"{path}, line {number}: {error!r}; expected what Snakemake writes for "
                    "`benchmark:`; delete the file"
                ) from error


def _number(value: float | str | None) -> float:
    """Read a figure, which is missing if the job ended before Snakemake first looked."""
    return 0.0 if value in (None, "NA", "-") else float(value)


def rule_rows(jobs: Sequence[Job]) -> list[dict[str, object]]:
    """Tabulate the rules, the longest total time first."""
    return _rows("rule", jobs)


def stage_rows(jobs: Sequence[Job]) -> list[dict[str, object]]:
    """Tabulate the stages, the longest total time first."""
    return _rows("stage", jobs)


def _rows(key: str, jobs: Sequence[Job]) -> list[dict[str, object]]:
    total = _wall(jobs)
    groups = sorted(_groups(jobs, key).items(), key=lambda group: -_wall(group[1]))
    return [{key: name, **_sums(group, total)} for name, group in groups]


def _wall(jobs: Iterable[Job]) -> float:
    return sum(job.wall for job in jobs)


def _groups(jobs: Iterable[Job], key: str) -> dict[str, list[Job]]:
    def name(job: Job) -> str:
        return getattr(job, key)

    return {one: list(group) for one, group in groupby(sorted(jobs, key=name), name)}


def _sums(jobs: Sequence[Job], total: float) -> dict[str, float]:
    wall, cpu = _wall(jobs), sum(job.cpu for job in jobs)
    return {
        "jobs": len(jobs),
        "wall (s)": wall,
        "CPU (s)": cpu,
        "mean load (%)": 100 * cpu / wall if wall else 0.0,
        "most memory (MB)": max(job.memory for job in jobs),
        "share (%)": 100 * wall / total if total else 0.0,
    }


def run_rows(results: Path, jobs: Sequence[Job]) -> list[dict[str, object]]:
    """Tabulate the run as a whole."""
    began = min(job.ended - job.wall for job in jobs)
    ended = max(path.stat().st_mtime for path in results.rglob("*") if path.is_file())
    wall, inside = ended - began, _wall(jobs)
    return [
        {"run": "wall time, first job to last file (s)", "value": wall},
        {"run": "of it, while a measured job ran (s)", "value": covered(jobs)},
        {"run": "measured jobs, one after another (s)", "value": inside},
        {"run": "their processor time (s)", "value": sum(job.cpu for job in jobs)},
        {"run": "measured jobs at a time, on average", "value": inside / wall},
        {"run": "most memory of a job (MB)", "value": max(job.memory for job in jobs)},
    ]


def covered(jobs: Sequence[Job]) -> float:
    """Compute the time during which at least one job ran (s)."""
    total, reached = 0.0, float("-inf")
    for job in sorted(jobs, key=lambda job: job.ended - job.wall):
        total += max(0.0, job.ended - max(reached, job.ended - job.wall))
        reached = max(reached, job.ended)
    return total


def disk_rows(results: Path) -> list[dict[str, object]]:
    """Tabulate the number and size of the files in each folder of the run."""
    sizes: dict[str, list[int]] = {}
    for path in sorted(results.rglob("*")):
        if path.is_file():
            name = path.relative_to(results).parts[0]
            sizes.setdefault(name, []).append(path.stat().st_size)
    sizes["all"] = [size for some in sizes.values() for size in some]
    return [
        {"folder": name, "files": len(some), "MB": sum(some) / 1e6} for name, some in sizes.items()
    ]


if __name__ == "__main__":
    cli.run(main)
