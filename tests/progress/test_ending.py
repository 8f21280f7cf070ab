"""The last words of a run."""

import os
from pathlib import Path

import pytest

from latentaudio.findings.record import Finding, Findings, value
from latentaudio.findings.storage import write_findings
from latentaudio.progress.ending import Ending, last_words


@pytest.fixture
def results(tmp_path, monkeypatch) -> Path:
    """A finished run, in the current folder."""
    monkeypatch.chdir(tmp_path)
    report = Path("results/mine/report")
    report.mkdir(parents=True)
    numbers = {"layer": 9, "first_layer": 1, "last_layer": 14}
    values = [value(name, estimate=number) for name, number in numbers.items()]
    score = value("score", unit="accuracy", estimate=0.5, low=0.25, high=0.75)
    best = Finding("intermediate_layer_is_best", "holds", factor="call", values=(*values, score))
    write_findings(report / "findings.json", Findings("mine", ("layers",), ("call",), (best,)))
    for number, name in enumerate(["index.html", "workflow.html"]):
        (report / name).touch()
        os.utime(report / name, (number, number))
    return report.parent


def ended(results: Path, how, **parts) -> list[str]:
    known = {"done": 58, "total": 58, "failed": 0, "seconds": 492.0, "reported": True, **parts}
    return last_words(Ending(how, results=results, **known))


def test_a_finished_run_tells_what_it_found_and_where_to_look(results):
    assert ended(results, "done") == [
        "Done: 58 jobs in 8:12.",
        "Found:",
        "  best layer  call: 9, accuracy 0.50 [0.25, 0.75]",
        "Look at results/mine/report/index.html (the run on one page)",
        "        results/mine/report/workflow.html (every figure, table and job)",
    ]


def test_a_run_without_anything_to_do_says_so_in_two_lines(results):
    assert ended(results, "nothing", done=0, total=0) == [
        "Nothing to be done: all that was asked for is there and up to date.",
        "Look at results/mine/report/index.html (the run on one page)",
    ]


def test_snakemakes_report_of_an_earlier_run_is_not_recommended(results):
    os.utime(results / "report" / "index.html", (9, 9))
    assert not any("workflow.html" in line for line in ended(results, "done"))


def test_findings_that_were_not_asked_for_are_not_told(results):
    # They may be those of other settings.
    assert ended(results, "done", reported=False) == [
        "Done: 58 jobs in 8:12.",
        "Look at results/mine/",
    ]


def test_damaged_findings_do_not_hide_the_end(results):
    (results / "report" / "findings.json").write_text("{")
    done, found, error, *_ = ended(results, "done")
    assert (done, found) == ("Done: 58 jobs in 8:12.", "Found:")
    assert "findings.json: damaged" in error


def test_a_failed_run_says_what_to_do_next(results):
    parts = {"done": 7, "failed": 2, "reported": False, "log": ".snakemake/log/x.log"}
    assert ended(results, "failed", **parts) == [
        "Not finished: 2 jobs failed, 7 of 58 jobs done in 8:12.",
        "Mend what the error says, and run the same command again: it goes on from here.",
        "All that Snakemake said: .snakemake/log/x.log",
    ]
    assert ended(results, "failed", done=0, failed=0)[0] == (
        "Not finished: 0 of 58 jobs done in 8:12."
    )


def test_a_stopped_run_says_how_to_go_on(results):
    assert ended(results, "stopped", done=1) == [
        "Stopped: 1 of 58 jobs done in 8:12.",
        "Run the same command again to go on from here.",
    ]


def test_a_run_that_makes_a_map_says_where_it_is_and_how_to_see_it(results):
    sounds = results / "explorer" / "index.html"
    assert not any("explorer" in line for line in ended(results, "done", mapped=True))
    sounds.parent.mkdir()
    sounds.touch()
    place = f"{sounds} (the sounds, to be heard; or: latentaudio serve results/mine)"
    assert ended(results, "done", mapped=True)[-1] == f"        {place}"
    assert ended(results, "nothing", mapped=True, reported=False)[-1] == f"Look at {place}"
    assert not any("explorer" in line for line in ended(results, "done"))
