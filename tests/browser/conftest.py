"""Pages that are made once, and looked at once in each browser."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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
    """Give a function that runs all checks in a browser, and remembers what they gave.

    All browsers that tests ask for run at the same time, because each waits for most of its time.
    """
    looking: dict[str, Future[Visit]] = {}

    def look(browser: str, kept: Path) -> Visit:
        programs.node()
        programs.browser(browser)
        folder = request.getfixturevalue("folders")
        with served(folder) as address:
            return visit(browser, folder, address, kept)

    with ThreadPoolExecutor() as pool:

        def run(browser: str) -> Visit:
            if not looking:
                request.getfixturevalue("folders")
                for name in _asked_for(request.session.items):
                    looking[name] = pool.submit(look, name, tmp_path_factory.mktemp(name))
            return looking[browser].result()

        yield run


def _asked_for(items: Iterable[pytest.Item]) -> set[str]:
    calls = (
        one.callspec
        for one in items
        if isinstance(one, pytest.Function)
        if hasattr(one, "callspec")
    )
    return {call.params["looked_at"] for call in calls if "looked_at" in call.params}


BROWSERS = [pytest.param(name, marks=pytest.mark.browser) for name in programs.BROWSERS]


@pytest.fixture(params=BROWSERS)
def looked_at(request, visits) -> Visit:
    """What the checks gave, in each browser."""
    return visits(request.param)
