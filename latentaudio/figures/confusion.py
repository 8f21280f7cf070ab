"""Predictions at each factor's best layer: confusion matrices, and values against true values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.figures.predicted_values import draw_values, summary
from latentaudio.figures.style import axes_in_inches, in_order, shorten, slant, styled, width_of

# Sizes in inches.
_CELL, _SMALL_CELL = 0.34, 0.15  # width and height of a cell with a number, and without
_MOST_NUMBERED = 24  # classes of a matrix whose cells have numbers
_SMALL_LABEL = 7  # size of the tick labels of small cells (points)
_SMALLEST = 2.8  # least width and height of a matrix; those of a panel of values
_TITLE = 0.55
_LINE = 0.17  # a third line of titles
_BAR = 1.0  # width of the colour bar with its label
_CHARACTER = 0.085  # width of a character of a tick label
_NUMBER = 6  # characters of a tick label of values
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
def draw(predictions: pd.DataFrame, best: dict[str, Any], factors: Sequence[Factor]) -> Figure:
    """Draw one panel per scheme (row) and factor (column).

    Parameters
    ----------
    predictions
        One row per test snippet and factor with columns ``factor, truth, predicted, true_value,
        predicted_value, scheme, decoder, layer``; folds are pooled. Only rows of the decoders and
        the layers in `best` are drawn.
    best
        Result of `latentaudio.decoding.best_layer.best_layers`.
    factors
        The factors, with their units.

    Raises
    ------
    ArtifactError
        When there are no predictions at the best layer of a factor.
    """
    at_best = {
        factor.name: _at_best(predictions, factor.name, best["factors"][factor.name])
        for factor in factors
    }
    # The scheme that chose the layer comes first.
    present = in_order(pd.concat([rows["scheme"] for rows in at_best.values()]))
    schemes = sorted(present, key=lambda scheme: scheme != best["scheme"])
    classes = {
        factor.name: None if factor.is_numeric else _classes(at_best[factor.name])
        for factor in factors
    }
    figure, grid, bar_axes = matrix_grid(schemes, list(classes.values()))
    image = None
    for scheme, axes_of_scheme in zip(schemes, grid, strict=True):
        for factor, axes in zip(factors, axes_of_scheme, strict=True):
            rows = at_best[factor.name]
            rows = rows[rows["scheme"] == scheme]
            names = classes[factor.name]
            if names is None:
                draw_values(axes, rows, factor)
                result = summary(rows, factor)
            else:
                image = draw_matrix(axes, rows, names)
                result = f"accuracy {(rows['truth'] == rows['predicted']).mean():.2f}"
            chosen = best["factors"][factor.name]
            # On a line of its own if it is longer.
            between = ",\n" if factor.is_numeric else ", "
            axes.set_title(
                f"{factor.name}, {scheme} folds\n"
                f"layer {chosen['layer']} {chosen['layer_name']}{between}{result}"
            )
    if image is None:
        bar_axes.remove()
    else:
        figure.colorbar(image, cax=bar_axes, label="share of the true class")
    return figure


def _at_best(predictions: pd.DataFrame, factor: str, chosen: dict[str, Any]) -> pd.DataFrame:
    """Select the predictions of a factor at its best layer."""
    rows = predictions[
        (predictions["factor"] == factor)
        & (predictions["layer"] == chosen["layer"])
        & (predictions["decoder"] == chosen["decoder"])
    ]
    if rows.empty:
        raise ArtifactError(
            f"predictions: none found for factor '{factor}' by decoder '{chosen['decoder']}' at "
            f"its best layer {chosen['layer']}; delete the folder knn/ and run the workflow again"
        )
    return rows


def matrix_grid(
    schemes: list[str], classes: Sequence[list[str] | None]
) -> tuple[Figure, list[list[Axes]], Axes]:
    """Create one panel per scheme and factor, and the axes of the colour bar.

    The layout is in inches, so that cells have the same size in matrices of any size, but smaller
    ones where classes are many. `classes` are those of each factor, None for a numeric one.
    """
    sizes = [max(_SMALLEST, _cell(len(names or ())) * len(names or ())) for names in classes]
    labels = [
        _CHARACTER * (_NUMBER if names is None else max(width_of(shorten(name)) for name in names))
        for names in classes
    ]
    title = _TITLE + _LINE * (None in classes)
    margins = [0.5 + label for label in labels]
    # The height of a label at 45 degrees is 0.71 of its length.
    below = [0.55 + 0.71 * label for label in labels]
    height = title + max(size + room for size, room in zip(sizes, below, strict=True))
    figure = Figure(figsize=(sum(sizes) + sum(margins) + _BAR, height * len(schemes)))
    grid: list[list[Axes]] = []
    for rows_below in reversed(range(len(schemes))):
        top = height * (rows_below + 1) - title
        left = 0.0
        grid.append([])
        for size, margin in zip(sizes, margins, strict=True):
            grid[-1].append(axes_in_inches(figure, left + margin, top - size, size, size))
            left += margin + size
    bar_height = min(max(sizes), 4.0)
    return figure, grid, axes_in_inches(figure, left + 0.25, top - bar_height, 0.15, bar_height)


def _cell(classes: int) -> float:
    return _CELL if classes <= _MOST_NUMBERED else _SMALL_CELL


def _classes(rows: pd.DataFrame) -> list[str]:
    return sorted({*rows["truth"].astype(str), *rows["predicted"].astype(str)})


def draw_matrix(axes: Axes, rows: pd.DataFrame, classes: list[str]) -> AxesImage:
    """Draw the confusion matrix of columns ``truth, predicted``."""
    shares = confusion_matrix(rows["truth"].astype(str), rows["predicted"].astype(str), classes)
    return draw_shares(axes, shares, classes)


def draw_shares(axes: Axes, shares: NDArray[np.float64], classes: list[str]) -> AxesImage:
    """Draw a matrix of shares of true classes (rows); cells of few classes have numbers."""
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
    if len(classes) > _MOST_NUMBERED:
        axes.tick_params(labelsize=_SMALL_LABEL)
        return image
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
