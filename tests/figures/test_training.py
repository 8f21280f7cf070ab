import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from latentaudio.figures import training


def history(epochs=40, best=25, seed=0, end=-10.0):
    generator = np.random.default_rng(seed)
    epoch = np.arange(1, epochs + 1)
    fall = 95 * np.exp(-epoch / 2.0) + 30 * np.exp(-epoch / 12)
    return pd.DataFrame(
        {
            "epoch": epoch,
            "step": 50 * epoch,
            "learning_rate": 1e-3,
            "train_loss": end + fall + generator.normal(0, 0.2, epochs),
            "validation_loss": end + 5 + fall + 0.01 * (epoch - best) ** 2,
            "held_out_loss": end + 7 + fall + 0.01 * (epoch - best) ** 2,
            "best": epoch == best,
        }
    )


def histories(names=("seed 1", "seed 2", "permuted labels")):
    return [(name, history(seed=index, best=20 + index)) for index, name in enumerate(names)]


def line(axes, label):
    (found,) = [each for each in axes.get_lines() if each.get_label() == label]
    return found


def test_each_flow_has_its_panel_with_three_losses():
    given = histories()
    figure = training.draw(given)
    assert [axes.get_title() for axes in figure.axes] == ["seed 1", "seed 2", "permuted labels"]
    for axes, (_, rows) in zip(figure.axes, given, strict=True):
        for loss in ("train_loss", "validation_loss", "held_out_loss"):
            assert list(line(axes, loss).get_xdata()) == list(rows["epoch"])
            assert line(axes, loss).get_ydata() == pytest.approx(rows[loss])
        assert axes.get_xlabel() == "epoch"
    assert figure.axes[0].get_ylabel() == "loss (nats per pair)"


def test_the_epoch_kept_is_marked_and_named():
    for axes, best in zip(training.draw(histories()).axes, (20, 21, 22), strict=True):
        assert list(line(axes, "best").get_xdata()) == [best, best]
        assert [text.get_text() for text in axes.texts] == [str(best)]


def test_all_flows_share_a_scale_that_ends_before_the_first_steep_epochs():
    figure = training.draw(histories())
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    low, high = figure.axes[0].get_ylim()
    for _, rows in histories():
        late = rows[rows["epoch"] > 2][["train_loss", "validation_loss", "held_out_loss"]]
        assert low < late.to_numpy().min()
        assert late.to_numpy().max() < high < rows["train_loss"].max()
    assert "above the frame" in figure.get_supxlabel()


def test_a_loss_that_hardly_falls_is_shown_whole():
    rows = history()
    rows[["train_loss", "validation_loss", "held_out_loss"]] = [[1.0, 1.1, 1.2]] * len(rows)
    figure = training.draw([("seed 1", rows)])
    assert figure.get_supxlabel() == ""


@pytest.mark.parametrize("count", [1, 4, 5, 9])
def test_panels_wrap_into_rows(count):
    figure = training.draw(histories([f"seed {index}" for index in range(count)]))
    assert len(figure.axes) == count
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    legend = figure.legends[0].get_window_extent(renderer)
    assert figure.bbox.x0 <= legend.x0 < legend.x1 <= figure.bbox.x1
    for axes in figure.axes:
        assert axes.get_tightbbox(renderer).y1 < legend.y0
        assert axes.get_window_extent(renderer).width > 100


def test_a_single_epoch_is_drawn_as_points():
    (axes,) = training.draw([("seed 1", history(1, best=1))]).axes
    assert line(axes, "train_loss").get_marker() == "o"
    assert all(tick == int(tick) for tick in axes.get_xticks())


def test_flows_without_epochs_give_a_figure_that_says_so():
    figure = training.draw([("seed 1", history().iloc[:0])])
    assert not figure.axes
    assert "single epoch" in figure.texts[0].get_text()


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: training.draw(histories()))
