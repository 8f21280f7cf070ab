"""What is shown of a job that failed: the end of its own log, and where that is."""

import re
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from latentaudio.progress.wording import printable

#: Lines that are shown of a log in which no error of our programs is found.
LAST_LINES = 15
#: How our programs begin the error that they end with (`latentaudio.workflow.cli.run`).
_ERROR = "error: "
_STATUS = re.compile(r"returned non-zero exit status (\d+)\.\s*$")
_SIGNAL = re.compile(r"died with <Signals\.(\w+): \d+>\.\s*$")


def failure_text(what: str, logs: Sequence[Path], otherwise: str = "") -> str:
    """Describe a failed job.

    Parameters
    ----------
    what
        The job, in a few words.
    logs
        Its log files, of which the first that says something is shown.
    otherwise
        Shown where none of them does.

    Returns
    -------
    str
        The whole error of the program, however long, or else the last lines of the log, and the
        paths of the logs.
    """
    said = excerpt(logs) or ([otherwise] if otherwise else [])
    lines = [f"Failed: {what}", *(f"    {line}" for line in said)]
    lines += [f"  log: {log}" for log in logs if log.is_file()]
    return "\n".join(lines)


def excerpt(logs: Sequence[Path]) -> list[str]:
    """Read the error in the first log that says something, or else its last lines."""
    return next((lines for log in logs if (lines := _read(log))), [])


def without_message(ended: str | None) -> str:
    """Explain why a job may have said nothing; `ended` is how its command did, where known."""
    end = f" ({ended})" if ended else ""
    return (
        f"ended without a message{end}; this happens when a job is killed, by the system for lack "
        "of memory or by somebody"
    )


def job_words(rule: str, message: str | None, wildcards: Mapping[str, str]) -> str:
    """Name a job, by the message of its rule if it has one.

    Examples
    --------
    >>> job_words("embed", "Embed part_001", {"part": "part_001"})
    'Embed part_001 (rule embed)'
    >>> job_words("embed", None, {"part": "part_001"})
    'rule embed, part=part_001'
    """
    if message:
        return f"{message} (rule {rule})"
    return ", ".join([f"rule {rule}", *(f"{key}={value}" for key, value in wildcards.items())])


def how_it_ended(exception: str) -> str | None:
    """Tell how a command ended, from the exception of Snakemake that quotes it.

    Returns
    -------
    str | None
        The end in a few words; None where the exception is about something else.

    Examples
    --------
    >>> how_it_ended("Command '...' returned non-zero exit status 1.")
    'exit status 1'
    >>> how_it_ended("Command '...' returned non-zero exit status 137.")
    'killed by SIGKILL'
    >>> how_it_ended("Missing output files")
    """
    if found := _SIGNAL.search(exception):
        return f"killed by {found[1]}"
    if not (found := _STATUS.search(exception)):
        return None
    status = int(found[1])
    # How a shell reports the signal that ended a program.
    if status > 128 and status - 128 in {one.value for one in signal.Signals}:
        return f"killed by {signal.Signals(status - 128).name}"
    return f"exit status {status}"


def _read(log: Path) -> list[str]:
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    lines = printable(text).rstrip().splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith(_ERROR)), None)
    return lines[-LAST_LINES:] if first is None else lines[first:]
