"""List what differs between the findings of two runs.

A run is given by its folder, e.g. results/demo, or by its findings.json. Every line shows one
finding in both runs: its verdict, its main number and the 95% interval. Changed verdicts come
first, then changed numbers, then what only one run has.

Exit code: 0 when it worked, whatever was found; with --exit-code, 1 when something differs;
2 when a run cannot be read.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.commands.runs import findings_path
from latentaudio.findings.differences import Difference, differences
from latentaudio.findings.record import Finding
from latentaudio.findings.storage import read_findings, to_json

DIFFER = 1
_SIDES = ("A", "B")
_NUMBERS = ("value", "about", "unit", "estimate", "low", "high", "statistic", "df", "p")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("run_a", metavar="RUN_A", type=Path, help="folder, or findings.json")
    parser.add_argument("run_b", metavar="RUN_B", type=Path, help="folder, or findings.json")
    parser.add_argument("--all", action="store_true", help="list equal findings too")
    parser.add_argument("--format", choices=list(_FORMATS), default="text")
    parser.add_argument(
        "--exit-code", action="store_true", help="exit with 1 if any finding differs"
    )


def run(args: argparse.Namespace) -> int:
    """Print the differences."""
    a, b = (read_findings(findings_path(path)) for path in (args.run_a, args.run_b))
    found = differences(a, b)
    changed = [one for one in found if one.change != "none"]
    listed = found if args.all else changed
    _FORMATS[args.format](Comparison(a.run, b.run, listed, len(changed), len(found)))
    return DIFFER if args.exit_code and changed else 0


@dataclass(frozen=True)
class Comparison:
    """What is printed: names of the runs, findings, and how many of how many differ."""

    a: str
    b: str
    listed: Sequence[Difference]
    changed: int
    total: int


def _print_text(comparison: Comparison) -> None:
    print(f"A: {comparison.a}\nB: {comparison.b}")
    print(f"{comparison.changed} of {comparison.total} findings differ")
    if not comparison.listed:
        return
    rows = [("change", "claim", "factor", *_SIDES)]
    rows += [
        (one.change, one.finding.claim, _about(one.finding), _cell(one.a), _cell(one.b))
        for one in comparison.listed
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _about(finding: Finding) -> str:
    """Name what a finding is about: factor, feature, move and, if it does not count, where."""
    words = [finding.factor or "-"]
    if finding.in_summary and finding.feature is not None:
        words.append(finding.feature)
    if finding.move is not None:
        words.append(f"to {finding.move}")
    if finding.reference is not None:
        words.append(f"distance to {finding.reference}")
    if not finding.in_summary and finding.space is not None:
        words.append(f"at {finding.space}")
    return ", ".join(words)


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return "-"
    if not finding.values:
        return finding.verdict
    main = finding.values[0]
    if main.estimate is None:
        return finding.verdict
    text = f"{finding.verdict}, {main.estimate:.4g}"
    if main.low is not None and main.high is not None:
        text += f" [{main.low:.4g}, {main.high:.4g}]"
    return text


def _record(difference: Difference) -> dict[str, Any]:
    """Flatten a difference into one row: what it is about, then both sides."""
    about = difference.finding
    row: dict[str, Any] = {"change": difference.change}
    row |= {name: getattr(about, name) for name in ("study", "claim", "factor", "move")}
    row |= {"reference": about.reference, "in_summary": about.in_summary}
    for side, finding in zip(_SIDES, (difference.a, difference.b), strict=True):
        row |= {f"{name}_{side}": cell for name, cell in _side(finding).items()}
    return row


def _side(finding: Finding | None) -> dict[str, Any]:
    if finding is None:
        return dict.fromkeys(("verdict", "reasons", "space", "layer", *_NUMBERS))
    side: dict[str, Any] = {
        "verdict": finding.verdict,
        "reasons": " ".join(reason.code for reason in finding.reasons),
        "space": finding.space,
        "layer": finding.layer,
    }
    main = finding.values[0] if finding.values else None
    for name in _NUMBERS:
        side[name] = getattr(main, "name" if name == "value" else name, None)
    return side


def _print_csv(comparison: Comparison) -> None:
    empty = Difference(Finding("", ""), None)
    writer = csv.DictWriter(sys.stdout, list(_record(empty)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_record(one) for one in comparison.listed)


def _print_json(comparison: Comparison) -> None:
    content = {
        "A": comparison.a,
        "B": comparison.b,
        "differ": comparison.changed,
        "findings": comparison.total,
        "differences": [_record(one) for one in comparison.listed],
    }
    print(json.dumps(to_json(content), indent=2, ensure_ascii=False, allow_nan=False))


_FORMATS = {"text": _print_text, "csv": _print_csv, "json": _print_json}
