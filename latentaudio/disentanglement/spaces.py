"""The spaces that are compared: where each has its axes, all chosen on training snippets alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentaudio.disentanglement.variance import eta_squared_by_coordinate
from latentaudio.factors import FactorLayout
from latentaudio.imports import hidden

with hidden("pandas"):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

FLOW, PCA, LDA = "flow", "pca", "lda"


@dataclass(frozen=True)
class Space:
    """Coordinates of all snippets, and which of them are the axes of factors.

    Attributes
    ----------
    name
        In tables.
    coordinates
        Shape ``[n, d]``.
    axes
        Indices of the coordinates of each factor's axis.
    residual
        Indices of the coordinates of no axis.
    log_determinant
        Of the way from the projections to this space (nats), shape ``[n]``; None for a space that
        is no density of the projections.
    """

    name: str
    coordinates: np.ndarray
    axes: Mapping[str, NDArray[np.intp]]
    residual: NDArray[np.intp]
    log_determinant: np.ndarray | None

    def axis(self, factor: str) -> np.ndarray:
        """Give the coordinates of a factor's axis, shape ``[n, axis' dimensions]``."""
        return self.coordinates[:, self.axes[factor]]


def flow_space(latents: np.ndarray, log_determinant: np.ndarray, layout: FactorLayout) -> Space:
    """Take the axes that a flow was trained to have.

    Parameters
    ----------
    latents
        Shape ``[n, layout.dimensions]``.
    log_determinant
        Of the flow (nats), shape ``[n]``.
    layout
        Which coordinates belong to which factor.
    """
    columns = np.arange(layout.dimensions)
    axes = {name: columns[layout.slices[name]] for name in layout.names}
    return _space(FLOW, latents, axes, log_determinant)


def pca_space(
    projections: np.ndarray,
    labels: Mapping[str, np.ndarray],
    training: np.ndarray,
    layout: FactorLayout,
) -> Space:
    """Take for each factor the principal coordinates that its classes explain best.

    Each factor chooses for itself, so that two may share a coordinate.

    Parameters
    ----------
    projections
        Shape ``[n, d]``.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    training
        Which snippets to choose by, shape ``[n]``, bool.
    layout
        How many coordinates each factor has.
    """
    axes = {}
    for name, count in zip(layout.names, layout.dimensions_per_factor, strict=True):
        shares = eta_squared_by_coordinate(projections[training], labels[name][training])
        # A coordinate that does not vary is the last choice; of equal ones, the first.
        axes[name] = np.argsort(-np.nan_to_num(shares, nan=-1.0), kind="stable")[:count]
    return _space(PCA, projections, axes, np.zeros(len(projections)))


def lda_space(
    projections: np.ndarray,
    labels: Mapping[str, np.ndarray],
    training: np.ndarray,
    layout: FactorLayout,
) -> Space:
    """Take for each factor the leading discriminants of a linear discriminant analysis.

    As many as the factor has coordinates, or as there are (one less than classes). The covariance
    is shrunk by the analytic estimate of Ledoit and Wolf (2004). Parameters are as in `pca_space`.
    """
    columns, axes = [], {}
    start = 0
    for name, count in zip(layout.names, layout.dimensions_per_factor, strict=True):
        analysis = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto")
        analysis.fit(projections[training], labels[name][training])
        found = analysis.transform(projections)[:, :count]
        columns.append(found)
        axes[name] = np.arange(start, start + found.shape[1])
        start += found.shape[1]
    return _space(LDA, np.hstack(columns), axes, None)


def _space(
    name: str,
    coordinates: np.ndarray,
    axes: Mapping[str, NDArray[np.intp]],
    log_determinant: np.ndarray | None,
) -> Space:
    used = np.concatenate(list(axes.values()))
    residual = np.setdiff1d(np.arange(coordinates.shape[1]), used)
    return Space(name, coordinates, axes, residual, log_determinant)
