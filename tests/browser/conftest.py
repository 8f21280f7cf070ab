"""Pages that are made once, and looked at once in each browser."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from browser import programs
from browser.made_up_folders import write_folders
from browser.serving import served
from browser.visits import Visit, visit


@pytest.fixture(scope="session")
def folders(tmp_path_factory) -> Path:
    """The folders of made-up pages."""
    folder = tmp_path_factory.mktemp("pages")
    write_folders(folder)
    return folder


@pytest.fixture(scope="session")
def visits(tmp_path_factory, request) -> Iterator[Callable[[str], Visit]]:
    """Give a function that runs all checks in a browser, and remembers what they gave."""

    @cache
    def run(browser: str) -> Visit:
        programs.node()
        programs.browser(browser)
        folder = request.getfixturevalue("folders")
        with served(folder) as address:
            return visit(browser, folder, address, tmp_path_factory.mktemp(browser))

    return run


BROWSERS = [pytest.param(name, marks=pytest.mark.browser) for name in programs.BROWSERS]


@pytest.fixture(params=BROWSERS)
def looked_at(request, visits) -> Visit:
    """What the checks gave, in each browser."""
    return visits(request.param)
