"""What listeners and the network answer to the same sounds: confusion matrices."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from latentaudio.figures.confusion import draw_matrix, matrix_grid
from latentaudio.figures.style import in_order, nothing_to_show, styled


@styled
def draw(confusion: pd.DataFrame, scores: pd.DataFrame, factors: Sequence[str]) -> Figure:
    """Draw one panel per factor (column), for the listeners and, below, for the network.

    Parameters
    ----------
    confusion, scores
        Results of `latentaudio.listening.people_scores.score_people`.
    factors
        Names of the factors, in the order of the columns.
    """
    answered = [factor for factor in factors if factor in set(confusion["factor"])]
    if not answered:
        return nothing_to_show("no listener answered")
    classes = {factor: _classes(confusion, factor) for factor in answered}
    # Listeners come first in the table.
    decoders = in_order(confusion["decoder"])
    figure, grid, bar_axes = matrix_grid(decoders, list(classes.values()))
    images = []
    for decoder, axes_of_decoder in zip(decoders, grid, strict=True):
        for factor, axes in zip(answered, axes_of_decoder, strict=True):
            own = (confusion["factor"] == factor) & (confusion["decoder"] == decoder)
            if not own.any():
                axes.remove()  # a numeric factor, whose classes no decoder predicts
                continue
            rows = confusion[own]
            every = rows.loc[rows.index.repeat(rows["count"])]
            images.append(draw_matrix(axes, every, classes[factor]))
            axes.set_title(_title(factor, decoder, scores))
    figure.colorbar(images[0], cax=bar_axes, label="share of the true class")
    return figure


def _classes(confusion: pd.DataFrame, factor: str) -> list[str]:
    rows = confusion[confusion["factor"] == factor]
    return sorted({*rows["truth"], *rows["predicted"]})


def _title(factor: str, decoder: str, scores: pd.DataFrame) -> str:
    row = scores[(scores["factor"] == factor) & (scores["decoder"] == decoder)].iloc[0]
    if pd.isna(row["layer"]):
        who = f"{row['listeners']:.0f} listeners" if row["listeners"] > 1 else "1 listener"
    else:
        who = f"layer {row['layer']:.0f} {row['layer_name']}"
    return f"{factor}\n{who}, accuracy {row['accuracy']:.2f}"
