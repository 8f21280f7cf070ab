"""How much of the change that each stage of a flow makes is affine, and how much is not."""

from typing import TYPE_CHECKING

import numpy as np

from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import FlowNetwork

if TYPE_CHECKING:
    import pandas as pd


def maclaurin(network: FlowNetwork, index: int) -> tuple[np.ndarray, np.ndarray]:
    """Expand a stage f at the origin to first order: f(x) = offset + slope x + higher orders.

    Parameters
    ----------
    network
        The flow.
    index
        Index of the stage, from 0.

    Returns
    -------
    offset, slope : numpy.ndarray
        f(0), shape ``[d]``, and the Jacobian at 0, shape ``[d, d]``.
    """
    origin = tf.zeros([1, network.architecture.dimensions])
    with tf.GradientTape() as tape:
        tape.watch(origin)
        image, _ = network.forward_stage(index, origin)
    slope = tape.jacobian(image, origin)
    return image.numpy()[0], slope.numpy()[0, :, 0]


def stage_table(network: FlowNetwork, x: np.ndarray) -> "pd.DataFrame":
    """Split the change that each stage makes into an affine and a higher-order part.

    If A is the expansion of a stage f by `maclaurin`, then f(x) - x = (A(x) - x) + (f(x) - A(x)).

    Parameters
    ----------
    network
        The flow.
    x
        Standardised projections, shape ``[n, d]``; each stage gets the output of the one before.

    Returns
    -------
    pandas.DataFrame
        One row per stage: ``stage`` (from 1); ``change``, ``affine``, ``higher_order``: mean
        Euclidean norms of f(x) - x and of its two parts; ``affine_share``,
        ``higher_order_share``: norm of a part relative to the sum of both norms; NaN for a stage
        that changes nothing.
    """
    import pandas as pd

    values = tf.constant(np.asarray(x, np.float32))
    rows = []
    for index in range(network.architecture.stages):
        offset, slope = maclaurin(network, index)
        image, _ = network.forward_stage(index, values)
        before, after = values.numpy(), image.numpy()
        expanded = offset + before @ slope.T
        affine = _mean_norm(expanded - before)
        higher_order = _mean_norm(after - expanded)
        both = affine + higher_order or np.nan
        rows.append(
            {
                "stage": index + 1,
                "change": _mean_norm(after - before),
                "affine": affine,
                "higher_order": higher_order,
                "affine_share": affine / both,
                "higher_order_share": higher_order / both,
            }
        )
        values = image
    return pd.DataFrame(rows)


def _mean_norm(vectors: np.ndarray) -> float:
    return float(np.linalg.norm(vectors.astype(np.float64), axis=1).mean())
