"""Confusion matrices at each factor's best layer."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from latentaudio.errors import ArtifactError
from latentaudio.figures.style import axes_in_inches, in_order, shorten, slant, styled

# Sizes in inches.
_CELL = 0.34  # width and height of a cell
_SMALLEST = 2.8  # least width and height of a matrix
_TITLE = 0.55
_BAR = 1.0  # width of the colour bar with its label
_CHARACTER = 0.085  # width of a character of a tick label
_DARK = 0.55  # share above which a cell is dark, so that its number must be white


def confusion_matrix(
    truth: pd.Series, predicted: pd.Series, classes: list[str]
) -> NDArray[np.float64]:
    """Compute the share of each true class (row) that was predicted as each class (column).

    Rows sum to 1; the row of a class that does not occur is NaN.
    """
    counts = (
        pd.crosstab(truth, predicted)
        .reindex(index=classes, columns=classes, fill_value=0)
        .to_numpy(dtype=np.float64)
    )
    totals = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, totals, out=np.full_like(counts, np.nan), where=totals > 0)


@styled
def draw(predictions: pd.DataFrame, best: dict[str, Any]) -> Figure:
    """Draw one matrix per scheme (row) and factor (column).

    Parameters
    ----------
    predictions
        One row per test snippet and factor with columns ``factor, truth, predicted, scheme,
        decoder, layer``; folds are pooled. Only rows of the decoder and the layers in `best` are
        drawn.
    best
        Result of `latentaudio.decoding.best_layer.best_layers`.

    Raises
    ------
    ArtifactError
        When there are no predictions at the best layer of a factor.
    """
    factors = list(best["factors"])
    at_best = pd.concat(
        [
            predictions[
                (predictions["factor"] == factor)
                & (predictions["layer"] == best["factors"][factor]["layer"])
                & (predictions["decoder"] == best["decoder"])
            ]
            for factor in factors
        ]
    )
    for factor in factors:
        if not (at_best["factor"] == factor).any():
            raise ArtifactError(
                f"predictions: none found for factor '{factor}' by decoder '{best['decoder']}' at "
                f"its best layer {best['factors'][factor]['layer']}; delete the folder knn/ and "
                "run the workflow again"
            )
    # The scheme that chose the layer comes first.
    schemes = sorted(in_order(at_best["scheme"]), key=lambda scheme: scheme != best["scheme"])
    classes = {factor: _classes(at_best[at_best["factor"] == factor]) for factor in factors}
    figure, grid, colour_bar_axes = _grid(schemes, classes)
    for scheme, axes_of_scheme in zip(schemes, grid, strict=True):
        for factor, axes in zip(factors, axes_of_scheme, strict=True):
            rows = at_best[(at_best["factor"] == factor) & (at_best["scheme"] == scheme)]
            image = _draw_matrix(axes, rows, classes[factor])
            chosen = best["factors"][factor]
            accuracy = (rows["truth"] == rows["predicted"]).mean()
            axes.set_title(
                f"{factor}, {scheme} folds\n"
                f"layer {chosen['layer']} {chosen['layer_name']}, accuracy {accuracy:.2f}"
            )
    figure.colorbar(image, cax=colour_bar_axes, label="share of the true class")
    return figure


def _grid(
    schemes: list[str], classes: dict[str, list[str]]
) -> tuple[Figure, list[list[Axes]], Axes]:
    """Create one panel per scheme and factor, and the axes of the colour bar.

    The layout is in inches, so that cells have the same size in matrices of any size.
    """
    sizes = [max(_SMALLEST, _CELL * len(names)) for names in classes.values()]
    labels = [_CHARACTER * max(len(shorten(name)) for name in names) for names in classes.values()]
    margins = [0.5 + label for label in labels]
    # The height of a label at 45 degrees is 0.71 of its length.
    below = [0.55 + 0.71 * label for label in labels]
    height = _TITLE + max(size + room for size, room in zip(sizes, below, strict=True))
    figure = Figure(figsize=(sum(sizes) + sum(margins) + _BAR, height * len(schemes)))
    grid: list[list[Axes]] = []
    for rows_below in reversed(range(len(schemes))):
        top = height * (rows_below + 1) - _TITLE
        left = 0.0
        grid.append([])
        for size, margin in zip(sizes, margins, strict=True):
            grid[-1].append(axes_in_inches(figure, left + margin, top - size, size, size))
            left += margin + size
    bar_height = min(max(sizes), 4.0)
    return figure, grid, axes_in_inches(figure, left + 0.25, top - bar_height, 0.15, bar_height)


def _classes(rows: pd.DataFrame) -> list[str]:
    return sorted({*rows["truth"].astype(str), *rows["predicted"].astype(str)})


def _draw_matrix(axes: Axes, rows: pd.DataFrame, classes: list[str]) -> AxesImage:
    shares = confusion_matrix(rows["truth"].astype(str), rows["predicted"].astype(str), classes)
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_facecolor("#E0E0E0")  # visible where a class does not occur
    names = [shorten(name) for name in classes]
    axes.set_xticks(range(len(classes)), names)
    axes.set_yticks(range(len(classes)), names)
    slant(axes)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for (row, column), share in np.ndenumerate(shares):
        if np.isfinite(share):
            axes.text(
                column,
                row,
                f"{share:.2f}".removeprefix("0"),
                ha="center",
                va="center",
                fontsize=7,
                color="white" if share > _DARK else "black",
            )
    return image
