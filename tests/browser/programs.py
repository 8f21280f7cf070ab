"""The programs that tests in browsers need, and what is said where one is missing."""

import os
import shutil

import pytest
from places import REPOSITORY

#: Names of the programs of each browser; the first that there is, is used.
BROWSERS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox": ("firefox-esr", "firefox"),
}
#: Where node looks for the packages that `npm ci` installs.
MODULES = REPOSITORY / "explorer"
#: Set to "required" where nothing may be skipped, because everything was installed before.
DEMAND = "LATENTAUDIO_BROWSERS"


def lacking(reason: str) -> None:
    """Skip a test that needs a program; fail where tests in browsers are required."""
    if os.environ.get(DEMAND) == "required":
        pytest.fail(f"{reason} ({DEMAND}=required)")
    pytest.skip(reason)


def browser(name: str) -> str:
    """Find the program of a browser."""
    for program in BROWSERS[name]:
        if found := shutil.which(program):
            return found
    lacking(f"no {name} found; install it: apt-get install {BROWSERS[name][0]}")
    raise AssertionError


def node() -> str:
    """Find node with the packages of the page."""
    found = shutil.which("node")
    if found is None:
        lacking("no node found; install Node.js 20 or later")
        raise AssertionError
    if not (MODULES / "node_modules" / "puppeteer-core").is_dir():
        lacking("the page's packages are not installed: cd explorer && npm ci")
    return found
