"""Measure the speed and size of the stages, each against a yardstick measured in the same run.

Every line measures both sides in turn and prints the median ratio of the rounds, its range, and
whether it is within its limit. All lines are measured; the exit code is 1 if one of them misses its
limit. The figures go to benchmarks/latest.json, theme by theme: those of other themes are kept.

    make bench                                  all themes
    python benchmarks/run.py embedding flow     these themes
    python benchmarks/run.py --quick            smaller, without themes that run the whole workflow
    python benchmarks/run.py --table            write the figures into docs/performance.md
"""

import argparse
import importlib
import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

# The repository instead of this folder, whose `profile` would shadow Python's.
if sys.path[0] == str(Path(__file__).parent):
    sys.path[0] = str(Path(__file__).parents[1])

from benchmarks import machine, tables, themes
from benchmarks.pairs import Line
from latentaudio.artifacts import read_json, write_json
from latentaudio.workflow.environment import share_with_programs

#: Modules with a function `measure`, in the order in which they run.
THEMES = (
    *("embedding", "projection", "decoding", "flow", "transfer", "memory", "roofline"),
    *("explorer", "dry_run", "growing", "whole", "doubling"),
)
#: Themes that run the whole workflow, which takes minutes.
SLOW = ("whole", "doubling")

#: One thread, as the workflow runs most of its jobs. TensorFlow has settings of its own.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}

LATEST = themes.REPOSITORY / "benchmarks" / "latest.json"
DOCUMENT = themes.REPOSITORY / "docs" / "performance.md"


def measure(name: str, quick: bool, rounds: int | None) -> themes.Result:
    """Run one theme in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="latentaudio-bench-") as folder:
        theme = importlib.import_module(f"benchmarks.{name}")
        return theme.measure(themes.Settings(Path(folder), quick, rounds))


def measure_apart(name: str, quick: bool, rounds: int | None) -> themes.Result:
    """Run one theme in a process of its own, so that others affect neither threads nor memory."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(measure, name, quick, rounds).result()


def record(result: themes.Result, *, quick: bool) -> dict[str, Any]:
    """Give what is kept of a theme in the file of figures."""
    return {
        "measured": machine.moment(),
        "quick": quick,
        "lines": [line.to_dict() for line in result.lines],
        "tables": {name: list(rows) for name, rows in result.tables.items()},
    }


def describe(line: Line) -> str:
    """Format a line for the screen."""
    ratios = line.ratios
    spread = f" ({tables.number(ratios[0])} to {tables.number(ratios[-1])})"
    limit = "" if line.limit is None else f", limit {tables.number(line.limit)}"
    return (
        f"{'  ' if line.within else 'X '}{line.what} / {line.against}: "
        f"{tables.number(line.ratio)}{spread if len(ratios) > 1 else ''}{limit}"
    )


def run(names: Sequence[str], quick: bool, rounds: int | None) -> list[str]:
    """Run themes, print and keep their lines, and list those that failed or missed a limit."""
    failures = []
    for name in names:
        print(name, flush=True)
        try:
            result = measure_apart(name, quick, rounds)
        except Exception as error:  # The other themes run even if this one fails.
            print(f"X {type(error).__name__}: {error}", flush=True)
            failures.append(f"{name}: {type(error).__name__}")
            continue
        for line in result.lines:
            print(describe(line), flush=True)
            if not line.within:
                failures.append(f"{name}: {line.what} / {line.against}")
        keep(LATEST, name, record(result, quick=quick))
    return failures


def keep(latest: Path, name: str, theme: Mapping[str, Any]) -> None:
    """Write the figures of a theme into the file, in place of its previous ones."""
    held = read_json(latest) if latest.exists() else {}
    known = {**held.get("themes", {}), name: theme}
    ordered = {one: known[one] for one in THEMES if one in known}
    write_json(latest, {"machine": machine.description(), "themes": ordered})


def document_tables(latest: Mapping[str, Any]) -> dict[str, str]:
    """Format the tables of the document from the figures in the file."""
    lines, measured = [], []
    further: dict[str, str] = {}
    for name, theme in latest["themes"].items():
        for fields in theme["lines"]:
            line = Line.from_dict(fields)
            lines.append(row(name, line))
        measured.append(
            {"theme": name, **theme["measured"], "sizes": "quick" if theme["quick"] else "usual"}
        )
        further |= {key: tables.markdown(rows) for key, rows in theme["tables"].items()}
    facts = [{"": key, "value": str(value)} for key, value in latest["machine"].items()]
    return {
        "lines": tables.markdown(lines),
        "measured": tables.markdown(measured),
        "machine": tables.markdown(facts),
        **further,
    }


def row(theme: str, line: Line) -> dict[str, object]:
    """Format a line as a row of the document's table."""
    low, high = (tables.number(line.ratios[index]) for index in (0, -1))
    return {
        "theme": theme,
        "ours": line.what,
        "beside": line.against,
        "measured": amounts(line),
        "ratio": line.ratio,
        "range": "" if len(line.ratios) == 1 else f"{low} to {high}",
        "rounds": str(len(line.ratios)),
        "limit": "" if line.limit is None else tables.number(line.limit),
        "within": "" if line.limit is None else ("yes" if line.within else "**no**"),
    }


def amounts(line: Line) -> str:
    """Format the medians of both sides."""
    ours, yardstick = (
        tables.number(statistics.median(side)) for side in (line.ours, line.yardstick)
    )
    return f"{ours} / {yardstick} {line.unit}".strip()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("themes", nargs="*", metavar="theme", help=", ".join(THEMES))
    parser.add_argument("--quick", action="store_true", help="smaller sizes, in a minute or two")
    parser.add_argument(
        "--rounds", type=int, help="rounds of every theme, instead of its own number"
    )
    parser.add_argument(
        "--table",
        action="store_true",
        help=f"only write {LATEST.name} into {DOCUMENT.name}, which keeps other rows",
    )
    args = parser.parse_args()
    if unknown := set(args.themes) - set(THEMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(THEMES)}")
    if args.rounds is not None and args.rounds < 1:
        parser.error(f"--rounds={args.rounds} found, expected at least 1")
    if args.table:
        tables.fill(DOCUMENT, document_tables(read_json(LATEST)), kept=list(THEMES))
        return 0
    os.environ.update(ENVIRONMENT)
    share_with_programs(themes.REPOSITORY)
    names = args.themes or [name for name in THEMES if not (args.quick and name in SLOW)]
    failures = run(names, args.quick, args.rounds)
    for failure in failures:
        print(f"not within its limit: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
