"""How many recordings, and how many groups, each class that is predicted has."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from latentaudio.figures.style import (
    GREY,
    OKABE_ITO,
    in_order,
    legend_above,
    nothing_to_show,
    shorten,
    styled,
)

_ROW = 0.19  # inches, of one class
_ENTRY = 0.16  # inches, of a row of the legend
#: Most classes of a panel; of more, the ones with the most and the fewest recordings are drawn.
MOST_CLASSES = 80
#: Most values of a note that have a colour of their own; the rarest of more are drawn as one.
MOST_VALUES = 6
UNSTATED, OTHERS = "not stated", "other values"
_HATCHES = ("", "//", "..", "xx", "\\\\", "--", "++", "oo")


@styled
def draw(recordings: pd.DataFrame, tasks: Sequence[str], note: pd.Series | None = None) -> Figure:
    """Draw one panel for each task; its classes are sorted by their number of recordings.

    Parameters
    ----------
    recordings
        ``dataset/recordings.parquet``: a column for each task, ``group``, and ``augmentation_of``;
        copies are not counted.
    tasks
        Names of the tasks of classes.
    note
        Text by which bars are divided, one for each recording, in the same order; empty where
        nothing is stated. Its name is that of the note. None: bars are not divided.
    """
    own = recordings["augmentation_of"].isna()
    if not own.any() or not tasks:
        return nothing_to_show("No recording has a class that is predicted.")
    recordings = recordings[own]
    parts = None if note is None else parts_of(note[own])
    counted = {task: counts(recordings, task, parts) for task in tasks}
    names = [] if parts is None else in_order(list(parts.cat.categories))
    handles = _handles(names)
    most = max(len(table) for table in counted.values())
    height = 1.3 + _ROW * most
    if note is not None:  # room for its title, and for one or two entries beside each other
        height += _ENTRY * (1 + len(handles) // 2)
    figure = Figure(figsize=(1.6 + 4.6 * len(tasks), height), layout="constrained")
    panels = figure.subplots(1, len(tasks), squeeze=False)[0]
    for axes, (task, table) in zip(panels, counted.items(), strict=True):
        groups = recordings.groupby(task)["group"].nunique()
        _draw_task(axes, table, groups.loc[table.index].to_numpy(int))
        # Bars of all panels are equally high.
        axes.set_ylim(most - 0.4, -0.6)
        axes.set_title(shorten(task))
    title = None if note is None else shorten(str(note.name), 30)
    legend_above(figure, handles, most=4, title=title)
    return figure


def parts_of(note: pd.Series) -> pd.Series:
    """Name the part of its bar in which each recording is counted, the most frequent value first.

    Returns
    -------
    pandas.Series
        Categories: values of the note, then `OTHERS` and `UNSTATED` where there are such.

    Examples
    --------
    >>> parts_of(pd.Series(["1", "0", "", "1"])).cat.categories.tolist()
    ['1', '0', 'not stated']
    """
    stated = note[note != ""]
    frequent = stated.value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    named = frequent if len(frequent) <= MOST_VALUES else frequent[: MOST_VALUES - 1]
    values = note.where(note.isin(named), OTHERS).where(note != "", UNSTATED)
    last = [name for name in (OTHERS, UNSTATED) if name not in named and (values == name).any()]
    return values.astype(pd.CategoricalDtype([*named, *last]))


def counts(recordings: pd.DataFrame, task: str, parts: pd.Series | None) -> pd.DataFrame:
    """Count the recordings of each class, the most frequent first, by part of its bar.

    Returns
    -------
    pandas.DataFrame
        A row for each class, and a column for each part; one column if there are no parts.
    """
    if parts is None:
        table = recordings.groupby(task).size().to_frame("recordings")
    else:
        table = pd.crosstab(recordings[task], parts, dropna=False)
    order = table.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index
    half = MOST_CLASSES // 2
    return table.loc[order if len(order) <= MOST_CLASSES else [*order[:half], *order[-half:]]]


def _draw_task(axes: Axes, table: pd.DataFrame, groups: np.ndarray) -> None:
    y = np.arange(len(table))
    left = np.zeros(len(table))
    for number, name in enumerate(table.columns):
        widths = table[name].to_numpy(int)
        axes.barh(y, widths, left=left, height=0.78, label=str(name), **_style(number))
        left += widths
    axes.scatter(
        groups,
        y,
        marker="D",
        s=14,
        facecolors="white",
        edgecolors="black",
        zorder=3,
        label="groups",
    )
    names = [
        f"{shorten(str(name), 28)} ({total})"
        for name, total in zip(table.index, left.astype(int), strict=True)
    ]
    axes.set_yticks(y, names, fontsize=8)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("recordings")
    axes.grid(axis="x", color="#E5E5E5", linewidth=0.7)
    axes.set_axisbelow(True)


def _style(number: int) -> dict[str, Any]:
    """Give colour and hatch of a part, so that parts differ in grey, too."""
    return {
        "facecolor": OKABE_ITO[number],
        "hatch": _HATCHES[number],
        "edgecolor": "white",
    }


def _handles(names: Sequence[str]) -> list[Patch | Line2D]:
    bars: list[Patch | Line2D] = [
        Patch(label=shorten(name, 30), **_style(number)) for number, name in enumerate(names)
    ]
    if not names:
        bars = [Patch(label="recordings", **_style(0))]
    groups = Line2D(
        [],
        [],
        marker="D",
        linestyle="",
        color=GREY,
        markersize=4,
        label="groups",
        markerfacecolor="white",
        markeredgecolor="black",
    )
    return [*bars, groups]
