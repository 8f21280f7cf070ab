import numpy as np
import pandas as pd
import pytest

from latentaudio.figures import stages


def table(affine=(1.0, 3.0, 2.0), higher=(0.5, 1.0, 6.0)):
    affine, higher = np.array(affine), np.array(higher)
    with np.errstate(invalid="ignore"):
        share = affine / (affine + higher)
    return pd.DataFrame(
        {
            "stage": range(1, len(affine) + 1),
            "change": 0.8 * (affine + higher),
            "affine": affine,
            "higher_order": higher,
            "affine_share": share,
            "higher_order_share": 1 - share,
        }
    )


def bars(axes):
    return [[bar.get_height() for bar in container] for container in axes.containers]


def test_shares_are_stacked_and_the_change_is_shown_beside_them():
    data = table()
    shares, norms = stages.draw(data).axes
    affine, higher = bars(shares)
    assert affine == pytest.approx(data["affine_share"])
    assert higher == pytest.approx(data["higher_order_share"])
    assert [bar.get_y() for bar in shares.containers[1]] == pytest.approx(data["affine_share"])
    assert bars(norms)[0] == pytest.approx(data["change"])
    assert shares.get_xlabel() == norms.get_xlabel() == "stage of the flow"
    assert "Euclidean" in norms.get_ylabel()
    assert [text.get_text() for text in shares.get_legend().get_texts()] == [
        "affine (first-order expansion)",
        "higher order",
    ]


def test_stages_are_sorted():
    shares, norms = stages.draw(table().iloc[::-1]).axes
    assert bars(shares)[0] == pytest.approx(table()["affine_share"])
    assert list(norms.get_xticks()) == [1, 2, 3]


def test_a_stage_that_changes_nothing_is_marked():
    shares, _ = stages.draw(table((1.0, 0.0), (1.0, 0.0))).axes
    (note,) = [text for text in shares.texts if text.get_text() == "no change"]
    assert note.get_position()[0] == 2


def test_no_stages_give_a_figure_that_says_so():
    figure = stages.draw(table().iloc[:0])
    assert not figure.axes
    assert figure.texts[0].get_text().startswith("Nothing to show\n\nThe flow has no stages")


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: stages.draw(table()))
