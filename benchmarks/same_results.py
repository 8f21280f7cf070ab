"""Compare the tables of two runs by value, to check that a change of the code changes no result.

    python benchmarks/same_results.py results/before results/after --tolerance 1e-9

Tables (Parquet, CSV, ``.npz``, JSON) are compared column by column; a column that only the second
run has is listed, but does not count as a difference. Pages and figures only have to be present;
all other files must be equal byte by byte. Logs and benchmarks are left out. The exit code is 1 if
anything differs.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

LEFT_OUT = {"logs", "benchmarks", ".lock"}
#: Types of files that contain versions, times and paths.
PRESENT_ONLY = {".html", ".svg", ".png"}


def files_of(run: Path) -> dict[str, Path]:
    """List the files of a run, keyed by their path within it."""
    return {
        path.relative_to(run).as_posix(): path
        for path in sorted(run.rglob("*"))
        if path.is_file() and path.relative_to(run).parts[0] not in LEFT_OUT
    }


def columns_of(path: Path) -> dict[str, Any]:
    """Read a table as named columns; for JSON, the columns are its leaves."""
    match path.suffix:
        case ".parquet":
            table = pq.read_table(path)
            return {name: table[name].combine_chunks() for name in table.column_names}
        case ".csv":
            frame = pd.read_csv(path)
            return {str(name): frame[name] for name in frame}
        case ".npz":
            with np.load(path, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
    return dict(leaves(json.loads(path.read_text(encoding="utf-8"))))


def leaves(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """List the values in nested JSON, with the path to each."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from leaves(value, f"{at}.{name}" if at else name)
    elif isinstance(node, list) and any(isinstance(one, dict | list) for one in node):
        for number, value in enumerate(node):
            yield from leaves(value, f"{at}[{number}]")
    else:
        yield at, node


def difference(a: Any, b: Any, tolerance: float) -> str:
    """Describe how two columns differ; empty if they are equal."""
    if hasattr(a, "equals") and a.equals(b):
        return ""
    first, second = (np.asarray(to_values(x)) for x in (a, b))
    if first.shape != second.shape:
        return f"shapes {first.shape} and {second.shape}"
    if first.dtype.kind in "fiub" and second.dtype.kind in "fiub":
        both = first.astype(np.float64), second.astype(np.float64)
        close = np.isclose(*both, rtol=tolerance, atol=tolerance, equal_nan=True)
        if close.all():
            return ""
        distance = np.nanmax(np.abs(both[0] - both[1])) if first.size else math.nan
        return f"{int((~close).sum())} of {close.size} values, by up to {distance:.3g}"
    same = np.array([equal(x, y) for x, y in zip(first.ravel(), second.ravel(), strict=True)])
    return "" if same.all() else f"{int((~same).sum())} of {same.size} values"


def to_values(column: Any) -> Any:
    """Convert a column of any kind of table to values that NumPy can compare."""
    if hasattr(column, "to_pylist"):
        kind = str(column.type)
        if "list" in kind:
            return column.flatten().to_numpy(zero_copy_only=False)
        return column.to_numpy(zero_copy_only=False)
    return column


def equal(a: Any, b: Any) -> bool:
    """Compare two values; two missing values are equal."""
    return bool(a == b) or (a is None and b is None) or (a != a and b != b)


def compare(first: Path, second: Path, tolerance: float) -> tuple[list[str], list[str], int]:
    """List the differences and what only the second run has, and count the equal columns."""
    files, others = files_of(first), files_of(second)
    differences = [f"{name}: only in {first}" for name in files.keys() - others.keys()]
    added = [name for name in others if name not in files]
    equal_columns = 0
    for name in sorted(files.keys() & others.keys()):
        path, other = files[name], others[name]
        if path.suffix in PRESENT_ONLY:
            continue
        if path.suffix not in {".parquet", ".csv", ".npz", ".json"}:
            if path.read_bytes() != other.read_bytes():
                differences.append(f"{name}: different bytes")
            continue
        columns, new = columns_of(path), columns_of(other)
        added += [f"{name}: {column}" for column in new if column not in columns]
        for column, values in columns.items():
            if column not in new:
                differences.append(f"{name}: {column}: only in {first}")
            elif found := difference(values, new[column], tolerance):
                differences.append(f"{name}: {column}: {found}")
            else:
                equal_columns += 1
    return sorted(differences), added, equal_columns


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path, help="folder of a run, e.g. results/demo")
    parser.add_argument("second", type=Path, help="folder of the run to compare with it")
    parser.add_argument(
        "--tolerance", type=float, default=0.0, help="absolute and relative tolerance of numbers"
    )
    args = parser.parse_args()
    differences, added, equal_columns = compare(args.first, args.second, args.tolerance)
    if not equal_columns:
        differences.append("the two runs have no table in common")
    for line in differences:
        print("differs:", line)
    for line in added:
        print("added:", line)
    print(f"{equal_columns} columns are equal, {len(differences)} differ, {len(added)} were added")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
