import subprocess
import sys

import pytest
from places import REPOSITORY

from latentaudio.errors import ConfigError
from latentaudio.workflow import cli


def test_an_error_to_act_on_is_printed_without_a_traceback(capsys):
    def program():
        raise ConfigError("knn.neighbors: 0 found, expected at least 1")

    with pytest.raises(SystemExit) as caught:
        cli.run(program)
    assert caught.value.code == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "error: knn.neighbors: 0 found, expected at least 1\n")


def test_an_error_of_the_program_keeps_its_traceback():
    def program():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cli.run(program)


def test_success_exits_with_nothing(capsys):
    cli.run(lambda: None)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(cli.time, "monotonic", lambda: now[0])
    return now


def test_progress_is_reported_every_few_seconds_and_at_the_end(capsys, clock):
    progress = cli.Progress("embedding WT", 10, every_s=5.0)
    for done in range(1, 11):
        clock[0] += 2.0
        progress(done)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "embedding WT: 3/10, 6 s, about 14 s left",
        "embedding WT: 6/10, 12 s, about 8 s left",
        "embedding WT: 9/10, 18 s, about 2 s left",
        "embedding WT: 10/10, 20 s, about 0 s left",
    ]


def test_progress_before_the_first_step_does_not_divide_by_zero(capsys, clock):
    progress = cli.Progress("embedding WT", 10, every_s=0.0)
    progress(0)
    assert "0/10" in capsys.readouterr().err


def test_a_program_run_by_hand_fails_in_one_line(tmp_path):
    table = tmp_path / "scores.parquet"
    arguments = ["--snippets", table, "--factors", '["size"]', "--output", tmp_path / "out.parquet"]
    arguments += ["--spaces", "log_mel", "--titles", "log-mel spectrogram"]
    done = subprocess.run(
        [sys.executable, "scripts/decoding/scores.py", *map(str, arguments), "--", str(table)],
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        f"error: {table}: not found; rule 'dataset' will make it again when it is next needed\n"
    )
