"""Moving pictures: figures one after the other, as a GIF file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from latentaudio.artifacts import atomic_path

#: Time that a frame is shown (ms), and resolution (dots per inch).
FRAME_MS, DPI = 250, 80


def save_animation(figures: Sequence[Figure], path: Path) -> None:
    """Write figures of equal size as a GIF file that goes on for ever; same figures, same bytes.

    Parameters
    ----------
    figures
        The frames, in order.
    path
        File to write.
    """
    frames = [_frame(one) for one in figures]
    # All frames share the colours of the first ones, so that nothing flickers.
    sheet = Image.fromarray(np.concatenate([np.asarray(one) for one in frames]))
    palette = sheet.quantize(colors=128, dither=Image.Dither.NONE)
    shown = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in frames]
    with atomic_path(path) as temporary:
        shown[0].save(
            temporary,
            format="GIF",
            save_all=True,
            append_images=shown[1:],
            duration=FRAME_MS,
            loop=0,
            optimize=False,
        )


def _frame(figure: Figure) -> Image.Image:
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())
