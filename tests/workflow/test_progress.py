"""What a run of Snakemake shows in a pipe and in a terminal, with a workflow that does nothing."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from places import REPOSITORY

pytestmark = pytest.mark.workflow

#: Two sounds; then it is chosen that there is one flow.
SNAKEFILE = f"""
from pathlib import Path

RESULTS = "results/tiny"

include: "{REPOSITORY}/rules/progress.smk"

rule all:
    input: "results/tiny/report/index.html"

rule synthesise:
    output: "results/tiny/{{sound}}.wav"
    shell: "touch {{output}}"

checkpoint best_layer:
    input: "results/tiny/a.wav", "results/tiny/b.wav"
    output: "results/tiny/best.txt"
    shell: "echo 7 > {{output}}"

def flow(wildcards):
    with checkpoints.best_layer.get().output[0].open() as file:
        return f"results/tiny/flow_{{file.read().strip()}}.txt"

rule flow:
    output: "results/tiny/flow_{{layer}}.txt"
    log: "results/tiny/logs/flow_{{layer}}.log"
    message: "Train flow {{wildcards.layer}}"
    shell: '{{{{ printenv TOLD >&2; test -z "$TOLD"; }}}} 2> {{log}}; touch {{output}}'

rule report:
    input: flow
    output: "results/tiny/report/index.html"
    shell: "touch {{output}}"
"""
ERROR = "2 files:\n  a.wav: silent\n  b.wav: truncated"


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    return tmp_path


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "snakemake", "--cores", "1", *arguments]


def environment(error: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SNAKEMAKE", "NO_COLOR"))}
    return {**kept, "TERM": "xterm-256color", "TOLD": error}


def in_pipe(folder: Path, *arguments: str, error: str = "") -> tuple[int, str]:
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(error),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def in_terminal(folder: Path, *arguments: str, error: str = "") -> tuple[int, str]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    process = subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=environment(error),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux ends it
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    return process.wait(), said.decode()


def test_in_a_pipe_a_few_plain_lines_and_where_to_look(folder):
    code, said = in_pipe(folder)
    assert code == 0
    assert "\x1b" not in said
    assert "\r" not in said
    lines = said.splitlines()
    assert len(lines) < 10, said
    assert "0:00  4 jobs: sounds 2, comparisons 1, report 1" in lines[0]
    assert "1 more job: flows 1" in said
    assert any(line.startswith("Done: 5 jobs in 0:0") for line in lines)
    assert lines[-1] == "Look at results/tiny/report/index.html (the run on one page)"
    # Snakemake's own words are in its log.
    (log,) = (folder / ".snakemake" / "log").iterdir()
    assert "Select jobs to execute..." in log.read_text()

    code, said = in_pipe(folder)
    assert code == 0
    assert said.startswith("Nothing to be done")
    assert len(said.splitlines()) == 2
    assert "results/tiny/report/index.html" in said


def test_in_a_terminal_bars_and_the_whole_error_of_a_job(folder):
    code, said = in_terminal(folder, error=f"error: {ERROR}")
    assert code == 1
    assert "━━━━" in said
    assert "flows" in said
    text = said.replace("\r\n", "\n").replace("\x1b[31m", "").replace("\x1b[0m", "")
    assert (
        "Failed: Train flow 7 (rule flow)\n    error: 2 files:\n"
        "      a.wav: silent\n      b.wav: truncated\n  log: results/tiny/logs/flow_7.log\n"
    ) in text
    assert "printf" not in text
    assert "Not finished: 1 job failed, 3 of 5 jobs done in 0:0" in text
    assert "All that Snakemake said: .snakemake/log/" in text
    assert said.rindex("\x1b[?25h") > said.rindex("\x1b[?25l")  # the cursor is back


def test_snakemakes_own_output_can_be_had(folder):
    code, said = in_pipe(folder, "--printshellcmds", "--", "results/tiny/a.wav")
    assert code == 0
    assert "Job stats:" in said
    assert "Done:" not in said
