"""The last words of a run: how it ended, what was found, and where to look."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from latentaudio.errors import LatentAudioError
from latentaudio.progress.wording import clock, jobs_words

How = Literal["done", "nothing", "failed", "stopped"]

_FINDINGS = Path("report") / "findings.json"
_PAGE = Path("report") / "index.html"
_WORKFLOW = Path("report") / "workflow.html"
_MAP = Path("explorer") / "index.html"


@dataclass(frozen=True)
class Ending:
    """How a run ended.

    Attributes
    ----------
    how
        ``done``; ``nothing`` where nothing had to be done; ``failed``; ``stopped`` on request.
    done, total, failed
        Numbers of jobs.
    seconds
        How long it took (s).
    results
        Its folder of results.
    reported
        Whether the page and the findings were among what was asked for.
    mapped
        Whether the map of the sounds was.
    log
        The file that holds all that Snakemake said; None where it keeps none.
    """

    how: How
    done: int
    total: int
    failed: int
    seconds: float
    results: Path
    reported: bool
    mapped: bool = False
    log: str | None = None


def last_words(ending: Ending) -> list[str]:
    """Word the end of a run, in a few lines."""
    match ending.how:
        case "nothing":
            return [
                "Nothing to be done: all that was asked for is there and up to date.",
                f"Look at {_places(ending)[0]}",
            ]
        case "done":
            lines = [f"Done: {jobs_words(ending.total)} in {clock(ending.seconds)}."]
            if ending.reported and (found := _found(ending.results / _FINDINGS)):
                lines += ["Found:", *(f"  {line}" for line in found)]
            first, *others = _places(ending)
            return [*lines, f"Look at {first}", *(f"        {place}" for place in others)]
        case _:
            return _unfinished(ending)


def _unfinished(ending: Ending) -> list[str]:
    done = f"{ending.done} of {jobs_words(ending.total)} done in {clock(ending.seconds)}"
    if ending.how == "stopped":
        lines = [f"Stopped: {done}.", "Run the same command again to go on from here."]
    else:
        failed = f"{jobs_words(ending.failed)} failed, " if ending.failed else ""
        lines = [
            f"Not finished: {failed}{done}.",
            "Mend what the error says, and run the same command again: it goes on from here.",
        ]
    return [*lines, f"All that Snakemake said: {ending.log}"] if ending.log else lines


def _found(findings: Path) -> list[str]:
    if not findings.is_file():
        return []
    # Late, because it imports libraries for seconds.
    from latentaudio.findings.storage import read_findings
    from latentaudio.report.in_brief import in_brief

    try:
        return in_brief(read_findings(findings))
    except LatentAudioError as error:
        return [str(error)]


def _places(ending: Ending) -> list[str]:
    """List where to look; Snakemake's own report only if it is of this run."""
    page, workflow = ending.results / _PAGE, ending.results / _WORKFLOW
    sounds = ending.results / _MAP
    places = []
    if ending.reported and page.is_file():
        places.append(f"{page} (the run on one page)")
        if workflow.is_file() and workflow.stat().st_mtime >= page.stat().st_mtime:
            places.append(f"{workflow} (every figure, table and job)")
    if ending.mapped and sounds.is_file():
        serve = shlex.join(["latentaudio", "serve", str(ending.results)])
        places.append(f"{sounds} (the sounds, to be heard; or: {serve})")
    return places or [f"{ending.results}/"]
