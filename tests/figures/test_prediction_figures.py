"""The five figures of the study of prediction, drawn from made-up tables."""

import itertools
import json
import runpy
import sys

import numpy as np
import pandas as pd
import pytest
from made_up_predictions import CLASSES, MODELS, history, number_tables, tables
from places import REPOSITORY

from latentaudio.artifacts import write_csv
from latentaudio.factor_types import Factor
from latentaudio.features.frames import FrameSettings
from latentaudio.figures import (
    learning_curves,
    predicted_classes,
    predicted_numbers,
    prediction_by_layer,
    predictors,
    reliability,
    sound_as_frames,
)

NOTHING = pd.DataFrame(columns=["task", "model"])


@pytest.fixture(scope="module")
def made():
    return tables()


def labelled(axes, label):
    return [one for one in axes.collections if one.get_label() == label]


def test_each_model_has_its_accuracies_its_interval_and_its_folds(made, assert_same_bytes_twice):
    figure = predictors.draw(made["scores"], made["fold_scores"])
    material, action = figure.axes
    assert (material.get_title(), action.get_title()) == ("material", "action")
    assert [one.get_text() for one in material.get_yticklabels()] == list(MODELS)
    own = made["scores"].query("task == 'material'")
    shown = [one.get_offsets()[0, 0] for one in labelled(material, "held out")]
    np.testing.assert_allclose(shown, own["accuracy"])
    shown = [one.get_offsets()[0, 0] for one in labelled(material, "training")]
    np.testing.assert_allclose(shown, own["training_accuracy"])
    folds = [one.get_offsets() for one in labelled(material, "folds")]
    assert [len(one) for one in folds] == [5, 5, 5]
    assert folds[0][:, 0].mean() == pytest.approx(own["accuracy"].iloc[0])
    (chance,) = (one for one in material.lines if one.get_linestyle() == ":")
    assert chance.get_xdata()[0] == pytest.approx(1 / 3, abs=0.1)
    assert_same_bytes_twice(lambda: predictors.draw(made["scores"], made["fold_scores"]))


def test_legends_fit_above_one_task_or_two(made, numbers, assert_nothing_is_cut):
    for names in (["material"], ["material", "action"]):
        scores, by_fold = (
            table[table["task"].isin(names)] for table in (made["scores"], made["fold_scores"])
        )
        assert_nothing_is_cut(predictors.draw(scores, by_fold))
    assert_nothing_is_cut(prediction_by_layer.draw(numbers["scores"], LAYERS))


def confusion_of(classes, models=2):
    """Shares of classes with long names, of which the first are the hardest."""
    names = [f"a rather long name of class number {number:03d}" for number in range(classes)]
    right = np.linspace(0.1, 0.9, classes)
    shares = np.outer(1 - right, np.full(classes, 1 / (classes - 1)))
    np.fill_diagonal(shares, right)
    pairs = {"truth": np.repeat(names, classes), "predicted": np.tile(names, classes)}
    tables = [
        pd.DataFrame(
            {"task": "source", "model": f"model {number}", **pairs, "share": shares.ravel()}
        )
        for number in range(models)
    ]
    scores = [{"task": "source", "model": f"model {number}", "accuracy": 0.5} for number in (0, 1)]
    return pd.concat(tables), pd.DataFrame(scores)


@pytest.mark.parametrize(
    ("classes", "numbered", "label"),
    [
        (24, True, "predicted"),
        (41, False, "predicted"),
        (90, False, "predicted (50 of 90 classes)"),
    ],
)
def test_matrices_of_many_classes_are_small_and_legible(
    classes, numbered, label, assert_nothing_is_cut
):
    figure = predicted_classes.draw(*confusion_of(classes))
    *panels, _ = figure.axes
    assert len(panels) == 2
    for axes in panels:
        assert bool(axes.texts) == numbered
        assert axes.get_xlabel() == label
        names = [one.get_text() for one in axes.get_yticklabels()]
        assert [int(name[-3:]) for name in names] == list(range(min(classes, 50)))
    assert_nothing_is_cut(figure)
    # Names of neighbouring rows do not overlap.
    boxes = [one.get_window_extent() for one in panels[0].get_yticklabels()]
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(boxes))
    assert max(figure.get_size_inches()) < 30


def test_the_names_of_every_task_have_room(assert_nothing_is_cut):
    confusion, scores = confusion_of(4, models=1)
    short = confusion_of(9, models=1)[0].assign(task="other")
    names = short["truth"].str[-3:], short["predicted"].str[-3:]
    tables = [short.assign(truth=names[0], predicted=names[1])] * 3
    others = [one.assign(model=f"model {number}") for number, one in enumerate(tables)]
    every = pd.DataFrame(
        [{"task": "other", "model": f"model {n}", "accuracy": 0.5} for n in (0, 1, 2)]
    )
    figure = predicted_classes.draw(pd.concat([*others, confusion]), pd.concat([every, scores]))
    assert_nothing_is_cut(figure)


def test_confusions_are_drawn_of_each_task_and_model(made):
    figure = predicted_classes.draw(made["confusion"], made["scores"])
    *panels, bar = figure.axes
    assert len(panels) == 6
    accuracy = made["scores"]["accuracy"].iloc[0]
    assert panels[0].get_title() == f"material: original_cnn\naccuracy {accuracy:.2f}"
    assert [one.get_text() for one in panels[0].get_yticklabels()] == list(CLASSES["material"])
    shares = np.asarray(panels[2].images[0].get_array())
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert np.diag(shares).min() > 0.9
    assert bar.get_ylabel() == "share of the true class"


def test_reliabilities_are_drawn_with_the_temperature_and_without(made):
    figure = reliability.draw(made["reliability"], made["scores"])
    assert len(figure.axes) == 6
    first = figure.axes[0]
    own = made["reliability"].query("task == 'material' and model == 'original_cnn' and calibrated")
    (shown,) = labelled(first, "with the temperature")
    np.testing.assert_allclose(shown.get_offsets(), own[["confidence", "accuracy"]])
    ece = made["scores"][["ece", "ece_uncalibrated"]].iloc[0]
    assert first.get_title().endswith("ECE {:.2f}, without {:.2f}".format(*ece))


def test_learning_curves_have_a_thin_line_for_each_training_and_a_thick_mean():
    histories = [history(1), history(2, stopped=3)]
    figure = learning_curves.draw([("one", histories), ("two", [history(3)])])
    assert len(figure.axes) == 4
    above = figure.axes[0]
    assert above.get_title() == "one"
    thin = [one for one in above.lines if one.get_label() == "validation_cross_entropy"]
    assert [len(one.get_xdata()) for one in thin] == [6, 3]
    (mean,) = (one for one in above.lines if one.get_label() == "mean validation_cross_entropy")
    # The second training stopped after three epochs.
    assert mean.get_xdata().tolist() == [20, 40, 60]
    for epoch in (0, 2):
        both = [one["validation_cross_entropy"].iloc[epoch] for one in histories]
        assert mean.get_ydata()[epoch] == pytest.approx(np.mean(both))


def test_of_many_networks_four_are_in_a_row():
    values = history(1).rename(
        columns=lambda name: name.replace("cross_entropy", "loss").replace("accuracy", "error")
    )
    kinds = [history(1)] * 5 + [values]
    figure = learning_curves.draw([(f"network {n}", [one]) for n, one in enumerate(kinds)])
    assert figure.get_figwidth() < 13
    drawn = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert drawn == [f"network {number}" for number in range(6)]
    assert len(figure.axes) == 2 * 6
    labels = [axes.get_ylabel() for axes in figure.axes]
    # Each row begins with its labels, and a network of another kind has its own.
    assert labels[:8] == ["cross entropy (nats)", "", "", "", "accuracy", "", "", ""]
    assert labels[8:] == [
        *("cross entropy (nats)", "loss", "accuracy", "mean error (on the scale)")
    ]
    assert figure.axes[8].get_ylim() == figure.axes[0].get_ylim()


def test_the_mean_curve_lies_between_epochs_that_end_at_different_steps():
    one = pd.DataFrame({"step": [1, 2, 3, 4], "loss": [4.0, 3.0, 2.0, 1.0]})
    two = pd.DataFrame({"step": [2, 4, 6], "loss": [6.0, 4.0, 2.0]})
    steps, mean = learning_curves._mean_curve([one, two], "loss")
    assert steps.tolist() == [2, 3, 4]
    assert mean.tolist() == [4.5, 3.5, 2.5]


def test_confusion_matrices_are_three_in_a_row(made):
    figure = predicted_classes.draw(made["confusion"], made["scores"])
    *panels, bar = figure.axes
    assert len(panels) == 6
    lefts = [round(one.get_position().x0, 6) for one in panels]
    assert len(set(lefts)) == 3
    assert bar.get_ylabel() == "share of the true class"


FRAMES = {
    "log_mel": {"kind": "log_mel", "hop_s": 0.016, "bands": 24},
    "mfcc": {"kind": "mfcc", "hop_s": 0.032, "frame_s": 0.128, "bands": 64},
    "named": {"kind": "descriptors", "hop_s": 0.032, "frame_s": 0.064},
    "samples": {"kind": "waveform", "hop_s": 0.01},
}


@pytest.fixture
def rising():
    """Half a second of silence, and three of a tone that rises from 500 Hz to 2 kHz."""
    times = np.arange(3 * 16_000) / 16_000
    tone = np.sin(2 * np.pi * (500 * times + 250 * times**2))
    return np.concatenate([np.zeros(8_000), 0.5 * tone]).astype(np.float32)


def test_the_excerpt_is_the_middle_of_the_sound(rising):
    found = sound_as_frames.excerpt(rising, 16_000)
    assert len(found) == 32_000
    np.testing.assert_array_equal(found, rising[16_000:48_000])
    short = sound_as_frames.excerpt(rising[:20_000], 16_000)
    np.testing.assert_array_equal(short, rising[:20_000])


def test_a_sound_is_drawn_as_samples_spectrogram_and_frames_of_each_kind(rising):
    settings = {name: FrameSettings.of(given) for name, given in FRAMES.items()}
    cut = sound_as_frames.excerpt(rising, 16_000)
    figure = sound_as_frames.draw("a rising tone", cut, 16_000, settings)
    # Frames of samples would be the samples once more.
    samples, spectrogram, log_mel, mfcc, named = figure.axes
    assert samples.get_title(loc="left") == "samples: 32,000 numbers"
    assert log_mel.get_title(loc="left").endswith("126 frames of 24 values")
    (line,) = samples.lines
    np.testing.assert_allclose(line.get_ydata(), cut)
    levels = np.asarray(spectrogram.images[0].get_array())
    left, right, low, high = spectrogram.images[0].get_extent()
    assert (low, high) == (0, 8)
    # The excerpt begins 0.5 s into the tone, at 750 Hz, and rises by 500 Hz a second.
    hertz = np.linspace(0, 8_000, len(levels))[levels.argmax(axis=0)]
    times = np.linspace(left, right, levels.shape[1])
    inner = slice(4, -4)
    np.testing.assert_allclose(hertz[inner], 750 + 500 * times[inner], atol=40)
    assert [one.get_text() for one in log_mel.get_yticklabels()] == ["0.125", "0.5", "1", "2", "4"]
    assert [one.get_text() for one in named.get_yticklabels()][:2] == ["level", "centroid"]
    rows = np.asarray(named.images[0].get_array())
    assert rows.min() == 0
    assert rows.max() == 1
    assert mfcc.images[0].get_array().shape == (20, 63)


def test_without_models_figures_say_so():
    for figure in (
        predictors.draw(NOTHING, NOTHING),
        predicted_classes.draw(NOTHING, NOTHING),
        reliability.draw(NOTHING, NOTHING),
        learning_curves.draw([]),
        predicted_numbers.draw(NOTHING, []),
        prediction_by_layer.draw(NOTHING, {}),
    ):
        assert "Nothing to show" in figure.texts[0].get_text()


FAR = Factor("far", "numeric", unit="m", scale="log")
LAYERS = {"layer_02": (2, "linear"), "layer_07": (7, "linear"), "layer_12": (12, "linear")}


@pytest.fixture(scope="module")
def numbers():
    return number_tables()


def test_numbers_have_r2_beside_the_accuracies_of_classes(made, numbers):
    scores, by_fold = (pd.concat([made[name], numbers[name]]) for name in ("scores", "fold_scores"))
    *_, far = predictors.draw(scores, by_fold).axes
    assert far.get_xlabel() == "R² (on the scale of the factor)"
    shown = [one.get_offsets()[0, 0] for one in labelled(far, "held out")]
    np.testing.assert_allclose(shown, np.maximum(numbers["scores"]["r2"], -0.3))
    (mean,) = (one for one in far.lines if one.get_linestyle() == ":")
    assert mean.get_xdata()[0] == 0.0


def test_values_are_drawn_against_the_truth_for_each_model(numbers):
    figure = predicted_numbers.draw(numbers["predicted_values"], [FAR])
    assert len(figure.axes) == 3
    first = figure.axes[0]
    assert first.get_title().startswith("layer_02\nR² ")
    assert "-" not in first.get_title()
    assert (first.get_xlabel(), first.get_xscale()) == ("true far (m)", "log")
    (dots,) = labelled(first, "snippets")
    assert len(dots.get_offsets()) == 60


def test_scores_are_drawn_by_layer_with_their_intervals(numbers, assert_same_bytes_twice):
    figure = prediction_by_layer.draw(numbers["scores"], LAYERS)
    (axes,) = figure.axes
    assert [one.get_text() for one in figure.legends[0].get_texts()] == ["far (R²)"]
    (line,) = (one for one in axes.lines if one.get_label() == "far (R²)")
    assert line.get_xdata().tolist() == [2, 7, 12]
    np.testing.assert_allclose(line.get_ydata(), numbers["scores"]["r2"])
    (intervals,) = axes.collections
    ends = np.array(intervals.get_segments())[:, :, 1]
    np.testing.assert_allclose(ends, numbers["scores"][["r2_low", "r2_high"]])
    assert_same_bytes_twice(lambda: prediction_by_layer.draw(numbers["scores"], LAYERS))


def test_chance_is_explained_where_it_is_drawn(made):
    heads = {model: (number, "linear") for number, model in enumerate(MODELS)}
    figure = prediction_by_layer.draw(made["scores"], heads)
    legend = [one.get_text() for one in figure.legends[0].get_texts()]
    assert legend == ["material (accuracy)", "action (accuracy)", "chance"]


def test_courses_of_classes_and_numbers_have_axes_of_their_own():
    values = history(1).rename(
        columns=lambda name: name.replace("cross_entropy", "loss").replace("accuracy", "error")
    )
    figure = learning_curves.draw([("a", [history(1)]), ("b", [values]), ("c", [history(2)])])
    labels = [one.get_ylabel() for one in figure.axes]
    assert labels == [
        *("cross entropy (nats)", "loss", "", "accuracy", "mean error (on the scale)", "")
    ]
    first, _, third, *_ = figure.axes
    assert first.get_ylim() == third.get_ylim()


def run(name, *options):
    path = REPOSITORY / "scripts" / "figures" / f"figure_{name}.py"
    main = runpy.run_path(str(path), run_name="figure")["main"]
    before, sys.argv = sys.argv, [name, *map(str, options)]
    try:
        main()
    finally:
        sys.argv = before


def test_programs_draw_from_files(made, tmp_path):
    for name, table in made.items():
        write_csv(tmp_path / f"{name}.csv", table)
    out = ("--svg", tmp_path / "a.svg", "--png", tmp_path / "a.png")
    scores = ("--scores", tmp_path / "scores.csv")
    run("predictors", *scores, "--by-fold", tmp_path / "fold_scores.csv", *out)
    run("predicted_classes", *scores, "--confusion", tmp_path / "confusion.csv", *out)
    run("reliability", *scores, "--reliability", tmp_path / "reliability.csv", *out)
    for name, table in number_tables().items():
        write_csv(tmp_path / f"of_{name}.csv", table)
    factors = '[{"name": "far", "type": "numeric", "unit": "m", "scale": "log"}]'
    values = tmp_path / "of_predicted_values.csv"
    run("predicted_numbers", "--values", values, "--factors", factors, *out)
    heads = ("--heads", json.dumps(LAYERS))
    run("prediction_by_layer", "--scores", tmp_path / "of_scores.csv", *heads, *out)
    write_csv(tmp_path / "history.csv", history(1))
    networks = ("--networks", json.dumps([["one", 1]]))
    run("learning_curves", *networks, "--histories", tmp_path / "history.csv", *out)
    assert (tmp_path / "a.png").stat().st_size > 1000
    with pytest.raises(SystemExit):
        run("learning_curves", *networks, *out)
