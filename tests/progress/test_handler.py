"""When the progress is shown in place of what Snakemake prints."""

import io
import logging
from dataclasses import dataclass

import pytest
from progress.records import begun, done, record

from latentaudio.progress.follower import RunInfo
from latentaudio.progress.handler import ProgressHandler, can_draw, show_progress


@dataclass
class Settings:
    dryrun: bool = False
    verbose: bool = False
    printshellcmds: bool = False
    debug_dag: bool = False
    nocolor: bool = False
    quiet: set | None = None


@pytest.fixture
def run(tmp_path) -> RunInfo:
    return RunInfo(lambda: tmp_path / "results" / "mine", dict, set)


@pytest.fixture
def logger():
    logger = logging.Logger("like Snakemake's")
    handler = logging.StreamHandler(io.StringIO())
    handler.name = "DefaultStreamHandler"
    logger.addHandler(handler)
    yield logger
    for handler in logger.handlers:
        handler.close()


def printed(logger, run, *records) -> str:
    stream = logger.handlers[0].stream
    show_progress(logger, Settings(), run)
    for one in records:
        logger.handle(one)
    for handler in list(logger.handlers):
        handler.close()
    return stream.getvalue()


def test_a_run_is_shown(logger, run):
    text = printed(
        logger,
        run,
        record(None, "Assuming unrestricted shared filesystem usage."),
        record("workflow_started", "Workflow has started!"),
        record(None, "Building DAG of jobs..."),
        record("run_info", "Job stats: ...", stats={"flow": 1, "total": 1}),
        begun(1, "flow"),
        done(1),
    )
    assert text.splitlines() == [
        "   0:00  1 job: flows 1",
        "   0:00  flows done, 1 job in 0:00; all jobs are done",
        "Done: 1 job in 0:00.",
        f"Look at {run.results()}/",
    ]


def test_where_there_is_no_run_messages_are_as_ever(logger, run):
    text = printed(
        logger,
        run,
        record(None, "Assuming unrestricted shared filesystem usage."),
        record(None, "Congratulations, your workflow is in a good condition!"),
        record("error", "WorkflowError: config.yaml: no such key", logging.ERROR),
    )
    assert text.splitlines() == [
        "Congratulations, your workflow is in a good condition!",
        "WorkflowError: config.yaml: no such key",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"dryrun": True},
        {"verbose": True},
        {"printshellcmds": True},
        {"debug_dag": True},
        {"quiet": {"all"}},
    ],
)
def test_snakemakes_own_output_stays_where_it_was_asked_for(logger, run, asked):
    before = list(logger.handlers)
    show_progress(logger, Settings(**asked), run)
    assert logger.handlers == before


def test_it_stays_beside_a_logger_plugin_and_its_log_file_is_kept(logger, run, tmp_path):
    (default,) = logger.handlers
    default.name = "a plugin's"
    file = logging.FileHandler(tmp_path / "x.log")
    logger.addHandler(file)
    show_progress(logger, Settings(), run)
    assert logger.handlers == [default, file]
    default.name = "DefaultStreamHandler"
    show_progress(logger, Settings(quiet=set()), run)
    assert logger.handlers[0] is file
    assert isinstance(logger.handlers[1], ProgressHandler)


def test_a_fault_of_the_display_does_not_end_the_run(logger, run, capsys):
    text = printed(
        logger,
        run,
        record("workflow_started", "Workflow has started!"),
        record("run_info", "Job stats: ...", stats={"flow": "many"}),
        record("run_info", "Job stats: ...", stats={"flow": 1}),
    )
    assert "1 job: flows 1" in text
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("terminal", "name", "expected"),
    [(True, "xterm", True), (True, "dumb", False), (True, None, False), (False, "xterm", False)],
)
def test_bars_are_drawn_only_where_the_cursor_can_move(monkeypatch, terminal, name, expected):
    class Stream(io.StringIO):
        def isatty(self):
            return terminal

    monkeypatch.delenv("TERM", raising=False)
    if name:
        monkeypatch.setenv("TERM", name)
    assert can_draw(Stream()) is expected


def test_earlier_runs_tell_how_long_jobs_take(logger, run):
    path = run.results() / "benchmarks" / "flow" / "layer_01.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"s": 300.0}\n')
    text = printed(
        logger,
        run,
        record("workflow_started", "Workflow has started!"),
        record("run_info", "Job stats: ...", stats={"flow": 1, "folds": 1}),
        begun(1, "folds"),
        done(1),
    )
    assert "about 5 min left\n" in text
