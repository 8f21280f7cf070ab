"""Lines of losses by epoch or step: how those of each split look, and which part is shown."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from latentaudio.figures.style import OKABE_ITO

#: What a figure says of losses above its frame.
CLIPPED = "Losses of the first epochs lie above the frame, to show the later ones in detail."
_WARM_UP = 0.05  # share of the epochs, from the first, whose losses may lie above the frame


class LineLook(NamedTuple):
    """How the lines of a split look: colour and dashes, so that they differ in grey, too."""

    color: str
    linestyle: Literal["-", "--", ":"]

    @property
    def style(self) -> dict[str, Any]:
        """Arguments of Matplotlib's lines."""
        return self._asdict()

    def handle(self, label: str, linewidth: float = 1.6) -> Line2D:
        """Create the line of a legend."""
        return Line2D([], [], linewidth=linewidth, label=label, **self.style)


TRAINING = LineLook(OKABE_ITO[0], "-")
VALIDATION = LineLook(OKABE_ITO[1], "--")
HELD_OUT = LineLook(OKABE_ITO[2], ":")


def limits_of_losses(trainings: Sequence[np.ndarray]) -> tuple[float, float, bool]:
    """Compute the lowest and highest loss to show, and whether some losses lie outside.

    The loss falls steeply at first; a scale that included all of it would hide later changes.

    Parameters
    ----------
    trainings
        Losses of each training, one row for each epoch in turn, shape ``[epochs, losses]``.
    """
    values, settled = [], []
    for losses in trainings:
        values.append(losses.ravel())
        settled.append(losses[int(np.ceil(_WARM_UP * len(losses))) - len(losses) :].ravel())
    finite = np.concatenate(values)
    finite = finite[np.isfinite(finite)]
    late = np.concatenate(settled)
    late = late[np.isfinite(late)]
    if not len(late):
        late = finite
    if not len(late):
        return 0.0, 1.0, False
    low, high = float(finite.min()), float(late.max())
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin, bool(finite.max() > high + margin)
