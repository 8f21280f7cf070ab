"""The map that a flow's axes span: each factor has a direction of its own."""

import numpy as np

from latentaudio.factors import RESIDUAL, FactorLayout
from latentaudio.maps.sound_map import SoundMap

METHOD = "factor_axes"
#: Largest number of factors that have an axis on the map.
MOST = 3


def shown_coordinates(layout: FactorLayout) -> list[tuple[str, int]]:
    """Choose what is drawn: titles of the axes, and which of the flow's coordinates they are.

    These are the first coordinates of the first three factors. One factor alone is drawn against
    the first residual coordinate, or else against its second one.

    Returns
    -------
    list of (str, int)
        Two or three axes; one if the flow has a single coordinate.
    """
    slices = layout.slices
    axes = [(f"axis of {name}", slices[name].start) for name in layout.names[:MOST]]
    if len(axes) == 1 and layout.residual:
        axes.append(("first residual coordinate", slices[RESIDUAL].start))
    elif len(axes) == 1 and layout.dimensions > 1:
        axes.append((f"axis of {layout.names[0]}, second coordinate", axes[0][1] + 1))
    return axes


def on_axes(z: np.ndarray, layout: FactorLayout) -> np.ndarray:
    """Give latent coordinates ``[..., d]`` their place on the map, ``[..., 2]`` or ``[..., 3]``."""
    shown = z[..., [index for _, index in shown_coordinates(layout)]]
    if shown.shape[-1] > 1:
        return shown
    return np.concatenate([shown, np.zeros_like(shown)], axis=-1)


def factor_axes_map(z: np.ndarray, known: np.ndarray, layout: FactorLayout) -> SoundMap:
    """Map sounds by their coordinates on the axes of the factors.

    Parameters
    ----------
    z
        Latent coordinates of the sounds that the flow was given, shape ``[m, d]``.
    known
        Which of all sounds these are, shape ``[n]``, bool. The others stand in the lower corner.
    layout
        Which coordinates belong to which factor.
    """
    places = on_axes(z, layout)
    points = np.empty((len(known), places.shape[1]), np.float32)
    points[known] = places
    points[~known] = places.min(axis=0) if len(places) else 0.0
    parameters = "coordinates of the flow"
    if missing := int((~known).sum()):
        parameters += f", {missing} sounds that it was not given stand in the lower corner"
    titles = [f"{title} (SD of the prior)" for title, _ in shown_coordinates(layout)]
    titles += ["nothing"] * (points.shape[1] - len(titles))
    return SoundMap("factor axes", METHOD, titles, parameters, points, exact=True)
