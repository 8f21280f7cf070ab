"""Follows a run by what Snakemake logs: counts its jobs, and tells the view what to show."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latentaudio.progress.ending import Ending, How
from latentaudio.progress.failures import (
    excerpt,
    failure_text,
    how_it_ended,
    job_words,
    without_message,
)
from latentaudio.progress.state import Progress
from latentaudio.progress.view import Tone, View
from latentaudio.progress.wording import printable

#: The rule that writes the page of the run.
_REPORT = "report"
_MAP = "explorer"
#: How messages begin that a user waits for or must know, apart from warnings and errors.
_NOTES = ("Creating conda environment", "Pulling singularity image")
_STOPS = ("Terminating processes on user request", "Will exit after finishing currently running")
#: How errors begin of which the last words say more.
_SAID_OTHERWISE = (
    "Exiting because a job execution failed",
    "WorkflowError:\nAt least one job did not complete successfully.",
)
_NOTHING = "Nothing to be done"
_RETRY = "Trying to restart job "
_LOGS = "Complete log(s): "
#: What Snakemake does so often that it need not be shown.
_ROUTINE = "Select jobs to execute"


@dataclass(frozen=True)
class RunInfo:
    """What must be known of a run, and what is asked of it while it goes on.

    Attributes
    ----------
    results
        Function that gives the folder of the results.
    planned
        Function that counts all jobs of the run by rule, those that are done included.
    rules
        Function that lists the rules that make what was asked for, whether they must run or not.
    """

    results: Callable[[], Path]
    planned: Callable[[], Mapping[str, int]]
    rules: Callable[[], Collection[str]]


class Follower:
    """Takes the records that Snakemake logs of a run, one by one.

    Parameters
    ----------
    run
        What is known of the run.
    progress
        Its jobs, which are counted here.
    view
        Where messages are shown.
    start
        When the run started (s).
    """

    def __init__(self, run: RunInfo, progress: Progress, view: View, start: float) -> None:
        self._run = run
        self._progress = progress
        self._view = view
        self._start = start
        self._jobs: dict[int, str] = {}  # words for each job that has started
        self._checkpoints: set[int] = set()
        self._plan_is_old = False
        self._exceptions: list[str] = []  # those that quote the command of a job
        self._raised: int | None = None  # jobs that were done at the last exception
        self._how: How | None = None  # as far as it was said
        self._log: str | None = None
        self._take: Mapping[str | None, Callable[[logging.LogRecord, float], None]] = {
            "run_info": self._planned,
            "job_started": self._chosen,
            "job_info": self._started,
            "job_finished": self._finished,
            "job_error": self._failed,
            "group_error": self._group_failed,
            "error": self._exception,
            None: self._message,
        }

    def take(self, record: logging.LogRecord, now: float) -> None:
        """Take a record, logged at a time (s); its event is what Snakemake's interface lists."""
        take = self._take.get(getattr(record, "event", None))
        if take is not None:
            take(record, now)

    def ending(self, now: float) -> Ending:
        """Note that the run has ended, and tell how."""
        progress = self._progress
        progress.end(now)
        how = self._how or self._how_it_went()
        rules = self._run.rules() if how in ("done", "nothing") else set()
        return Ending(
            how,
            done=progress.done,
            total=progress.total,
            failed=progress.failed,
            seconds=now - self._start,
            results=self._run.results(),
            reported=_REPORT in rules,
            mapped=_MAP in rules,
            log=self._log,
        )

    def _how_it_went(self) -> How:
        if self._progress.done < self._progress.total:
            return "stopped" if self._raised is None else "failed"
        # What was raised before was of a job that worked when it was tried again.
        return "failed" if self._raised == self._progress.done else "done"

    def _planned(self, record: logging.LogRecord, now: float) -> None:
        self._plan(_part(record, "stats"))

    def _chosen(self, record: logging.LogRecord, now: float) -> None:
        """Count again when a checkpoint has changed the plan, before further jobs start."""
        if self._plan_is_old:
            self._plan_is_old = False
            self._plan(self._run.planned())

    def _plan(self, counts: Mapping[str, int]) -> None:
        self._progress.plan({rule: count for rule, count in counts.items() if rule != "total"})

    def _started(self, record: logging.LogRecord, now: float) -> None:
        job, rule = _part(record, "jobid"), _part(record, "rule_name")
        self._jobs[job] = job_words(rule, _part(record, "rule_msg"), _part(record, "wildcards"))
        if _part(record, "is_checkpoint"):
            self._checkpoints.add(job)
        self._progress.start(job, rule, now)

    def _finished(self, record: logging.LogRecord, now: float) -> None:
        job = _part(record, "job_id")
        self._progress.finish(job, now)
        self._plan_is_old |= job in self._checkpoints

    def _failed(self, record: logging.LogRecord, now: float) -> None:
        job, logs = _part(record, "jobid"), [Path(log) for log in _part(record, "log")]
        self._progress.fail(job, now)
        if self._how == "stopped":
            self._progress.retry(job)  # it did what it was told to
            return
        if _part(record, "indent") and not excerpt(logs):
            return  # a member of a group, in which another one may have failed
        exception = next((one for one in self._exceptions for log in logs if str(log) in one), "")
        what = self._jobs.get(job, f"rule {_part(record, 'rule_name')}")
        self._say(failure_text(what, logs, without_message(how_it_ended(exception))), "error")

    def _group_failed(self, record: logging.LogRecord, now: float) -> None:
        """Say that jobs failed that were sent to a cluster together; a record for each follows."""
        if self._how != "stopped":
            jobs, logs = _part(record, "job_error_info"), _part(record, "aux_logs")
            what = f"{len(jobs)} jobs that were sent together (group {_part(record, 'groupid')})"
            self._say(failure_text(what, [Path(log) for log in logs]), "error")

    def _exception(self, record: logging.LogRecord, now: float) -> None:
        text = record.getMessage()
        if how_it_ended(text) is not None:
            self._exceptions.append(text)  # what is shown of its job says more than its command
            return
        self._raised = self._progress.done
        self._message(record, now)

    def _message(self, record: logging.LogRecord, now: float) -> None:
        text = record.getMessage()
        if record.levelno >= logging.WARNING:
            if not text.startswith(_SAID_OTHERWISE):
                self._say(text, "error" if record.levelno >= logging.ERROR else "warning")
        elif text.startswith(_STOPS):
            self._how = "stopped"
            self._say(text, "warning")
        elif text.startswith(_NOTES):
            self._say(text)
        elif text.startswith(_NOTHING):
            self._how = "nothing"
        elif text.startswith(_RETRY):
            self._retry(text)
        elif text.startswith(_LOGS):
            self._log = _shortened(text.removeprefix(_LOGS))
        if not text.startswith(_ROUTINE):
            self._view.busy_with(printable(text.strip().split("\n")[0]))

    def _retry(self, text: str) -> None:
        name = text.removeprefix(_RETRY).rstrip(".")
        # A group has another kind of name; each of its jobs is told of when it starts again.
        job = int(name) if name.isdecimal() else -1
        self._progress.retry(job)
        self._say(f"Tried again: {self._jobs.get(job, 'jobs that were sent together')}", "warning")

    def _say(self, text: str, tone: Tone = "note") -> None:
        self._view.say(printable(text), tone)


def _part(record: logging.LogRecord, name: str) -> Any:  # noqa: ANN401
    """Get what Snakemake has added to a record; None where it has not."""
    return getattr(record, name, None)


def _shortened(path: str) -> str:
    """Give a path relative to the current folder, if it lies there."""
    return path.removeprefix(f"{Path.cwd()}/")
