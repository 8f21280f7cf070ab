"""The spaces that are compared, and their axes; all axes are chosen on training snippets only."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentaudio.decoding.discriminant import check_training, fit
from latentaudio.disentanglement.variance import eta_squared_by_coordinate
from latentaudio.factors import FactorLayout

FLOW, PCA, LDA = "flow", "pca", "lda"


@dataclass(frozen=True)
class Space:
    """Coordinates of all snippets, and which of them are the axes of factors.

    Attributes
    ----------
    name
        Name of the space in tables.
    coordinates
        Coordinates of the snippets, shape ``[n, d]``.
    axes
        Indices of the coordinates of each factor's axis.
    residual
        Indices of the coordinates that belong to no axis.
    log_determinant
        Log-determinant of the Jacobian of the map from the projections to this space (nats), shape
        ``[n]``; None if the map is not invertible and thus defines no density.
    ridge
        Factors whose axis is defined by a ridge only, because training sounds of their classes do
        not vary in every direction.
    """

    name: str
    coordinates: np.ndarray
    axes: Mapping[str, NDArray[np.intp]]
    residual: NDArray[np.intp]
    log_determinant: np.ndarray | None
    ridge: tuple[str, ...] = ()

    def axis(self, factor: str) -> np.ndarray:
        """Select the coordinates of a factor's axis, shape ``[n, dimensions of the axis]``."""
        return self.coordinates[:, self.axes[factor]]


def flow_space(latents: np.ndarray, log_determinant: np.ndarray, layout: FactorLayout) -> Space:
    """Create the space of a flow, with the axes that it was trained to have.

    Parameters
    ----------
    latents
        Latent coordinates, shape ``[n, layout.dimensions]``.
    log_determinant
        Log-determinant of the flow's Jacobian (nats), shape ``[n]``.
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
    """Create the space of principal components; a factor's axis is what its classes explain best.

    Components are chosen for each factor separately, so two factors may share one.

    Parameters
    ----------
    projections
        Standardised projections onto the principal components, shape ``[n, d]``.
    labels
        The class of each snippet, by factor; each of shape ``[n]``.
    training
        Which snippets components are chosen on, shape ``[n]``, bool.
    layout
        Layout of the flow; gives the number of coordinates of each factor.
    """
    axes = {}
    for name, count in zip(layout.names, layout.dimensions_per_factor, strict=True):
        shares = eta_squared_by_coordinate(projections[training], labels[name][training])
        # Components that do not vary come last; of equally good ones, the first is taken.
        axes[name] = np.argsort(-np.nan_to_num(shares, nan=-1.0), kind="stable")[:count]
    return _space(PCA, projections, axes, np.zeros(len(projections)))


def lda_space(
    projections: np.ndarray,
    labels: Mapping[str, np.ndarray],
    training: np.ndarray,
    layout: FactorLayout,
) -> Space:
    """Create the space of the leading discriminants of a linear discriminant analysis per factor.

    A factor gets as many discriminants as it has coordinates in the layout, but at most one less
    than it has classes. The covariance is shrunk as proposed by Ledoit and Wolf (2004), and gets a
    small ridge where sounds of a class do not vary (`latentaudio.decoding.discriminant`).
    Parameters are as in `pca_space`.

    Raises
    ------
    DatasetError
        When the training snippets have one class only, or no more snippets than classes.
    """
    columns, axes, ridge = [], {}, []
    start = 0
    for name, count in zip(layout.names, layout.dimensions_per_factor, strict=True):
        known = labels[name][training]
        check_training(known, f"linear discriminants of {name}", "or fewer classes (flow.classes)")
        fitted = fit(projections[training], known, "eigen")
        found = fitted.analysis.transform(projections)[:, :count]
        columns.append(found)
        ridge += [name] if fitted.ridge else []
        axes[name] = np.arange(start, start + found.shape[1])
        start += found.shape[1]
    return _space(LDA, np.hstack(columns), axes, None, tuple(ridge))


def _space(
    name: str,
    coordinates: np.ndarray,
    axes: Mapping[str, NDArray[np.intp]],
    log_determinant: np.ndarray | None,
    ridge: tuple[str, ...] = (),
) -> Space:
    used = np.concatenate(list(axes.values()))
    residual = np.setdiff1d(np.arange(coordinates.shape[1]), used)
    return Space(name, coordinates, axes, residual, log_determinant, ridge)
