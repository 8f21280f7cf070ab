"""The block of bars, as text."""

import io

import pytest
from rich.console import Console

from latentaudio.progress.block import Block
from latentaudio.progress.state import Progress


@pytest.fixture
def progress() -> Progress:
    progress = Progress()
    progress.plan({"synthesise": 2, "knn": 4, "flow": 1})
    for job, rule in enumerate(["synthesise", "synthesise", "knn", "knn", "knn", "flow"]):
        progress.start(job, rule, 10.0)
    for job in range(3):
        progress.finish(job, 20.0)
    progress.fail(5, 25.0)
    return progress


def drawn(block: Block, width: int = 100, height: int = 30, encoding: str = "utf-8") -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=stream, width=width, height=height, color_system=None)
    console.print(block)
    stream.seek(0)
    return [line.rstrip() for line in stream.read().splitlines()]


@pytest.fixture
def block(progress):
    block = Block(io.StringIO(), progress, {}, 0.0)
    block.update(40.0)
    yield block
    block.close(40.0)


def test_each_stage_has_a_bar_that_is_full_only_when_it_is_done(block):
    full, quarter, none = "━" * 30, "━" * 7 + "─" * 23, "─" * 30
    assert drawn(block) == [
        "",
        f"  sounds    {full}  2 of 2  0:10",
        f"  decoding  {quarter}  1 of 4  0:30  2 running",
        f"  flows     {none}  0 of 1  0:15  1 failed",
        "",
        # Two jobs of 10 s have run for 30 s; one more, where 1.8 ran at a time.
        "  0:40   3 of 7 jobs   about 10 s left",
    ]


def test_a_terminal_without_unicode_gets_other_characters(block):
    assert drawn(block, encoding="ascii")[1:3] == [
        f"  sounds    {'#' * 30}  2 of 2  0:10",
        f"  decoding  {'#' * 7}{'-' * 23}  1 of 4  0:30  2 running",
    ]


@pytest.mark.parametrize("width", [50, 60, 79])
def test_the_bars_shrink_with_the_terminal_and_nothing_else_is_cut(block, width):
    lines = drawn(block, width=width)
    assert all(len(line) <= width for line in lines)
    assert lines[2].endswith("  1 of 4  0:30  2 running")
    assert lines[2].count("━") + lines[2].count("─") == min(width - 50, 30)


def test_a_low_terminal_shows_where_the_run_is(block):
    assert [line.split()[0] for line in drawn(block, height=6) if line] == [
        "decoding",
        "flows",
        "0:40",
    ]


def test_what_is_done_between_jobs_is_shown_while_none_runs(progress):
    block = Block(io.StringIO(), progress, {}, 0.0)
    block.busy_with("Creating conda environment")
    block.update(40.0)
    assert "Creating" not in drawn(block)[-1]
    progress.finish(3, 41.0)
    progress.finish(4, 41.0)
    block.update(41.0)
    assert drawn(block)[-1].endswith("   Creating conda environment")
    block.close(42.0)
    assert drawn(block)[-1] == "  0:42   5 of 7 jobs"


def test_the_terminal_gets_its_cursor_back_and_messages_whole(progress, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    stream = io.StringIO()
    block = Block(stream, progress, {}, 0.0)
    block.say("results/" + "x" * 100, "error")
    block.close(1.0)
    assert "results/" + "x" * 100 in stream.getvalue()
    assert stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")


@pytest.mark.parametrize("how", ["variable", "option", "neither"])
def test_colours_can_be_switched_off(progress, monkeypatch, how):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    if how == "variable":
        monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    block = Block(stream, progress, {}, 0.0, colour=how != "option")
    block.say("failed", "error")
    block.close(1.0)
    assert ("\x1b[31m" in stream.getvalue()) == (how == "neither")
