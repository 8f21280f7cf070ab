"""Visits: every check of the page in one browser, from files and from a web server."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import programs
from browser.sound_device import silent_device

DRIVER = Path(__file__).parent / "driver"
#: How folders are reached.
SITES = ("file", "http")

#: Sources of checks that are run over http, too: of what is loaded, heard and saved.
_OVER_HTTP = ("failing.mjs", "hearing.mjs", "keeping.mjs")

_LIMIT_S = 900


@dataclass(frozen=True)
class Visit:
    """What the checks gave in one browser.

    Attributes
    ----------
    failures
        Why a check failed, None if it passed: by site and name.
    skipped
        Why a check was not tried, by site and name.
    kept
        Folder of the files that the page saved, one folder for each site.
    end
        How the driver ended, and what it said.
    """

    failures: Mapping[tuple[str, str], str | None]
    skipped: Mapping[tuple[str, str], str]
    kept: Path
    end: str

    def expect(self, site: str, check: str) -> None:
        """Fail with what the browser said if a check did not pass."""
        if (site, check) not in self.failures:
            pytest.fail(f"'{check}' was not run: {self.end}", pytrace=False)
        if reason := self.skipped.get((site, check)):
            pytest.skip(reason)
        if failure := self.failures[site, check]:
            pytest.fail(failure, pytrace=False)


def names_of_checks() -> list[str]:
    """List the checks of the page by the sources that register them."""
    sources = sorted((DRIVER / "checks").glob("*.mjs"))
    texts = [path.read_text(encoding="utf-8") for path in sources]
    return [name for text in texts for name in re.findall(r'^check\(\s*"(.+?)",', text, re.M)]


def visit(browser: str, folders: Path, server: str, kept: Path) -> Visit:
    """Run all checks in one browser.

    Parameters
    ----------
    browser
        Its name.
    folders
        Folder of the pages, as `browser.made_up_folders.write_folders` makes it.
    server
        Address at which a web server has that folder.
    kept
        Folder for what the page saves.
    """
    downloads = kept / "downloads"
    downloads.mkdir(parents=True)
    plan = {
        "browser": browser,
        "executable": programs.browser(browser),
        "modules": str(programs.MODULES),
        "folders": str(folders),
        "downloads": str(downloads),
        "kept": str(kept),
        "sites": [
            {"name": "file", "address": f"{folders.as_uri()}/", "sources": None},
            {"name": "http", "address": server, "sources": _OVER_HTTP},
        ],
    }
    path = kept / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    with silent_device() as device:
        printed, end = _drive([programs.node(), str(DRIVER / "run.mjs"), str(path)], device)
    outcomes = [json.loads(line) for line in printed.splitlines()]
    of_check = {(one["site"], one["name"]): one for one in outcomes}
    return Visit(
        failures={key: one["failure"] for key, one in of_check.items()},
        skipped={key: one["skipped"] for key, one in of_check.items() if "skipped" in one},
        kept=kept,
        end=end,
    )


def _drive(command: Sequence[str], device: Mapping[str, str]) -> tuple[str, str]:
    """Run the driver, and give what it printed and how it ended: no other test need wait again."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        try:
            done = subprocess.run(
                command,
                stdout=printed,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                timeout=_LIMIT_S,
                env=os.environ | device,
            )
            end = f"the driver ended with {done.returncode}\n{done.stderr}"
        except subprocess.TimeoutExpired:
            end = f"the driver had not ended after {_LIMIT_S} s"
        printed.seek(0)
        return printed.read(), end
