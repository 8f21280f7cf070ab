"""The folder that listeners receive: sounds, an answer sheet, and a page that runs the test."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from latentaudio.explorer.data_files import write_data_file
from latentaudio.factor_types import Factor
from latentaudio.listening.trials import Trial

#: The built page; its source is ``explorer/src/listening/``.
STATIC = Path(__file__).with_name("static")

#: Its files, and what they are called in the folder of a test.
FILES = {
    "listening.html": "index.html",
    "listening.js": "listening.js",
    "listening.css": "listening.css",
}

#: Version of `page_data`, which the page checks.
VERSION = 1


def page_data(
    trials: Sequence[Trial],
    factors: Sequence[Factor],
    classes: Mapping[str, Sequence[str]],
    *,
    test: str,
    title: str,
) -> dict[str, Any]:
    """Describe a test to its page, without what its sounds are.

    Parameters
    ----------
    trials
        Trials of the test.
    factors
        The factors.
    classes
        Classes that listeners choose from, by factor.
    test
        Digest of the test.
    title
        Title of the page.
    """
    return {
        "version": VERSION,
        "test": test,
        "title": title,
        "factors": [
            {"name": one.name, "title": one.title, "classes": list(classes[one.name])}
            for one in factors
        ],
        "trials": [
            {"number": one.number, "block": one.block, "file": f"sounds/{one.file}"}
            for one in trials
        ],
    }


def write_page(folder: Path, data: Mapping[str, Any]) -> None:
    """Write the page and its data into an existing folder."""
    for name, copied in FILES.items():
        shutil.copyfile(STATIC / name, folder / copied)
    write_data_file(folder, "data/test", data)
