from dataclasses import replace

import numpy as np
import pytest
from known_factors.made_up_folder import ASSOCIATIONS, chosen
from known_factors.made_up_views import (
    FLOWING,
    MIXING,
    SHAPE,
    SPECTRAL,
    component_views,
    morph,
    spectral_views,
    spectrogram,
)
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from latentaudio.errors import DatasetError
from latentaudio.figures import gallery, morphs, moving_traversals, traversals
from latentaudio.figures.animation import save_animation
from latentaudio.figures.space_pictures import ColourScale, draw_picture, picture_scale
from latentaudio.networks.registry import describe

NETWORK = describe("yamnet")
SCALE = picture_scale("log_mel_48x32", SHAPE, NETWORK)


def panels(figure):
    return [axes for axes in figure.axes if axes.images]


def texts(figure):
    return [one.get_text() for one in figure.texts]


def draw_traversals(views=None):
    return traversals.draw(
        SPECTRAL, views or spectral_views(), "a", ASSOCIATIONS[SPECTRAL], SCALE, chosen().texts["a"]
    )


def test_rows_are_the_sound_and_its_active_axes_by_rate():
    figure = draw_traversals()
    drawn = panels(figure)
    assert len(drawn) == 2 + 2 * 5
    views = [one for one in spectral_views() if one.snippet_id == "a" and one.view != "morph"]
    by_rate = [*views[:2], *views[7:12], *views[12:17]]
    for axes, one in zip(drawn, by_rate, strict=True):
        assert np.array_equal(axes.images[0].get_array(), one.values.reshape(SHAPE).T)
    assert {axes.images[0].get_clim() for axes in drawn} == {
        (min(one.values.min() for one in by_rate), max(one.values.max() for one in by_rate))
    }
    assert [axes.get_title() for axes in drawn[:4]] == [
        "original",
        "reconstruction",
        "−2.00",
        "−1.00",
    ]
    assert [one for one in texts(figure) if one.startswith("unit")] == [
        "unit 2",
        "unit 3",
    ]
    assert texts(figure)[2:5] == ["2.10 nats", "closest: f0", "η² = 0.85, |ρ| = 0.91"]
    assert figure.get_suptitle() == "VAE of tones\nf0 200 Hz, decay 3"


def test_a_collapsed_code_has_all_its_units_and_says_so():
    figure = draw_traversals(spectral_views(rates=(0.01, 0.05, 0.02)))
    assert len(panels(figure)) == 2 + 3 * 5
    assert figure.get_suptitle().endswith("\ncollapsed: no unit has more than 0.05 nats")
    assert "collapsed" not in draw_traversals().get_suptitle()


def test_axes_without_a_rate_are_all_drawn():
    views = [replace(one, rate=None) for one in spectral_views()]
    figure = draw_traversals(views)
    assert len(panels(figure)) == 2 + 3 * 5
    assert "collapsed" not in figure.get_suptitle()


@pytest.mark.parametrize("rates", [(0.02, 2.1, 0.9), (0.01, 0.01, 0.01)])
def test_labels_do_not_overlap(rates):
    figure = draw_traversals(spectral_views(rates=rates))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    labels = [one.get_window_extent(renderer) for one in figure.texts]
    ticks = [
        one.get_window_extent(renderer)
        for axes in panels(figure)
        for one in [*axes.get_yticklabels(), *axes.get_xticklabels()]
        if one.get_visible() and one.get_text()
    ]
    assert len(ticks) > 10
    assert not any(a.overlaps(b) for i, a in enumerate(labels) for b in labels[i + 1 :])
    assert not any(a.overlaps(b) for a in labels for b in ticks)


@pytest.mark.parametrize("lowest", [-1e-3, -9.5, -12_500])
@pytest.mark.parametrize("axes", [0, 1, 2])
def test_the_colour_bar_has_room_for_its_numbers_and_label(lowest, axes, assert_nothing_is_cut):
    views = [
        replace(one, values=lowest * one.values / max(one.values.max(), 1))
        for one in spectral_views(rates=(2.0, 2.0, 2.0))
        if one.axis in (None, *[f"unit {number + 1}" for number in range(axes)])
    ]
    assert_nothing_is_cut(draw_traversals(views))


def test_the_label_of_the_colour_bar_of_one_row_is_not_cut(assert_nothing_is_cut):
    figure = morphs.draw({SPECTRAL: spectral_views()}, chosen(), SCALE)
    assert_nothing_is_cut(figure)
    assert figure.axes[-1].get_ylabel().replace("\n", " ") == "log(mel magnitude + 0.001)"


def test_a_space_without_pictures_says_so():
    figure = traversals.draw(FLOWING, component_views(), "a", {}, None, "")
    assert "layer_06 are no picture" in texts(figure)[0].replace("\n", " ")
    assert len(moving_traversals.frames(FLOWING, component_views(), "a", {}, None)) == 1


@pytest.mark.parametrize(
    ("space", "shape", "lowest_hz", "highest_hz"),
    [
        ("log_mel", (96, 64), 125, 7500),
        ("stft", (98, 257), 0, 8000),
        ("stft_100", (237, 100), 0, 8000),
    ],
)
def test_bands_have_their_frequencies(space, shape, lowest_hz, highest_hz):
    hertz = picture_scale(space, shape, NETWORK).hertz
    assert len(hertz) == shape[1]
    assert lowest_hz <= hertz[0] <= lowest_hz + 60
    assert highest_hz - 300 <= hertz[-1] <= highest_hz
    assert (np.diff(hertz) > 0).all()


@pytest.mark.parametrize(
    ("space", "shape", "shown"),
    [
        ("log_mel_48x32", (48, 32), ["0.25", "1", "4"]),
        ("cqt_100x14", (61, 100), ["0.06", "0.25", "1", "4"]),
        # Equally far apart, so that the lower would overlap.
        ("stft", (98, 257), ["1", "4"]),
        ("stft_1024", (98, 1024), ["1", "4"]),
    ],
)
def test_frequencies_are_written_where_there_is_room(space, shape, shown):
    axes = Figure().subplots()
    draw_picture(axes, np.zeros(shape), picture_scale(space, shape, NETWORK), ColourScale(0, 1))
    axes.tick_params(labelleft=True)
    assert [one.get_text() for one in axes.get_yticklabels()] == shown
    places = axes.get_yticks()
    hertz = picture_scale(space, shape, NETWORK).hertz
    np.testing.assert_allclose(
        np.interp(places, np.arange(len(hertz)), hertz), 1000 * np.array(shown, float), rtol=0.1
    )


def test_a_pooled_band_lies_between_those_that_it_is_made_of():
    whole = picture_scale("log_mel", (96, 64), NETWORK).hertz
    assert np.array_equal(SCALE.hertz, (whole[::2] + whole[1::2]) / 2)


def test_values_that_are_no_spectrogram_have_bands_or_no_picture():
    assert picture_scale("mfcc", (98, 20), NETWORK).hertz is None
    assert picture_scale("waveform", (15_600,), NETWORK) is None


def test_morphs_have_a_row_for_each_representation():
    figure = morphs.draw({SPECTRAL: spectral_views(), MIXING: morph()}, chosen(), SCALE)
    assert len(panels(figure)) == 2 * 5
    assert [axes.get_title() for axes in panels(figure)[:3]] == ["0 %", "25 %", "50 %"]
    assert [one for one in texts(figure) if one in ("VAE of tones", "plain mixing")] == [
        "VAE of tones",
        "plain mixing",
    ]
    assert figure.get_suptitle() == "1. from f0 200 Hz, decay 3\n     to f0 700 Hz, decay 3"
    empty = morphs.draw({}, chosen(), None)
    assert "No two sounds were morphed" in texts(empty)[0]


def test_morphs_have_their_ends_and_titles_in_full():
    long = "fundamental_hz 137 Hz, inharmonicity 0.0122, slope 1.2, decay_per_s 4.77 1/s"
    ends = replace(chosen(), texts={"a": long, "b": long.replace("137", "728")})
    title = "VAE conv 1-D, β-TCVAE, warm up, β = 4: 48 x 32 log-mel spectrogram"
    figure = morphs.draw({replace(SPECTRAL, title=title): spectral_views()}, ends, SCALE)
    assert figure.get_suptitle() == f"1. from {long}\n     to {long.replace('137', '728')}"
    assert "48 x 32 log-mel spectrogram" in texts(figure)
    assert "β\u00a0=\u00a04" in texts(figure)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    boxes = [one.get_window_extent(renderer) for one in figure.texts]
    assert all(figure.bbox.x0 <= one.x0 < one.x1 <= figure.bbox.x1 for one in boxes)
    above = figure._suptitle.get_window_extent(renderer)
    assert above.y0 > max(axes.title.get_window_extent(renderer).y1 for axes in figure.axes)


def test_a_gif_goes_to_the_last_step_and_back(tmp_path):
    frames = moving_traversals.frames(
        SPECTRAL, spectral_views(), "a", ASSOCIATIONS[SPECTRAL], SCALE
    )
    positions = [frame.axes[0].get_xlabel() for frame in frames]
    assert positions == ["−2.00", "−1.00", "0.00", "1.00", "2.00", "1.00", "0.00", "−1.00"]
    for name in ("a.gif", "b.gif"):
        save_animation(frames, tmp_path / name)
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames == 8
        assert image.info["loop"] == 0


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_titles_fit_above_few_moving_axes(axes, assert_nothing_is_cut):
    title = "VAE conv 1-D, β-TCVAE, warm up, β = 4, seed 1: 48 x 32 log-mel spectrogram"
    rates = (2.0, 2.0, 2.0)[:axes] + (0.0,) * (3 - axes)
    frames = moving_traversals.frames(
        replace(SPECTRAL, title=title),
        spectral_views(rates=rates),
        "a",
        ASSOCIATIONS[SPECTRAL],
        SCALE,
    )
    assert len(frames[0].axes) == axes
    shown = frames[0].get_suptitle().replace("\n48", ": 48").replace("\n", " ")
    assert shown.replace("\u00a0", " ") == title
    assert_nothing_is_cut(frames[0])


def draw_gallery(count=8):
    pictures = [spectrogram(band) for band in np.linspace(4, 28, count)]
    known = [[f"f0 {number} Hz", "decay 3"] for number in range(count)]
    shown = {
        "48 x 32 log-mel spectrogram": (SCALE, pictures),
        "twice": (SCALE, [2 * one for one in pictures]),
    }
    return gallery.draw(shown, known)


def test_a_gallery_shows_each_sound_in_each_space_on_a_scale_of_its_own():
    figure = draw_gallery()
    drawn = panels(figure)
    assert len(drawn) == 2 * 8
    assert [axes.get_title() for axes in drawn[::2]] == [
        f"f0 {one} Hz\ndecay 3" for one in range(8)
    ]
    assert len({axes.images[0].get_clim() for axes in drawn}) == 2
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    sides = [axes.yaxis.label.get_window_extent(renderer) for axes in drawn if axes.get_ylabel()]
    assert len(sides) == 4
    assert not any(a.overlaps(b) for i, a in enumerate(sides) for b in sides[i + 1 :])
    boxes = [axes.get_position() for axes in drawn]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(box.y0 >= 0 and box.y1 <= 1 and box.x0 >= 0 and box.x1 <= 1 for box in boxes)


def test_titles_of_spaces_do_not_overlap_in_a_gallery():
    pictures = [spectrogram(band) for band in np.linspace(4, 28, 8)]
    names = ("48 x 32 log-mel spectrogram", "constant-Q spectrum")
    figure = gallery.draw(dict.fromkeys(names, (SCALE, pictures)), [["f0 1"]] * 8)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    labels = [axes.yaxis.label for axes in panels(figure) if axes.get_ylabel()]
    assert len(labels) == 4
    assert labels[0].get_text() == "48 x 32 log-mel\nspectrogram\nfrequency (kHz)"
    boxes = [one.get_window_extent(renderer) for one in labels]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(one.x0 >= 0 for one in boxes)


def test_a_gallery_of_nothing_is_refused():
    with pytest.raises(DatasetError, match="0 texts and pictures"):
        gallery.draw({}, [])
    with pytest.raises(DatasetError, match="2 texts and pictures"):
        gallery.draw({"log-mel": (SCALE, [spectrogram()])}, [["f0 1"], ["f0 2"]])


@pytest.mark.parametrize(
    "draw",
    [
        draw_traversals,
        draw_gallery,
        lambda: morphs.draw({SPECTRAL: spectral_views()}, chosen(), SCALE),
    ],
)
def test_the_figures_are_written_the_same_twice(assert_same_bytes_twice, draw):
    assert_same_bytes_twice(draw)
