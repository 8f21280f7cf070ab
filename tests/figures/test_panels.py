import pytest

from latentaudio.figures.panels import panels_in_rows


@pytest.mark.parametrize(
    ("count", "size", "leftmost", "lowest"),
    [
        (1, (3.0, 2.5), [0], [0]),
        (3, (7.0, 2.5), [0], [0, 1, 2]),
        (5, (7.0, 4.5), [0, 3], [2, 3, 4]),
    ],
)
def test_panels_fill_rows(count, size, leftmost, lowest):
    found = panels_in_rows(count, 3, (2.0, 2.0), (1.0, 0.5))
    assert found.figure.get_size_inches().tolist() == list(size)
    assert found.figure.axes == found.every
    assert len(found.every) == count
    assert found.leftmost == [found.every[place] for place in leftmost]
    assert {*found.lowest} == {found.every[place] for place in lowest}


def test_a_figure_can_be_wider_than_its_panels():
    assert panels_in_rows(1, 3, (2.0, 2.0), (1.0, 0.5), narrowest=6.8).figure.get_figwidth() == 6.8


def test_every_column_ends_with_a_panel_that_has_numbers():
    found = panels_in_rows(5, 3, (2.0, 2.0), (1.0, 0.5), sharex=True)
    found.figure.draw_without_rendering()
    numbered = [
        axes
        for axes in found.every
        if any(tick.label1.get_visible() for tick in axes.xaxis.majorTicks)
    ]
    assert numbered == found.lowest
