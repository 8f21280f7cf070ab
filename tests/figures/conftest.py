"""Checks that all figures share."""

from collections.abc import Callable

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
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


@pytest.fixture
def assert_nothing_is_cut() -> Callable[[Figure], None]:
    """Check that all that is drawn of a figure, such as labels, lies within it (to 0.01 inches)."""

    def check(figure: Figure) -> None:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        drawn = figure.get_tightbbox(canvas.get_renderer())
        assert drawn.x0 > -0.01
        assert drawn.y0 > -0.01
        assert drawn.x1 < figure.get_figwidth() + 0.01
        assert drawn.y1 < figure.get_figheight() + 0.01

    return check
