from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.factors import factor_layout
from latentaudio.figures import latent_axes
from latentaudio.figures.style import class_colours

HUES = ("red", "green", "blue", "teal", "pink", "grey")
SIZES = ("tiny", "small", "big", "huge")
HALVES = ("left", "right")


def sounds(classes=(HUES, SIZES), dimensions=8, snippets=240, seed=0, **counts):
    """Coordinates, classes and layout of held-out sounds whose own axes tell their classes."""
    generator = np.random.default_rng(seed)
    names = ["hue", "size", "half"][: len(classes)]
    layout = factor_layout(names, dimensions, counts)
    z = generator.normal(size=(snippets, dimensions))
    labels = pd.DataFrame({"group": [f"g{index // 8}" for index in range(snippets)]})
    for name, choices in zip(names, classes, strict=True):
        index = generator.integers(len(choices), size=snippets)
        index[: len(choices)] = range(len(choices))
        labels[name] = np.array(choices)[index]
        centre = np.linspace(-1.5, 1.5, len(choices))[index]
        z[:, layout.slices[name].start] = centre + generator.normal(0, 0.35, snippets)
    records = [
        {"space": "flow", "axis": a, "factor": f, "eta_squared": 0.72 if a == f else 0.03}
        for a in names
        for f in names
    ]
    return z.astype(np.float32), labels, {name: name for name in names}, layout, {"axes": records}


def panels(figure):
    return [figure.axes[index : index + 3] for index in range(0, len(figure.axes), 3)]


def points(axes, label="sounds"):
    found = [each for each in axes.collections if each.get_label() == label]
    return np.concatenate([np.asarray(each.get_offsets().data) for each in found])


def test_a_plane_per_factor_holds_every_sound_in_the_colour_of_its_class():
    z, labels, names, layout, metrics = sounds()
    figure = latent_axes.draw(z, labels, names, layout, metrics)
    assert len(panels(figure)) == 2
    for (plane, _, _), factor in zip(panels(figure), names, strict=True):
        drawn = {
            (x, y): to_hex(colour)
            for each in plane.collections
            if each.get_label() == "sounds"
            for (x, y), colour in zip(each.get_offsets(), each.get_facecolors(), strict=True)
        }
        colours = class_colours(sorted(set(labels[factor])))
        assert drawn == {
            (float(x), float(y)): colours[label].lower()
            for (x, y), label in zip(z[:, 6:], labels[factor], strict=True)
        }
        assert plane.get_xlabel() == "axis of hue (SD of the prior)"
        assert plane.get_ylabel() == "axis of size (SD of the prior)"


def test_means_of_the_classes_are_marked():
    z, labels, names, layout, metrics = sounds()
    for (plane, _, _), factor in zip(
        panels(latent_axes.draw(z, labels, names, layout, metrics)), names, strict=True
    ):
        for name in set(labels[factor]):
            mean = z[labels[factor] == name, 6:].astype(float).mean(axis=0)
            assert points(plane, f"mean {name}")[0] == pytest.approx(mean)


def test_boxes_are_quartiles_of_the_classes_along_both_axes_in_order_of_their_means():
    z, labels, names, layout, metrics = sounds()
    figure = latent_axes.draw(z, labels, names, layout, metrics)
    for (_, above, beside), factor, own in zip(panels(figure), names, (6, 7), strict=True):
        order = [label.get_text() for label in above.get_yticklabels()]
        means = [z[labels[factor] == name, own].mean() for name in order]
        assert means == sorted(means)
        assert set(order) == set(labels[factor])
        for axes, coordinate, side in ((above, 6, 0), (beside, 7, 1)):
            for box, name in zip(axes.patches, order, strict=True):
                ends = box.get_path().vertices[:, side]
                quartiles = np.quantile(z[labels[factor] == name, coordinate], [0.25, 0.75])
                assert [ends.min(), ends.max()] == pytest.approx(quartiles, abs=1e-5)
                assert to_hex(box.get_facecolor()) == (class_colours(sorted(order))[name].lower())


def test_titles_give_the_variance_explained_along_both_axes():
    z, labels, names, layout, metrics = sounds()
    figure = latent_axes.draw(z, labels, names, layout, metrics)
    assert [above.get_title(loc="left") for _, above, _ in panels(figure)] == [
        "coloured by hue, which explains (η²)\n0.72 of axis of hue, 0.03 of axis of size",
        "coloured by size, which explains (η²)\n0.72 of axis of size, 0.03 of axis of hue",
    ]
    assert figure.legends[0].get_title().get_text().startswith("240 held-out sounds from 30 groups")


def test_one_factor_is_drawn_against_the_first_residual_coordinate():
    z, labels, names, layout, metrics = sounds((HUES,))
    ((plane, _, _),) = panels(latent_axes.draw(z, labels, names, layout, metrics))
    assert sorted(points(plane)[:, 0]) == pytest.approx(sorted(z[:, 7].tolist()))
    assert sorted(points(plane)[:, 1]) == pytest.approx(sorted(z[:, 0].tolist()))
    assert plane.get_ylabel() == "residual coordinate 1 (SD of the prior)"


def test_a_third_factor_is_drawn_on_its_own_axis_against_the_first():
    z, labels, names, layout, metrics = sounds((HUES, SIZES, HALVES))
    plane, above, _ = panels(latent_axes.draw(z, labels, names, layout, metrics))[2]
    assert sorted(points(plane)[:, 1]) == pytest.approx(sorted(z[:, 7].tolist()))
    assert (plane.get_xlabel(), plane.get_ylabel()) == (
        "axis of hue (SD of the prior)",
        "axis of half (SD of the prior)",
    )
    assert "0.72 of axis of half, 0.03 of axis of hue" in above.get_title(loc="left")


def test_the_first_of_several_coordinates_of_a_factor_is_drawn_and_named():
    z, labels, names, layout, metrics = sounds(hue=2)
    plane, _, _ = panels(latent_axes.draw(z, labels, names, layout, metrics))[0]
    assert sorted(points(plane)[:, 0]) == pytest.approx(sorted(z[:, 5].tolist()))
    assert plane.get_xlabel() == "axis of hue, 1 of 2 (SD of the prior)"


def test_all_planes_have_one_frame_and_titles_at_one_height():
    figure = latent_axes.draw(*sounds((HUES, HALVES, SIZES)))
    frames = {lim for plane, *_ in panels(figure) for lim in (plane.get_xlim(), plane.get_ylim())}
    assert len(frames) == 1
    for plane, above, beside in panels(figure):
        assert above.get_xlim() == plane.get_xlim()
        assert beside.get_ylim() == plane.get_ylim()
    assert len({above.get_position().y1 for _, above, _ in panels(figure)}) == 1


def test_an_outlier_does_not_compress_the_others_and_is_counted():
    z, labels, names, layout, metrics = sounds()
    z[5, 6] = 500.0
    plane, above, _ = panels(latent_axes.draw(z, labels, names, layout, metrics))[0]
    assert plane.get_xlim()[1] < 10
    assert plane.get_xlim() == above.get_xlim()
    assert "1 of 240 outside the frame" in [text.get_text() for text in plane.texts]


@pytest.mark.parametrize(("count", "others"), [(2, ()), (1, (SIZES,)), (12, (SIZES,))])
def test_names_of_classes_lie_within_the_figure_and_apart(count, others):
    classes = [f"a class with a rather long name {index:02d}" for index in range(count)]
    z, labels, names, layout, metrics = sounds((classes, *others))
    figure = latent_axes.draw(z, labels, names, layout, metrics)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    for plane, above, beside in panels(figure):
        boxes = [label.get_window_extent(renderer) for label in above.get_yticklabels()]
        assert all(figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1 for box in boxes)
        assert all(not a.padded(-1).overlaps(b) for a, b in pairwise(boxes))
        title = above._left_title
        assert title.get_window_extent(renderer).x1 <= figure.bbox.x1
        assert title.get_window_extent(renderer).y1 <= figure.bbox.y1
        assert plane.get_window_extent(renderer).x1 < beside.get_window_extent(renderer).x0
    legend = figure.legends[0].get_window_extent(renderer)
    assert legend.y0 >= 0
    assert figure.bbox.x0 <= legend.x0 < legend.x1 <= figure.bbox.x1
    assert legend.y1 <= min(plane.get_tightbbox(renderer).y0 for plane, _, _ in panels(figure))


def tables(z, labels, splits):
    ids = [f"sound#{index:05d}" for index in range(len(z))]
    latents = pa.table(
        {
            "snippet_id": ids,
            "split": splits,
            "z": pa.array(list(z), pa.list_(pa.float32())),
        }
    )
    shuffled = labels.assign(snippet_id=ids).sample(frac=1, random_state=0)
    return latents, pa.Table.from_pandas(shuffled, preserve_index=False)


def test_held_out_sounds_are_joined_to_their_classes_by_id():
    z, labels, names, _, _ = sounds()
    splits = np.where(np.arange(len(z)) % 3, "training", "held_out")
    latents, snippets = tables(z, labels, splits)
    found, classes = latent_axes.held_out(latents, snippets, list(map(Factor, names)))
    assert np.array_equal(found, z[::3])
    expected = labels.iloc[::3].reset_index(drop=True)
    assert classes[expected.columns.tolist()].to_numpy().tolist() == expected.to_numpy().tolist()


def test_a_sound_missing_from_the_table_of_snippets_is_named():
    z, labels, names, _, _ = sounds()
    latents, snippets = tables(z, labels, ["held_out"] * len(z))
    with pytest.raises(ArtifactError, match=r"latents: 1 held-out .* e.g. 'sound#\d{5}'; delete"):
        latent_axes.held_out(latents, snippets.slice(1), list(map(Factor, names)))


def test_no_held_out_sounds_give_a_figure_that_says_so():
    z, labels, names, layout, metrics = sounds()
    latents, snippets = tables(z, labels, ["training"] * len(z))
    none, classes = latent_axes.held_out(latents, snippets, list(map(Factor, names)))
    figure = latent_axes.draw(none, classes, names, layout, metrics)
    assert not figure.axes
    assert "No held-out sounds" in figure.texts[0].get_text()


def test_a_factor_without_an_axis_is_named():
    z, labels, names, layout, metrics = sounds()
    with pytest.raises(ArtifactError, match=r"axes of .'hue', 'size'., expected one for 'age'"):
        latent_axes.draw(z, labels, names | {"age": "age"}, layout, metrics)


def test_a_numeric_factor_is_named_with_its_unit():
    z, labels, names, layout, metrics = sounds()
    figure = latent_axes.draw(z, labels, names | {"size": "size (m)"}, layout, metrics)
    titles = [above.get_title(loc="left") for _, above, _ in panels(figure)]
    assert [title.split(",")[0] for title in titles] == ["coloured by hue", "coloured by size (m)"]


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: latent_axes.draw(*sounds()))
