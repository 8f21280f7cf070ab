"""What stops any command: what it prints to, or the user."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from latentaudio.__main__ import main
from latentaudio.commands.registry import COMMANDS, Command

#: Prints more than a pipe holds, as a command of latentaudio.
CHATTY = """
import sys
sys.modules["chatty"] = sys.modules["__main__"]
import latentaudio.__main__ as program
from latentaudio.commands.registry import COMMANDS, Command
def add_arguments(parser): pass
def run(args):
    print("x" * 1_000_000)
    return 0
COMMANDS["chatty"] = Command("chatty", "")
sys.exit(program.main(["chatty"]))
"""


def test_a_reader_that_has_seen_enough_is_no_error():
    with subprocess.Popen(
        [sys.executable, "-c", CHATTY], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as done:
        done.stdout.read(10)
        done.stdout.close()
        error = done.stderr.read().decode()
    assert (done.returncode, error) == (128 + signal.SIGPIPE, "")


def test_a_full_disk_behind_standard_output_is_an_error():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", CHATTY], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    expected = "error: standard output cannot be written (No space left on device)\n"
    assert done.stderr.decode() == expected


def test_ctrl_c_ends_a_command_without_a_traceback(monkeypatch, capsys):
    def run(args):
        raise KeyboardInterrupt

    module = sys.modules[__name__]
    monkeypatch.setitem(COMMANDS, "long", Command(__name__, ""))
    monkeypatch.setattr(module, "run", run, raising=False)
    monkeypatch.setattr(module, "add_arguments", lambda parser: None, raising=False)
    assert main(["long"]) == 128 + signal.SIGINT
    assert capsys.readouterr().err == "stopped by Ctrl-C\n"


def test_an_error_of_a_file_is_not_taken_for_one_of_standard_output(monkeypatch):
    def run(args):
        Path("/nowhere/at/all").read_text()

    module = sys.modules[__name__]
    monkeypatch.setitem(COMMANDS, "long", Command(__name__, ""))
    monkeypatch.setattr(module, "run", run, raising=False)
    monkeypatch.setattr(module, "add_arguments", lambda parser: None, raising=False)
    with pytest.raises(FileNotFoundError):
        main(["long"])
