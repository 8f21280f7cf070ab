"""A check that all figures share."""

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from latentaudio.figures.style import save_figure


@pytest.fixture
def assert_same_bytes_twice(tmp_path) -> Callable[[Callable[[], Figure]], None]:
    """Draw a figure twice, write both, and compare the files."""

    def check(draw: Callable[[], Figure]) -> None:
        for name in ("a", "b"):
            save_figure(draw(), tmp_path / f"{name}.svg", tmp_path / f"{name}.png")
        assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()

    return check
