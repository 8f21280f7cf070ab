import numpy as np
import pandas as pd
import pytest

from latentaudio.figures import explained_variance


def table(components=8, layers=(1, 5, 14)):
    rows = []
    for layer in layers:
        ratio = np.exp(-np.arange(components) / layer)
        ratio *= 0.8 / ratio.sum()
        rows.append(
            pd.DataFrame(
                {
                    "layer": layer,
                    "layer_name": f"Conv {layer}",
                    "component": np.arange(1, components + 1),
                    "explained_variance_ratio": ratio,
                    "cumulative": ratio.cumsum(),
                }
            )
        )
    return pd.concat(rows)


@pytest.mark.parametrize("components", [1, 8])
def test_curves_are_cumulative_and_bars_their_ends(components):
    data = table(components)
    curves, bars, colour_bar = explained_variance.draw(data, "YAMNet").axes
    for line, (_, rows) in zip(curves.get_lines(), data.groupby("layer"), strict=True):
        assert line.get_ydata() == pytest.approx(rows["cumulative"])
        assert line.get_xdata() == pytest.approx(rows["component"])
    assert [bar.get_height() for bar in bars.patches] == pytest.approx([0.8] * 3)
    assert [text.get_text() for text in bars.texts] == ["0.80"] * 3
    assert [tick.get_text() for tick in bars.get_xticklabels()] == [
        "1 Conv 1",
        "5 Conv 5",
        "14 Conv 14",
    ]
    assert [tick.get_text() for tick in colour_bar.get_yticklabels()] == ["1", "5", "14"]
    assert f"by {components} components" in bars.get_ylabel()
    assert colour_bar.get_ylabel() == "YAMNet layer"


def test_the_order_of_rows_does_not_matter():
    shuffled = table().sample(frac=1, random_state=0)
    (first, *_), (second, *_) = (
        explained_variance.draw(data, "YAMNet").axes for data in (table(), shuffled)
    )
    for a, b in zip(first.get_lines(), second.get_lines(), strict=True):
        assert np.array_equal(a.get_xydata(), b.get_xydata())


def test_the_figure_is_written_the_same_twice(assert_same_bytes_twice):
    assert_same_bytes_twice(lambda: explained_variance.draw(table(), "YAMNet"))
