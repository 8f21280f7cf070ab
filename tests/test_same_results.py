"""The program that tells whether two runs have the same results finds what differs."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from places import REPOSITORY

PROGRAM = REPOSITORY / "benchmarks" / "same_results.py"


@pytest.fixture
def runs(tmp_path):
    for name in ("before", "after"):
        folder = tmp_path / name
        (folder / "logs").mkdir(parents=True)
        (folder / "logs" / "job.log").write_text(name)
        frame = pd.DataFrame({"layer": [1, 2], "p": [0.5, np.nan], "note": ["a", None]})
        frame.to_csv(folder / "tests.csv", index=False)
        frame.assign(z=[[1.0, 2.0], [3.0, 4.0]]).to_parquet(folder / "z.parquet")
        np.savez(folder / "model.npz", mean=np.arange(3.0))
        (folder / "best.json").write_text(json.dumps({"overall": {"layer": 9, "ci": [0.1, 0.2]}}))
        (folder / "report.html").write_text(name)
    return tmp_path / "before", tmp_path / "after"


def compared(runs, *options):
    return subprocess.run(
        [sys.executable, str(PROGRAM), *map(str, runs), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_equal_runs_are_equal(runs):
    done = compared(runs)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "10 columns are equal, 0 differ, 0 were added"


def test_every_kind_of_table_is_compared(runs):
    after = runs[1]
    pd.DataFrame({"layer": [1, 2], "p": [0.5, 1e-12], "note": ["a", None]}).to_csv(
        after / "tests.csv", index=False
    )
    frame = pd.read_parquet(after / "z.parquet")
    frame.assign(z=[[1.0, 2.0], [3.0, 4.5]]).to_parquet(after / "z.parquet")
    np.savez(after / "model.npz", mean=np.arange(3.0) + 1e-6)
    (after / "best.json").write_text(json.dumps({"overall": {"layer": 8, "ci": [0.1, 0.2]}}))
    done = compared(runs)
    assert done.returncode == 1
    differing = [line.split(": ")[1:3] for line in done.stdout.splitlines() if "differs" in line]
    assert differing == [
        ["best.json", "overall.layer"],
        ["model.npz", "mean"],
        ["tests.csv", "p"],
        ["z.parquet", "z"],
    ]


def test_a_tolerance_lets_rounding_pass(runs):
    np.savez(runs[1] / "model.npz", mean=np.arange(3.0) + 1e-10)
    assert compared(runs).returncode == 1
    assert compared(runs, "--tolerance", "1e-9").returncode == 0


def test_what_is_added_is_listed_and_what_is_gone_differs(runs):
    before, after = runs
    frame = pd.read_csv(after / "tests.csv")
    frame.assign(space="layer_01").drop(columns="note").to_csv(after / "tests.csv", index=False)
    (before / "model.npz").rename(before / "old.npz")
    done = compared(runs)
    assert "added: tests.csv: space" in done.stdout
    assert "added: model.npz" in done.stdout
    assert f"differs: tests.csv: note: only in {before}" in done.stdout
    assert f"differs: old.npz: only in {before}" in done.stdout


def test_two_runs_without_a_table_in_common_are_not_equal(tmp_path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    assert compared((tmp_path / "before", tmp_path / "after")).returncode == 1
