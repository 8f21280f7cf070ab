"""The losses of autoencoders and flows, drawn from made-up histories."""

import runpy
import sys

import numpy as np
import pandas as pd
import pytest
from figures import made_up_known_factors as made_up
from matplotlib.backends.backend_agg import FigureCanvasAgg
from places import REPOSITORY

from latentaudio.artifacts import write_csv
from latentaudio.figures import known_factors_curves
from latentaudio.figures.program import curves_of_trainings


def curves(epochs=30, kept=20, held_out=False):
    epoch = np.arange(1, epochs + 1)
    fall = 500 * np.exp(-epoch / 3.0)
    return pd.DataFrame(
        {
            "epoch": epoch,
            "training": 1500 + fall,
            "validation": 1550 + fall + 0.1 * (epoch - kept) ** 2,
            "held_out": 1560 + fall if held_out else np.nan,
            "best": epoch == kept,
        }
    )


def lines(axes, label):
    return [one for one in axes.get_lines() if one.get_label() == label]


def test_each_representation_has_a_panel_with_both_losses_of_every_seed():
    shown = [("VAE dense, β 1", [curves(kept=9), curves()]), ("flow", [curves(held_out=True)])]
    vae, flow = known_factors_curves.draw(shown).axes
    assert [vae.get_title(), flow.get_title()] == ["VAE dense, β 1", "flow"]
    assert [len(lines(vae, name)) for name in ("training", "validation", "held_out")] == [2, 2, 0]
    assert [len(lines(flow, name)) for name in ("training", "validation", "held_out")] == [1, 1, 1]
    assert [one.get_xdata().tolist() for one in lines(vae, "kept")] == [[9], [20]]
    # Splits differ in colour and in dashes.
    looks = {
        (one.get_color(), one.get_linestyle())
        for one in flow.get_lines()
        if one.get_label() != "kept"
    }
    assert len({colour for colour, _ in looks}) == len({dashes for _, dashes in looks}) == 3


def test_steep_first_epochs_do_not_hide_the_others():
    figure = known_factors_curves.draw([("flow", [curves()])])
    assert figure.axes[0].get_ylim()[1] < curves()["training"].iloc[0]
    assert "above the frame" in figure.get_supxlabel()


def test_without_validation_sounds_the_last_epoch_is_marked_on_the_training_loss():
    table = curves(kept=30).assign(validation=np.nan)
    (axes,) = known_factors_curves.draw([("flow", [table])]).axes
    assert not lines(axes, "validation")
    assert lines(axes, "kept")[0].get_ydata().tolist() == [table["training"].iloc[-1]]


@pytest.mark.parametrize("count", [1, 4, 20])
def test_panels_wrap_into_rows_and_do_not_overlap(count):
    figure = known_factors_curves.draw([(f"VAE {number}", [curves()]) for number in range(count)])
    assert len(figure.axes) == count
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    boxes = [axes.get_tightbbox(renderer) for axes in figure.axes]
    for index, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[index + 1 :])


@pytest.mark.parametrize("shown", [[], [("flow", [curves().iloc[:0]])]])
def test_without_trainings_the_figure_says_so(shown):
    figure = known_factors_curves.draw(shown)
    assert not figure.axes
    assert "was trained" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: known_factors_curves.draw([("flow", [curves()])]))


@pytest.fixture
def files(tmp_path):
    """Scores and histories of all VAEs and flows of the made-up tables."""
    table = made_up.tables()[1]
    scores, histories = [], []
    trained = table[table["kind"].isin(["vae", "flow"])]
    for number, (_, rows) in enumerate(trained.groupby(["representation", "seed"], sort=False)):
        scores.append(tmp_path / f"{number}_scores.csv")
        write_csv(scores[-1], rows.drop(columns="best_by_validation"))
        history = curves(kept=number + 1)
        if rows["kind"].iloc[0] == "flow":
            history = history.rename(
                columns={"training": "train_loss", "held_out": "held_out_loss"}
            )
        else:
            history = history.rename(columns={"training": "reconstruction"})
            history = history.assign(rate=1.0, total_correlation=0.0)
        histories.append(tmp_path / f"{number}_history.csv")
        write_csv(histories[-1], history.rename(columns={"validation": "validation_loss"}))
    return scores, histories


def test_seeds_are_gathered_and_losses_of_autoencoders_have_their_own_beta(files):
    shown = dict(curves_of_trainings(*files, capacity=20.0))
    assert [*shown][0::9] == ["VAE conv 1-D, β 1", "flow"]
    assert [len(seeds) for seeds in shown.values()] == [3, 3, 3, 3, 1, 1, 1, 1, 1, 3]
    first = {title: seeds[0]["training"].iloc[0] for title, seeds in shown.items()}
    assert first["VAE conv 1-D, β 16"] - first["VAE conv 1-D, β 1"] == pytest.approx(15.0)


def test_the_program_draws_the_losses(files, tmp_path, monkeypatch):
    scores, histories = files
    written = [tmp_path / "one.svg", tmp_path / "one.png"]
    words = [f"--{path.suffix[1:]}={path}" for path in written]
    words += ["--scores", *map(str, scores), "--histories", *map(str, histories)]
    name = "figure_known_factors_curves"
    monkeypatch.setattr(sys, "argv", [name, *words, "--capacity=20"])
    program = REPOSITORY / "scripts" / "figures" / f"{name}.py"
    runpy.run_path(str(program), run_name="__main__")
    assert all(path.stat().st_size > 10_000 for path in written)
