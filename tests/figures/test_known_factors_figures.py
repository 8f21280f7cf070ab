"""The four figures of the study of known factors, drawn from made-up tables."""

import runpy
import sys

import numpy as np
import pandas as pd
import pytest
from figures import made_up_known_factors as made_up
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from places import REPOSITORY

from latentaudio.artifacts import write_csv
from latentaudio.factor_types import Factor, factors_to_json
from latentaudio.figures import (
    factor_importance,
    known_factors_comparison,
    latent_scatter,
    metric_by_beta,
)
from latentaudio.figures.program import shown_trainings
from latentaudio.figures.representations import KINDS, in_kind_order, representative
from latentaudio.known_factors.unit_tables import importance_table

FACTORS = [
    Factor("fundamental_hz", "numeric", unit="Hz", scale="log"),
    Factor("slope", "numeric"),
    Factor("inharmonicity", "numeric"),
    Factor("decay_per_s", "numeric", unit="1/s"),
]


@pytest.fixture(scope="module")
def tables():
    return made_up.tables()


def labelled(axes, label):
    return [one for one in axes.collections if one.get_label() == label]


def boxes_of(figure, texts):
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    return [one.get_window_extent(renderer) for one in texts if one.get_text()]


def assert_apart(figure, texts):
    boxes = boxes_of(figure, texts)
    assert boxes
    for index, box in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])


def test_representations_are_ordered_by_kind_then_model_objective_and_beta(tables):
    titles = in_kind_order(tables[0].sample(frac=1, random_state=0))["title"].tolist()
    assert titles == [
        "raw components",
        "VAE conv 1-D, β 1",
        "VAE conv 1-D, β 4",
        "VAE conv 1-D, β 8",
        "VAE conv 1-D, β 16",
        "VAE conv 1-D, β-TCVAE, β 4",
        "VAE conv 1-D, FactorVAE, β 4",
        "VAE conv 2-D, β 4",
        "VAE dense, β 4",
        "VAE recurrent, β 4",
        "flow",
        "ridge (linear)",
        "LDA (linear)",
        "network (bound)",
    ]


def test_spaces_are_named_where_a_kind_has_several():
    values = {
        ("flow", space, "", "", None): ((0.4, 0.9, 0.8, 1.0, None), 1) for space in ("a", "b")
    }
    assert in_kind_order(made_up.tables(values)[0])["title"].tolist() == ["flow, a", "flow, b"]


def test_each_row_has_its_mean_seeds_and_intervals_in_each_panel(tables):
    comparison, seeds = tables
    figure = known_factors_comparison.draw(comparison, seeds)
    order = in_kind_order(comparison)
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == order["title"].tolist()
    for axes, metric in zip(figure.axes, known_factors_comparison.METRICS, strict=False):
        rows = comparison[comparison["metric"] == metric].set_index("representation")
        drawn = labelled(axes, metric)
        assert len(drawn) == len(order)
        for y, (one, points) in enumerate(zip(order.to_dict("records"), drawn, strict=True)):
            assert points.get_offsets().data.tolist() == [
                [rows.loc[one["representation"], "value"], y]
            ]
            assert to_hex(points.get_facecolor()[0]) == KINDS[one["kind"]][0].lower()
        several = (
            seeds[(seeds["metric"] == metric)]
            .groupby("representation")
            .filter(lambda one: len(one) > 1)
        )
        dots = np.concatenate([one.get_offsets().data[:, 0] for one in labelled(axes, "seeds")])
        assert sorted(dots) == pytest.approx(sorted(several["value"]))
    widths = [
        one.get_linewidths()[0]
        for one in figure.axes[0].collections
        if not one.get_label()[0].isalpha()
    ]
    assert {0.9, 5.0} <= set(widths)


def test_reconstruction_is_that_of_each_training(tables):
    axes = known_factors_comparison.draw(*tables).axes[3]
    means = [one.get_offsets().data[0, 0] for one in labelled(axes, "reconstruction_r2")]
    assert means[0] == 1
    assert means[1:5] == pytest.approx([0.82, 0.74, 0.69, 0.6])


def test_reconstructions_worse_than_the_mean_are_in_sight(tables):
    comparison, seeds = tables
    worse = seeds.assign(
        reconstruction_r2=seeds["reconstruction_r2"].where(seeds["kind"] != "ridge", -0.3)
    )
    assert known_factors_comparison.draw(comparison, worse).axes[3].get_xlim() == pytest.approx(
        (-0.34, 1.04)
    )
    assert known_factors_comparison.draw(*tables).axes[3].get_xlim() == (-0.04, 1.04)


def test_labels_of_the_comparison_do_not_overlap(tables):
    figure = known_factors_comparison.draw(*tables)
    assert_apart(figure, [*figure.axes[0].get_yticklabels(), *(a.xaxis.label for a in figure.axes)])


#: Trainings of which one of several seeds collapsed, and the only one.
COLLAPSED = (
    "vae/log_mel_48x32/convolution_1d/beta_vae/8.0, seed 2",
    "vae/log_mel_48x32/dense/beta_vae/4.0, seed 1",
)


def test_representations_of_which_a_seed_collapsed_are_hollow_and_explained(tables):
    comparison, seeds = made_up.tables(collapsed=COLLAPSED)
    figure = known_factors_comparison.draw(comparison, seeds)
    titles = in_kind_order(comparison)["title"]
    for axes, name in zip(
        figure.axes, [*known_factors_comparison.METRICS, "reconstruction_r2"], strict=True
    ):
        hollow = [to_hex(one.get_facecolor()[0]) == "#ffffff" for one in labelled(axes, name)]
        assert titles[hollow].tolist() == ["VAE conv 1-D, β 8", "VAE dense, β 4"]
    named = [one.get_text() for one in figure.legends[0].get_texts()]
    assert "the same, some seeds collapsed" in named
    assert_apart(figure, figure.legends[0].get_texts())
    other = known_factors_comparison.draw(*tables)
    assert not any("collapsed" in one.get_text() for one in other.legends[0].get_texts())


def test_betas_at_which_a_seed_collapsed_are_hollow_and_explained(tables):
    comparison, seeds = made_up.tables(collapsed=COLLAPSED)
    figure = metric_by_beta.draw(comparison, seeds)
    means = comparison[comparison["representation"] == COLLAPSED[0].partition(",")[0]]
    expected = means.set_index("metric")["value"]
    for axes, name in zip(figure.axes[::2], ["mig", "dci_disentanglement"], strict=False):
        (hollow,) = [one for one in axes.get_lines() if one.get_label() == "collapsed conv 1-D"]
        assert hollow.get_markerfacecolor() == "white"
        assert (hollow.get_xdata(), hollow.get_ydata()) == ([8], [expected[name]])
    of_one = {one.get_label(): list(one.get_xdata()) for one in figure.axes[1].get_lines()}
    place = of_one["mean of dense"]
    assert of_one["collapsed dense"] == place
    assert "hollow: the posterior of at least one seed" in figure.get_supxlabel()
    assert "hollow" not in metric_by_beta.draw(*tables).get_supxlabel()


def test_single_seeds_do_not_make_means_look_hollow(tables):
    for axes in metric_by_beta.draw(*tables).axes:
        seeds = [one.get_zorder() for one in axes.collections if "seeds" in one.get_label()]
        assert max(seeds, default=0) < min(one.get_zorder() for one in means_in(axes))


def means_in(axes):
    return [one for one in axes.get_lines() if one.get_label().startswith("mean of")]


def test_betas_are_on_a_log_axis_with_a_line_for_each_kind_of_vae(tables):
    comparison, seeds = tables
    figure = metric_by_beta.draw(comparison, seeds)
    first = figure.axes[0]
    assert first.get_xscale() == "log"
    assert [tick.get_text() for tick in figure.axes[4].get_xticklabels()] == ["1", "4", "8", "16"]
    (line,) = [one for one in first.get_lines() if one.get_label() == "mean of conv 1-D"]
    assert line.get_xdata().tolist() == [1, 4, 8, 16]
    of_line = comparison[(comparison["metric"] == "mig") & (comparison["objective"] == "beta_vae")]
    of_line = of_line[of_line["model"] == "convolution_1d"]
    assert line.get_ydata().tolist() == of_line["value"].tolist()
    (dots,) = labelled(first, "seeds of conv 1-D")
    assert len(dots.get_offsets()) == 12
    references = {one.get_label(): one.get_ydata()[0] for one in first.get_lines()}
    assert references["raw components"] == pytest.approx(0.03)
    assert references["flow"] == pytest.approx(0.46, abs=0.05)
    assert len(means_in(first)) == 1
    assert len(means_in(figure.axes[1])) == 5
    assert figure.axes[4].get_ylabel() == "rate (nats per sound)"
    assert_apart(figure, [*figure.legends[0].get_texts(), *(a.yaxis.label for a in figure.axes)])


def many_vaes():
    """As many VAEs as a run trains: two that differ in beta, and nine at one beta."""
    values = {key: value for key, value in made_up.VALUES.items() if key[0] != "vae"}
    scores = (0.1, 0.3, 0.3, 0.8, 9)
    for beta in (1.0, 4.0, 8.0, 16.0):
        values["vae", "log_mel_48x32", "convolution_1d", "beta_vae", beta] = (scores, 3)
    for beta in (1.0, 4.0):
        values["vae", "layer_06", "dense", "beta_vae", beta] = (scores, 3)
    for model in ("dense", "convolution_2d", "recurrent"):
        values["vae", "log_mel_48x32", model, "beta_vae", 4.0] = (scores, 1)
    for objective in ("beta_tcvae", "factor_vae"):
        for model in ("convolution_1d", "convolution_2d", "recurrent"):
            values["vae", "log_mel_48x32", model, objective, 4.0] = (scores, 1)
    last = values.popitem()[1]
    values["vae", "log_mel_48x32", "recurrent", "factor_vae", 30.0] = last
    return made_up.tables(values)


def test_vaes_of_several_betas_lie_at_them_and_none_looks_like_another():
    figure = metric_by_beta.draw(*many_vaes())
    lines = means_in(figure.axes[0])
    assert len({(one.get_color(), one.get_marker()) for one in lines}) == 2
    assert len({one.get_marker() for one in lines}) == 2
    drawn = np.concatenate([one.get_xdata() for one in lines])
    away = np.abs(np.log(drawn[:, np.newaxis] / [1.0, 4, 8, 16])).min(axis=1)
    assert away.max() == pytest.approx(np.log(1.06))
    assert len(set(drawn)) == len(drawn) == 6


def test_each_vae_of_one_beta_has_a_place_above_its_name():
    figure = metric_by_beta.draw(*many_vaes())
    for upper in figure.axes[1::2]:
        assert [one.get_xdata().tolist() for one in means_in(upper)] == [[n] for n in range(9)]
    below = figure.axes[5]
    names = [one.get_text() for one in below.get_xticklabels()]
    assert names[0] == "dense, β 4"
    assert names[-1] == "recurrent, FactorVAE, β 30"
    assert [one.get_label() for one in means_in(below)] == [
        f"mean of {name.rpartition(', ')[0]}" for name in names
    ]
    ticks = [*below.get_xticklabels(), *figure.axes[7].get_xticklabels()]
    below_left = [figure.axes[4].xaxis.label, *figure.axes[4].get_xticklabels()]
    assert_apart(figure, [*ticks, *below_left, *figure.legends[0].get_texts()])


@pytest.mark.parametrize("betas", [(1.0, 4.0), (4.0,)])
def test_where_all_vaes_have_several_betas_or_none_has_there_is_one_kind_of_panel(betas):
    scores = ((0.1, 0.3, 0.3, -0.2, 9), 2)
    values = {("vae", "a", "dense", "beta_vae", beta): scores for beta in betas}
    figure = metric_by_beta.draw(*made_up.tables(values))
    assert len(figure.axes) == 4
    assert len(means_in(figure.axes[0])) == 1
    # A reconstruction that is worse than the mean is in sight.
    low, _ = figure.axes[3].get_ylim()
    assert low < -0.2


def test_the_legend_of_many_vaes_is_whole_and_names_unusual_inputs():
    figure = metric_by_beta.draw(*many_vaes())
    titles = [one.get_text() for one in figure.legends[0].get_texts()]
    assert titles == ["conv 1-D", "dense, layer_06", "raw components", "flow"]
    assert "input is log_mel_48x32 where no other is named" in figure.get_supxlabel()
    assert_apart(figure, figure.legends[0].get_texts())


def test_labels_of_the_comparison_of_many_are_whole():
    comparison, seeds = many_vaes()
    figure = known_factors_comparison.draw(comparison, seeds)
    assert_apart(figure, [*figure.axes[0].get_yticklabels(), *(a.xaxis.label for a in figure.axes)])


def two_spaces(*others):
    """Kinds of two and more spaces, each asked for in the order of the configuration."""
    scores = ((0.4, 0.9, 0.8, 1.0, None), 1)
    kinds = ("components", "lda", "ridge", "network", "flow")
    return {(kind, space, "", "", None): scores for kind in kinds for space in ("b", "a", *others)}


def test_few_representations_stand_for_many_whatever_their_scores():
    values = two_spaces("c")
    for model, betas in (("dense", (4.0,)), ("recurrent", (8.0, 1.0, 4.0)), ("other", (1.0, 2.0))):
        for beta in betas:
            values["vae", "a", model, "beta_vae", beta] = ((beta / 10, 0.1, 0.1, 0.5, 3), 2)
    comparison, seeds = made_up.tables(values)
    expected = {f"{kind}/{space}/None" for kind in ("components", "flow") for space in "ab"}
    expected |= {f"{kind}/{space}/None" for kind in ("ridge", "network") for space in "ab"}
    expected |= {f"vae/a/recurrent/beta_vae/{beta}" for beta in (1.0, 8.0)}
    for table in (comparison, seeds):
        names = representative(table)
        assert len(names) == len(set(names)) == 10
        assert set(names) == expected


def test_representations_stand_for_themselves_where_there_are_few():
    only = {key: one for key, one in two_spaces().items() if key[0] in ("components", "lda")}
    only["vae", "a", "dense", "beta_vae", 4.0] = ((0.1, 0.1, 0.1, 0.5, 3), 1)
    names = representative(made_up.tables(only)[0])
    assert sorted(names) == [
        *("components/a/None", "components/b/None", "lda/a/None", "lda/b/None"),
        "vae/a/dense/beta_vae/4.0",
    ]


def test_a_heat_map_has_each_importance_in_the_order_of_the_factors_of_units():
    (title, table), *others = made_up.maps()
    figure = factor_importance.draw([(title, table), *others], {"slope": "slope (dB)"})
    axes = figure.axes[0]
    assert axes.get_title() == "raw components"
    image = np.asarray(axes.get_images()[0].get_array())
    assert image.shape == (4, 32)
    wide = table.pivot(index="factor", columns="unit", values="importance")
    assert image.sum(axis=1) == pytest.approx([1] * 4)
    assert sorted(image[1]) == pytest.approx(sorted(wide.loc["slope"]))
    assert (np.diff(image.argmax(axis=0)) >= 0).all()
    assert "slope (dB)" in [tick.get_text() for tick in axes.get_yticklabels()]
    assert_apart(figure, [*axes.get_yticklabels(), *(one.title for one in figure.axes)])


def test_units_are_numbered_below_the_heat_map():
    table = importance_table(np.array([[0.1, 0.9], [0.9, 0.1]]), ("a", "b"))
    axes = factor_importance.draw([("code", table)], {}).axes[0]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["2", "1"]


@pytest.mark.parametrize(("units", "step"), [(20, 1), (21, 2), (64, 4)])
def test_as_many_units_are_numbered_as_have_room(units, step):
    table = importance_table(made_up.importances(units), made_up.FACTORS)
    figure = factor_importance.draw([("code", table), ("same", table)], {})
    labels = figure.axes[0].get_xticklabels()
    assert len(labels) == -(-units // step)
    assert len({label.get_text() for label in labels}) == len(labels)
    assert_apart(figure, [*labels, *figure.axes[1].get_xticklabels()])


def test_the_colour_bar_of_many_maps_is_close_below_them():
    table = importance_table(made_up.importances(10), made_up.FACTORS)
    figure = factor_importance.draw([(f"code {one}", table) for one in range(24)], {})
    figure.draw(FigureCanvasAgg(figure).get_renderer())
    *maps, bar = (axes.get_position() for axes in figure.axes)
    gap = (min(one.y0 for one in maps) - bar.y1) * figure.get_figheight()
    assert 0.2 < gap < 0.6


@pytest.mark.parametrize("kind", [False, True])
def test_sounds_are_coloured_by_the_factor_of_their_column(kind):
    shown = made_up.shown(kind=kind)
    factors = [*FACTORS, Factor("kind")] if kind else FACTORS
    figure = latent_scatter.draw(shown, factors)
    grid = np.array(figure.axes[: 3 * len(factors)]).reshape(3, len(factors))
    table = shown[1][1]
    for axes, factor in zip(grid[1], FACTORS, strict=False):
        rows = table[table["factor"] == factor.name]
        (points,) = axes.collections
        np.testing.assert_allclose(points.get_offsets().data, rows[["x", "y"]])
        np.testing.assert_allclose(points.get_array(), rows["value"])
    assert [axes.get_title() for axes in grid[0]] == [factor.name for factor in factors]
    assert (grid[1, 1].get_xlabel(), grid[1, 1].get_ylabel()) == ("unit 2", "unit 1")
    bars = figure.axes[3 * len(factors) :]
    assert [bar.get_xlabel() for bar in bars] == [factor.title for factor in FACTORS]
    low, middle, high = (float(tick.get_text()) for tick in bars[0].get_xticklabels())
    assert 100 <= low < 110
    assert middle == pytest.approx(np.sqrt(low * high), rel=0.05)
    if kind:
        texts = [text.get_text() for text in grid[2, 4].get_legend().get_texts()]
        assert texts == ["all", "even", "odd"]
    assert_apart(figure, [axes.title for axes in grid[0]])


@pytest.mark.parametrize("classes", [3, 12, 41])
def test_classes_are_told_apart_and_named_where_there_is_room(classes, assert_nothing_is_cut):
    names = [f"a rather long name of class {number:02d}" for number in range(classes)]
    draw = np.random.default_rng(classes)
    rows = {"unit_x": 1, "unit_y": 2, "value": np.nan, "factor": "kind", "class": names}
    tables = [
        # The second representation lacks a class, and the others look as in the first.
        pd.DataFrame({**rows, "x": draw.normal(size=classes), "y": draw.normal(size=classes)})[
            missing:
        ]
        for missing in (0, 1)
    ]
    figure = latent_scatter.draw([("one", tables[0]), ("two", tables[1])], [Factor("kind")])
    first, second = figure.axes
    looks = [
        {
            one.get_label(): (tuple(one.get_facecolor()[0]), one.get_paths()[0].vertices.tobytes())
            for one in axes.collections
            if len(one.get_offsets())
        }
        for axes in (first, second)
    ]
    assert len(set(looks[0].values())) == len(looks[0]) == classes
    assert looks[1] == {name: looks[0][name] for name in names[1:]}
    legend = [one.get_text() for one in second.get_legend().get_texts()]
    assert len(legend) == min(classes, latent_scatter.MOST_NAMED)
    if classes == 41:
        assert legend[-1] == "and 26 more classes"
    assert_nothing_is_cut(figure)
    assert first.get_position().height * figure.get_figheight() > 0.8


def test_values_below_colour_bars_are_short_and_apart():
    # The smallest of many drawn values is no round number.
    titles = [(title, table.copy()) for title, table in made_up.shown()]
    for _, table in titles:
        small = table["factor"] == "inharmonicity"
        table.loc[small, "value"] = 6.55e-06 + 0.0199 * table.loc[small, "value"].rank(pct=True)
    figure = latent_scatter.draw(titles, FACTORS)
    labels = [label for bar in figure.axes[-4:] for label in bar.get_xticklabels()]
    assert [one.get_text() for one in labels[6:9]] == ["0", "0.01", "0.02"]
    assert_apart(figure, labels)


def test_the_colour_bars_of_many_scatters_are_close_below_them():
    figure = latent_scatter.draw(made_up.shown() * 4, FACTORS)
    figure.draw(FigureCanvasAgg(figure).get_renderer())
    grid, bars = figure.axes[:-4], figure.axes[-4:]
    lowest = min(axes.get_position().y0 for axes in grid)
    for bar in bars:
        assert 0.2 < (lowest - bar.get_position().y1) * figure.get_figheight() < 0.6


def test_figures_without_rows_say_so(tables):
    empty = tables[0].iloc[:0], tables[1].iloc[:0]
    for figure in (
        known_factors_comparison.draw(*empty),
        metric_by_beta.draw(*empty),
        factor_importance.draw([], {}),
        latent_scatter.draw([], FACTORS),
    ):
        assert not figure.axes
        assert "scored" in figure.texts[0].get_text()


def test_the_figures_are_written_the_same_twice(tables, assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: known_factors_comparison.draw(*tables))
    assert_same_bytes_twice(lambda: metric_by_beta.draw(*tables))
    assert_same_bytes_twice(lambda: factor_importance.draw(made_up.maps(), {}))
    assert_same_bytes_twice(lambda: latent_scatter.draw(made_up.shown(), FACTORS))


@pytest.fixture(scope="module")
def files(tables, tmp_path_factory):
    """Tables as the programs find them: those of the run, and those of each training."""
    folder = tmp_path_factory.mktemp("known")
    comparison, seeds = tables
    write_csv(folder / "comparison.csv", comparison)
    write_csv(folder / "seeds.csv", seeds)
    paths = {"scores": [], "importances": [], "shown": []}
    shown = made_up.shown()[0][1]
    for number, (key, rows) in enumerate(seeds.groupby(["representation", "seed"], dropna=False)):
        contents = {
            "scores": rows.drop(columns="best_by_validation"),
            "importances": importance_table(np.full((2, 4), 0.5), made_up.FACTORS),
            "shown": shown.assign(unit_x=number + 1),
        }
        assert len(key) == 2
        for name, content in contents.items():
            paths[name].append(folder / f"{number}_{name}.csv")
            write_csv(paths[name][-1], content)
    return folder, paths


def test_the_training_that_validation_chooses_is_shown(files, tables):
    _, paths = files
    shown = shown_trainings(paths["scores"], paths["shown"])
    assert [title for title, _ in shown] == in_kind_order(tables[0])["title"].tolist()
    trainings = list(tables[1].groupby(["representation", "seed"], dropna=False).groups)
    numbers = {title: table["unit_x"].iloc[0] - 1 for title, table in shown}
    # Made-up validation scores are highest for seed 1.
    assert trainings[numbers["flow"]] == ("flow/layer_06/None", 1)
    assert pd.isna(trainings[numbers["raw components"]][1])
    few = [title for title, _ in shown_trainings(paths["scores"], paths["shown"], few=True)]
    assert few == [
        *("raw components", "VAE conv 1-D, β 1", "VAE conv 1-D, β 16"),
        *("flow", "ridge (linear)", "network (bound)"),
    ]


@pytest.mark.parametrize("name", ["known_factors_comparison", "metric_by_beta"])
def test_programs_draw_the_comparison(files, tmp_path, monkeypatch, name):
    folder, _ = files
    words = [f"--comparison={folder / 'comparison.csv'}", f"--seeds={folder / 'seeds.csv'}"]
    draw(name, words, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("name", "table"), [("factor_importance", "importances"), ("latent_scatter", "shown")]
)
def test_programs_draw_a_table_of_each_training(files, tmp_path, monkeypatch, name, table):
    _, paths = files
    words = [f"--factors={factors_to_json(FACTORS)}"]
    for option in ("scores", table):
        words += [f"--{option}", *map(str, paths[option])]
    draw(name, words, tmp_path, monkeypatch)


def draw(name, words, folder, monkeypatch):
    written = [folder / "one.svg", folder / "one.png"]
    outputs = [f"--{path.suffix[1:]}={path}" for path in written]
    monkeypatch.setattr(sys, "argv", [name, *words, *outputs])
    program = REPOSITORY / "scripts" / "figures" / f"figure_{name}.py"
    runpy.run_path(str(program), run_name="__main__")
    assert all(path.stat().st_size > 10_000 for path in written)
