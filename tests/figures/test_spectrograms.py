from itertools import pairwise

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from latentaudio.errors import DatasetError
from latentaudio.figures import spectrograms
from latentaudio.networks.registry import describe

PATCH = describe("yamnet").patch


def log_mel(value=0.0, frames=96):
    return np.random.default_rng(0).normal(value, 1, (frames, 64))


def examples(rows=("red", "blue"), columns=("tiny", "mid", "big")):
    return [
        (row, column, log_mel(i + 10 * j))
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    ]


def panels(figure):
    return figure.axes[:-1]  # the last axes hold the colour bar


def test_band_centres_are_equally_spaced_in_mel_between_the_limits():
    centres = PATCH.centres_hz()
    mel = 1127 * np.log(1 + np.array([125, *centres, 7500]) / 700)
    assert len(centres) == 64
    assert np.diff(mel) == pytest.approx(np.full(65, (mel[-1] - mel[0]) / 65))
    # 1000 Hz is 1000 mel on this scale, to within a mel.
    assert 1127 * np.log(1 + 1000 / 700) == pytest.approx(1000, abs=1)


def test_the_grid_shows_every_example_on_one_colour_scale():
    figure = spectrograms.draw(examples(), PATCH, "hue", "size")
    drawn = panels(figure)
    assert len(drawn) == 6
    assert [axes.get_title() for axes in drawn[:3]] == ["tiny", "mid", "big"]
    assert [drawn[0].get_ylabel(), drawn[3].get_ylabel()] == ["red", "blue"]
    for axes, (_, _, expected) in zip(drawn, examples(), strict=True):
        assert np.array_equal(axes.images[0].get_array(), expected.T)
        assert axes.images[0].get_extent() == pytest.approx([0, 0.96, -0.5, 63.5])
    every = np.concatenate([content for _, _, content in examples()])
    assert {axes.images[0].get_clim() for axes in drawn} == {(every.min(), every.max())}
    assert figure.axes[-1].get_ylabel() == "log-mel energy"
    assert figure.get_supxlabel() == "time (s)"
    assert figure.get_supylabel() == "mel-band centre frequency (kHz)"
    assert figure.get_suptitle() == "hue × size"


def test_frequency_ticks_are_at_the_bands_of_their_frequency():
    axes = panels(spectrograms.draw(examples(), PATCH))[0]
    for position, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True):
        band = np.argmin(abs(PATCH.centres_hz() - 1000 * float(label.get_text())))
        assert position == pytest.approx(band, abs=0.5)


def test_one_factor_gives_one_row_and_a_third_factor_nothing_more():
    one = spectrograms.draw([("", name, log_mel()) for name in "abc"], PATCH)
    assert len({axes.get_position().y0 for axes in panels(one)}) == 1
    doubled = examples() + [(row, column, log_mel(99)) for row, column, _ in examples()]
    drawn = panels(spectrograms.draw(doubled, PATCH))
    assert len(drawn) == 6
    assert np.array_equal(drawn[0].images[0].get_array(), examples()[0][2].T)


def test_an_empty_cell_is_marked():
    drawn = panels(spectrograms.draw(examples()[:-1], PATCH))
    assert [text.get_text() for text in drawn[-1].texts] == ["no sound"]
    assert not drawn[-1].images


def test_long_names_do_not_overlap():
    names = [f"a class with a rather long name {index}" for index in range(9)]
    figure = spectrograms.draw(examples(rows=names, columns=names), PATCH)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    titles = [axes.title.get_window_extent(renderer) for axes in panels(figure)[:9]]
    sides = [axes.yaxis.label.get_window_extent(renderer) for axes in panels(figure)[::9]]
    for boxes in (titles, sides):
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))
    ticks = [tick.get_window_extent(renderer) for tick in panels(figure)[0].get_yticklabels()]
    assert not any(a.overlaps(b) for a, b in pairwise(ticks))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "no examples"),
        ([("red", "big", np.zeros((96, 40)))], r"'red', 'big': shape \(96, 40\) found, expected"),
    ],
)
def test_examples_that_cannot_be_drawn_are_named(given, message):
    with pytest.raises(DatasetError, match=message):
        spectrograms.draw(given, PATCH)


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: spectrograms.draw(examples(), PATCH))
