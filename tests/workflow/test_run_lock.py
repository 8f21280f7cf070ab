"""Real processes hold the locks, and are really killed."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest
from places import REPOSITORY

from latentaudio.errors import ResourceError
from latentaudio.workflow import run_lock
from latentaudio.workflow.run_lock import FOLDER_VARIABLE, TOKEN_VARIABLE, JobLock, RunLock

RUN = """
import sys
from pathlib import Path
from latentaudio.errors import ResourceError
from latentaudio.workflow.run_lock import RunLock
lock = RunLock(Path(sys.argv[1]))
try:
    lock.acquire()
except ResourceError as error:
    sys.exit(str(error))
print("begun", flush=True)
"""
#: A job that outlives its run: it goes on when it gets a line.
JOB = """
import sys
from pathlib import Path
from latentaudio.workflow import cli

def main():
    print("working", flush=True)
    sys.stdin.readline()
    Path(sys.argv[1]).write_text("old")

sys.argv[0] = "embed.py"
cli.run(main)
"""


@pytest.fixture
def start():
    """Start a Python program; it is killed at the end if it still runs."""
    started = []

    def start(program: str, *arguments: object) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Undo the environment variables that a lock sets for later programs."""
    for variable in (FOLDER_VARIABLE, TOKEN_VARIABLE):
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)


@pytest.fixture
def run():
    locks = []

    def begin(results: Path) -> RunLock:
        locks.append(RunLock(results))
        locks[-1].acquire()
        return locks[-1]

    yield begin
    for lock in locks:
        lock.release()


def held(start, results: Path) -> subprocess.Popen:
    process = start(RUN + "sys.stdin.read()", results)
    assert process.stdout.readline() == "begun\n"
    return process


class TestRuns:
    def test_a_second_run_is_refused_at_once_with_the_name_of_the_first(self, start, tmp_path):
        first = held(start, tmp_path)
        _, err = (second := start(RUN, tmp_path)).communicate(timeout=20)
        assert second.returncode == 1
        host = os.uname().nodename
        assert f"{tmp_path}: another run is at work here, process {first.pid} on {host}, " in err
        assert "started 20" in err
        assert f"wait until it ends, or stop it (`kill {first.pid}` on {host})" in err

    def test_of_many_that_start_at_once_one_goes_on(self, start, tmp_path):
        several = [start(RUN + "sys.stdin.read()", tmp_path) for _ in range(5)]
        lines = [process.stdout.readline() for process in several]
        assert sorted(lines) == ["", "", "", "", "begun\n"]

    @pytest.mark.parametrize("end", ["kill", "terminate"])
    def test_the_lock_of_a_dead_run_is_free(self, start, run, tmp_path, end):
        first = held(start, tmp_path)
        getattr(first, end)()
        first.wait()
        run(tmp_path)

    def test_runs_of_other_names_do_not_disturb_each_other(self, start, run, tmp_path):
        held(start, tmp_path / "one")
        run(tmp_path / "other")

    def test_a_run_that_has_not_described_itself_yet_still_holds_the_lock(
        self, start, run, tmp_path
    ):
        held(start, tmp_path)
        (tmp_path / ".lock" / "run").write_text("")
        with pytest.raises(ResourceError, match="another run has just begun here"):
            run(tmp_path)

    def test_a_folder_that_is_not_writable_is_named(self, run, tmp_path, monkeypatch):
        monkeypatch.setattr(run_lock.os, "access", lambda *_: False)
        with pytest.raises(ResourceError, match=rf"^{tmp_path}: cannot be written to .* writable"):
            run(tmp_path)

    def test_without_locks_there_is_a_warning_and_no_lock(self, run, tmp_path, monkeypatch, capsys):
        def refuse(*_):
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(run_lock.fcntl, "flock", refuse)
        monkeypatch.setenv(TOKEN_VARIABLE, "of another run")
        run(tmp_path)
        assert (
            f"WARNING: {tmp_path}: this file system does not support locks"
            in capsys.readouterr().err
        )
        assert TOKEN_VARIABLE not in os.environ
        with JobLock():
            pass
        assert capsys.readouterr().err == ""


class TestJobs:
    def test_a_run_waits_for_jobs_of_a_killed_one(self, start, run, tmp_path, capsys):
        written = tmp_path / "written"
        earlier = run(tmp_path)
        job = start(JOB, written)
        assert job.stdout.readline() == "working\n"
        earlier.release()
        # Longer than it takes to take the lock.
        Timer(1.0, print, kwargs={"file": job.stdin, "flush": True}).start()
        begun = time.monotonic()
        run(tmp_path)
        assert time.monotonic() - begun > 0.5
        assert written.read_text() == "old"
        assert (
            "an earlier run was killed, and its jobs are still running: embed.py (process "
            f"{job.pid} on {os.uname().nodename}). Waiting for them to end"
        ) in capsys.readouterr().err

    def test_a_killed_job_is_not_waited_for(self, start, run, tmp_path):
        earlier = run(tmp_path)
        job = start(JOB, tmp_path / "written")
        assert job.stdout.readline() == "working\n"
        job.kill()
        job.wait()
        earlier.release()
        run(tmp_path)
        assert list((tmp_path / ".lock" / "jobs").iterdir()) == []

    def test_a_job_that_comes_after_a_newer_run_has_begun_ends(self, start, run, tmp_path):
        run(tmp_path).release()
        token = os.environ[TOKEN_VARIABLE]
        run(tmp_path)
        os.environ[TOKEN_VARIABLE] = token
        _, err = (job := start(JOB, tmp_path / "written")).communicate("\n", timeout=20)
        assert job.returncode == 1
        assert err.startswith(f"error: {tmp_path}: the run that this job belongs to was killed")
        assert not (tmp_path / "written").exists()

    def test_jobs_of_a_run_leave_nothing_behind(self, start, run, tmp_path):
        run(tmp_path)
        _, err = start(JOB, tmp_path / "written").communicate("\n", timeout=20)
        assert err == ""
        assert (tmp_path / "written").read_text() == "old"
        assert list((tmp_path / ".lock" / "jobs").iterdir()) == []

    def test_a_program_run_by_hand_needs_no_run(self, start, tmp_path):
        start(JOB, tmp_path / "written").communicate("\n", timeout=20)
        assert [path.name for path in tmp_path.iterdir()] == ["written"]


class TestHalfWritten:
    NAMES = ("table.parquet", "weights.npz", "README", "." + "x" * 200 + ".csv", "a.b & c.png")

    def test_what_killed_writers_leave_is_removed(self, start, run, tmp_path, capsys):
        program = """
import os, signal, sys
from latentaudio.artifacts import atomic_path
writers = [atomic_path(path) for path in sys.argv[1:]]
for writer in writers:
    writer.__enter__().write_text("half")
os.kill(os.getpid(), signal.SIGKILL)
"""
        start(program, *(tmp_path / "stage" / name for name in self.NAMES)).wait()
        assert len(list((tmp_path / "stage").iterdir())) == len(self.NAMES)
        run(tmp_path)
        assert list((tmp_path / "stage").iterdir()) == []
        told = f"removed {len(self.NAMES)} half-written files left by killed jobs"
        assert told in capsys.readouterr().err

    def test_all_other_files_are_kept(self, run, tmp_path, capsys):
        names = [".hidden", ".hidden.txt", "a.0123abcd.csv", ".a.0123abc.csv", ".a.0123abcd.c.csv"]
        for name in names:
            (tmp_path / name).write_text("mine")
        run(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {*names, ".lock"}
        assert capsys.readouterr().err == ""
