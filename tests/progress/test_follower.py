"""What is made of the records that Snakemake logs."""

import logging
from pathlib import Path

import pytest
from progress.records import begun, done, failed, record

from latentaudio.progress.follower import Follower, RunInfo
from latentaudio.progress.state import Progress, Row

#: How Snakemake ends a run in which a job failed.
NOT_ALL = "WorkflowError:\nAt least one job did not complete successfully."


class Heard:
    """A view that remembers what it was told."""

    every_s = 60.0

    def __init__(self):
        self.said: list[tuple[str, str]] = []
        self.doing = ""

    def say(self, text, tone="note"):
        self.said.append((tone, text))

    def busy_with(self, doing):
        self.doing = doing


class Run:
    """A run that is followed, at one second per record."""

    def __init__(self):
        self.progress, self.view, self.now = Progress(), Heard(), 0.0
        self.later = {"best_layer": 1, "flow": 2, "total": 3}
        info = RunInfo(lambda: Path("results/mine"), lambda: self.later, lambda: {"report", "flow"})
        self.follower = Follower(info, self.progress, self.view, 0.0)

    def log(self, *records):
        for one in records:
            self.follower.take(one, self.now)
            self.now += 1.0

    @property
    def how(self):
        return self.follower.ending(self.now).how


@pytest.fixture
def run() -> Run:
    run = Run()
    run.log(record("run_info", "Job stats: ...", stats={"best_layer": 1, "all": 1, "total": 2}))
    return run


def test_jobs_are_counted_and_those_that_a_checkpoint_adds(run):
    assert run.progress.total == 1
    run.log(begun(1, "best_layer", is_checkpoint=True), done(1))
    assert run.progress.total == 1
    run.log(record("job_started", "Execute 2 jobs...", jobs=[2, 3]), begun(2, "flow"))
    assert run.progress.rows(run.now) == [
        Row("comparisons", 1, done=1, seconds=1.0),
        Row("flows", 2, running=1, seconds=1.0),
    ]
    run.log(begun(3, "flow"), done(2), done(3))
    ending = run.follower.ending(run.now)
    assert (ending.how, ending.done, ending.total, ending.reported) == ("done", 3, 3, True)


def test_warnings_and_errors_are_shown_and_the_rest_is_not(run):
    run.log(
        record(None, "Select jobs to execute..."),
        record(None, "3 files are near copies", logging.WARNING),
        record("error", "WorkflowError:\nresults/mine: the disk is full", logging.ERROR),
        record(None, "Exiting because a job execution failed. Look above ...", logging.ERROR),
        record("error", NOT_ALL, logging.ERROR),
    )
    assert run.view.said == [
        ("warning", "3 files are near copies"),
        ("error", "WorkflowError:\nresults/mine: the disk is full"),
    ]
    assert run.how == "failed"


def test_a_failed_job_shows_its_log_and_not_its_command(run, tmp_path):
    log = tmp_path / "flow.log"
    log.write_text("error: too few groups\n")
    command = f"CalledProcessError:\nCommand 'python flow.py 2> {log}' returned non-zero exit "
    run.log(
        begun(4, "flow", rule_msg="Train a flow"),
        record("error", f"{command}status 1.", logging.ERROR),
        failed(4, "flow", str(log)),
    )
    expected = f"Failed: Train a flow (rule flow)\n    error: too few groups\n  log: {log}"
    assert run.view.said == [("error", expected)]
    assert run.progress.failed == 1
    run.log(record("error", NOT_ALL, logging.ERROR))
    assert run.how == "failed"


def test_a_killed_job_is_told_from_others_by_its_log(run, tmp_path):
    logs = [tmp_path / "1.log", tmp_path / "2.log"]
    for job, (log, status) in enumerate(zip(logs, (1, 137), strict=True)):
        text = f"Command 'x 2> {log}' returned non-zero exit status {status}."
        run.log(begun(job, "flow"), record("error", text, logging.ERROR))
    run.log(failed(1, "flow", str(logs[1])), failed(0, "flow", str(logs[0])))
    (_, first), (_, second) = run.view.said
    assert "killed by SIGKILL" in first
    assert "exit status 1" in second


def test_a_job_that_is_tried_again_is_no_failure_if_it_then_works(run):
    run.log(begun(1, "best_layer", rule_msg="Choose"), failed(1, "best_layer"))
    run.log(record("error", "MissingOutputException: ...", logging.ERROR))
    run.log(record(None, "Trying to restart job 1."))
    assert run.view.said[-1] == ("warning", "Tried again: Choose (rule best_layer)")
    run.log(begun(1, "best_layer"), done(1))
    assert run.how == "done"


def test_a_failure_after_the_last_job_is_one(run):
    run.log(begun(1, "best_layer"), done(1))
    run.log(record("error", "WorkflowError: no report can be written", logging.ERROR))
    assert run.how == "failed"


def test_of_jobs_that_were_sent_together_those_are_shown_that_say_something(run, tmp_path):
    slurm, silent, telling = (tmp_path / name for name in ("slurm.log", "1.log", "2.log"))
    telling.write_text("error: damaged\n")
    parts = {"groupid": "decoding", "aux_logs": [str(slurm)], "job_error_info": [{}, {}]}
    run.log(begun(1, "flow"), begun(2, "flow"))
    run.log(record("group_error", "Error in group", logging.ERROR, **parts))
    run.log(failed(1, "flow", silent, indent=True), failed(2, "flow", telling, indent=True))
    assert run.view.said == [
        ("error", "Failed: 2 jobs that were sent together (group decoding)"),
        ("error", f"Failed: rule flow\n    error: damaged\n  log: {telling}"),
    ]
    assert run.progress.failed == 2
    run.log(record(None, "Trying to restart job 5f3c-11."), begun(1, "flow"), begun(2, "flow"))
    assert run.view.said[-1] == ("warning", "Tried again: jobs that were sent together")
    assert run.progress.failed == 0


def test_a_run_that_is_stopped_is_not_a_failure(run):
    text = "Terminating processes on user request, this might take some time."
    run.log(begun(1, "best_layer"), record(None, text), failed(1, "best_layer"))
    assert run.view.said == [("warning", text)]
    assert (run.how, run.progress.failed) == ("stopped", 0)


def test_a_run_that_ends_early_for_no_reason_that_was_given_was_stopped(run):
    assert run.how == "stopped"


def test_nothing_to_be_done(run):
    run = Run()
    run.log(record(None, "Nothing to be done (all requested files are present ...)."))
    assert run.how == "nothing"


def test_what_snakemake_does_between_jobs_and_where_its_log_is(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    run.log(
        record(None, "Creating conda environment audio.yaml..."),
        record(None, f"Complete log(s): {tmp_path}/.snakemake/log/x.log"),
        record(None, "Adding index.html (4.04 MB)."),
        record(None, "Select jobs to execute..."),
    )
    assert run.view.said == [("note", "Creating conda environment audio.yaml...")]
    assert run.view.doing == "Adding index.html (4.04 MB)."
    assert run.follower.ending(run.now).log == ".snakemake/log/x.log"
