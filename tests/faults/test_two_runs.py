"""Two runs in one folder: one is at work, the other is told so at once."""

import os
import signal

import pytest
from faults.live import Live, until
from faults.small_project import contents

pytestmark = pytest.mark.faults


def test_of_two_that_start_at_once_one_ends_at_once(empty, undisturbed):
    target = "results/tones/dataset/folds.parquet"
    both = [Live(empty, "--", target, said=f"said_{i}.txt") for i in (1, 2)]
    try:
        programs = until(lambda: {p: one for one in both for p in one.programs()}, *both)
        # The first job is held until the loser has ended.
        job, winner = next(iter(programs.items()))
        os.kill(job, signal.SIGSTOP)
        (loser,) = (one for one in both if one is not winner)
        assert loser.wait(60) == 1
        assert not winner.ended()
        assert loser.started() == []
        assert "results/tones: another run is at work here, process " in loser.text, loser.text
        assert f"process {winner.pid} on " in loser.text
        assert "Traceback" not in loser.text
        os.kill(job, signal.SIGCONT)
        assert winner.wait() == 0, winner.text
    finally:
        for one in both:
            one.kill_all()
    found, expected = contents(empty), contents(undisturbed)
    assert "dataset/folds.parquet" in found
    assert {name: expected[name] for name in found} == found


def test_a_run_waits_for_the_jobs_of_a_killed_one(empty, undisturbed):
    target = "results/tones/dataset/folds.parquet"
    killed = Live(empty, "--", target, said="killed.txt")
    later = None
    try:
        until(lambda: list((empty.results / ".lock" / "jobs").glob("*")), killed)
        ((job, program),) = killed.programs().items()
        os.kill(job, signal.SIGSTOP)
        killed.kill(killed.pid)
        later = Live(empty, "--", target)
        until(lambda: f"still running: {program}.py" in later.text, later)
        assert f"(process {job} on " in later.text
        assert later.started() == []
        os.kill(job, signal.SIGCONT)
        assert later.wait() == 0, later.text
    finally:
        killed.kill_all()
        if later:
            later.kill_all()
    found, expected = contents(empty), contents(undisturbed)
    assert {name: expected[name] for name in found} == found


def test_what_writes_nothing_needs_no_lock(copied, empty):
    live = Live(empty, "--", "results/tones/dataset/folds.parquet")
    try:
        for pid in until(live.programs, live):
            os.kill(pid, signal.SIGSTOP)
        assert empty.planned()["embed"] == 2
    finally:
        live.kill_all()
    (copied.results / ".lock" / "run").unlink()
    assert copied.snakemake("--report", "report.html").code == 0
    assert copied.snakemake("--cores", "2").code == 0
    assert not (copied.results / ".lock" / "run").exists()
