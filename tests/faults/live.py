"""A run that can be watched and killed while it goes on."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psutil
import yaml
from tiny_project import REPOSITORY, Project

POLL_S = 0.05
#: Seconds after which something that should happen has not happened.
PATIENCE_S = 300

T = TypeVar("T")


class Live:
    """Snakemake in a session of its own, so that everything that it has started can be found."""

    def __init__(self, project: Project, *arguments: str, said: str = "said.txt") -> None:
        self._project = project
        config = project.folder / "config.yaml"
        config.write_text(yaml.safe_dump(project.config), encoding="utf-8")
        self._said = project.folder / said
        with self._said.open("w") as file:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "snakemake", "--cores", "2", "--printshellcmds"),
                    *(
                        "--snakefile",
                        str(REPOSITORY / "Snakefile"),
                        "--configfile",
                        str(config),
                        *arguments,
                    ),
                ],
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=project.folder,
                start_new_session=True,
                env={k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE")},
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def text(self) -> str:
        """What it has said so far."""
        return self._said.read_text()

    def started(self) -> list[str]:
        """List the programs of the jobs started so far."""
        programs = re.findall(r"python \S*scripts/\w+/(\w+)\.py", self.text)
        # Else a program in a form that is not understood would be waited for without end.
        assert programs or "scripts/" not in self.text, self.text
        return programs

    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait(self, timeout: float = 900) -> int:
        return self._process.wait(timeout)

    def programs(self) -> dict[int, str]:
        """List the jobs' programs that are alive: process and name."""
        return {
            process.pid: Path(words[1]).stem
            for process in self._session()
            # One that ends while it is asked has no command any more.
            if len(words := process.info["cmdline"] or []) > 1 and "scripts/" in words[1]
        }

    def kill(self, *pids: int) -> None:
        """Kill some of the processes at once, with a signal that none can catch."""
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.pid in pids:
            self._process.wait()

    def kill_all(self) -> None:
        """Leave nothing behind."""
        while pids := [process.pid for process in self._session()]:
            self.kill(*pids)
            time.sleep(POLL_S)
        self._process.wait()

    def _session(self) -> list[psutil.Process]:
        return [
            process
            for process in psutil.process_iter(["cmdline", "status"])
            if process.info["status"] != psutil.STATUS_ZOMBIE and self._is_ours(process.pid)
        ]

    def _is_ours(self, pid: int) -> bool:
        try:
            return os.getsid(pid) == self.pid
        except ProcessLookupError:
            return False


def until(happened: Callable[[], T], *lives: Live) -> T:
    """Wait until something has happened while at least one run goes on; give what it is."""
    end = time.monotonic() + PATIENCE_S
    while not (found := happened()):
        said = [one.text for one in lives]
        assert not all(one.ended() for one in lives), said
        assert time.monotonic() < end, said
        time.sleep(POLL_S)
    return found
