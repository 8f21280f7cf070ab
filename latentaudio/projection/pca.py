"""The projection of a layer: its fit, its transform and its exact inverse for moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from latentaudio.errors import ConfigError
from latentaudio.features.space import layer_number
from latentaudio.projection.krylov import krylov_basis
from latentaudio.projection.tiles import moments, product, to_single

if TYPE_CHECKING:
    import pandas as pd


#: Smallest standard deviation that a unit is divided by, relative to the root mean square over the
#: layer's units. Some units of the late layers hardly respond to any snippet of a sample; divided
#: by their own deviation (a millionth of others'), one response to another snippet outweighed all
#: 12,287 other units and moved its projection by 1,093 standard deviations.
SMALLEST_SCALE = 0.01

#: Standard deviation of a component, relative to that of the first, up to which it is a rounding
#: error: the sample then has fewer components than were asked for. Standardised, rounding errors
#: would look like any other component, and other snippets would lie millions of deviations away.
_NEGLIGIBLE = 1e-5


@dataclass(frozen=True)
class Projection:
    """A fitted model that standardises, projects and standardises again.

    Attributes
    ----------
    mean, scale
        Mean of each unit and the number that it is divided by, shape ``[d]``, float32: its standard
        deviation, but at least `SMALLEST_SCALE` of the layer's.
    components
        Principal directions in standardised units, shape ``[k, d]``, orthonormal rows, float32. The
        entry with the largest absolute value in each row is positive.
    explained_variance, explained_variance_ratio
        Variance of each component over the sample, and its share of the total variance, shape
        ``[k]``, float64.
    output_scale
        Standard deviation of each coordinate over the sample, shape ``[k]``, float32; 1 for those
        that do not vary.
    """

    mean: np.ndarray
    scale: np.ndarray
    components: np.ndarray
    explained_variance: np.ndarray
    explained_variance_ratio: np.ndarray
    output_scale: np.ndarray

    def transform(self, activations: np.ndarray) -> np.ndarray:
        """Project activations.

        Parameters
        ----------
        activations
            Shape ``[n, d]``, float16 or float32.

        Returns
        -------
        numpy.ndarray
            Shape ``[n, k]``, float32; over the fitted sample each column has mean 0 and standard
            deviation 1, or is about 0 if the sample has fewer components.
        """
        coordinates = product(activations, self.mean, self._loadings)
        return coordinates / self.output_scale

    @cached_property
    def _loadings(self) -> np.ndarray:
        # The (small) directions are scaled instead of the (large) activations.
        return np.ascontiguousarray((self.components / self.scale).T)

    def displace(self, activations: np.ndarray, change: np.ndarray) -> np.ndarray:
        r"""Move activations so that their coordinates change by `change` and nothing else changes.

        With all components kept, the inverse of the projection is
        :math:`x = \mu + s \odot (V^\top (t \odot z))`, where s scales the units and t the
        coordinates. When only the first k coordinates change, all other terms cancel:

        .. math:: x' = x + s \odot \bigl((t \odot (z' - z))\, V_k\bigr)

        This equals a round trip through the full, invertible decomposition, without computing it.

        Parameters
        ----------
        activations
            Shape ``[n, d]``, float16 or float32.
        change
            Change z' - z of the first ``m <= k`` coordinates, shape ``[n, m]``, or ``c`` changes of
            each activation, shape ``[n, c, m]``.

        Returns
        -------
        numpy.ndarray
            Shape ``[n, d]`` or ``[n, c, d]``, float32.
        """
        values = to_single(activations) if activations.dtype == np.float16 else activations
        leading = change.shape[-1]
        step = (change * self.output_scale[:leading]).astype(np.float32)
        # One matrix product, whatever the shape, and no further copies, because they are large.
        flat = step.reshape(-1, leading) @ self.components[:leading]
        flat *= self.scale
        moved = flat.reshape(*change.shape[:-1], -1)
        moved += values.reshape(len(values), *[1] * (change.ndim - 2), -1)
        return moved


def fit_projection(
    activations: np.ndarray, components: int, generator: np.random.Generator
) -> Projection:
    """Fit a projection by a randomised block Krylov decomposition.

    The sample stays in half precision; tiles of it are converted as they are multiplied, so memory
    is that of the sample plus a few times ``d`` x 4 `components` values. See
    `latentaudio.projection.krylov` for the method.

    Parameters
    ----------
    activations
        The sample, shape ``[n, d]``, float16 or float32.
    components
        Number of components ``k``, at most ``min(n - 1, d)``.
    generator
        Source of the random test matrix.

    Raises
    ------
    ConfigError
        When `components` is larger than the sample allows.
    """
    count, width = activations.shape
    check_components(components, count, width)
    mean, variance = moments(activations)
    scale = _scale(variance)
    basis = krylov_basis(activations, mean, scale, components, generator)
    # The sample, seen from the subspace found, has the singular values and directions of `basis`.
    directions, triangle = np.linalg.qr(basis)
    rotation, singular, _ = np.linalg.svd(triangle.astype(np.float64))
    rotated = rotation[:, :components].T.astype(np.float32) @ directions.T
    singular = singular[:components]
    total_variance = (variance / scale.astype(np.float64) ** 2).sum() * count / (count - 1)
    explained = singular**2 / (count - 1)
    vary = singular > _NEGLIGIBLE * singular[0]
    output_scale = np.where(vary, singular / np.sqrt(count), 1.0)
    return Projection(
        mean=mean,
        scale=scale,
        components=_with_definite_signs(rotated),
        explained_variance=explained,
        explained_variance_ratio=explained / max(total_variance, np.finfo(np.float64).tiny),
        output_scale=output_scale.astype(np.float32),
    )


def check_components(components: int, sample: int, width: int) -> None:
    """Check that `sample` snippets of `width` units have at least `components` components.

    Raises
    ------
    ConfigError
        When they do not.
    """
    largest = most_components(components, sample, width)
    if components > largest:
        raise ConfigError(
            f"pca.components: {components} asked for, but a sample of {sample} snippets with "
            f"{width} units has at most {largest}; lower it, or use more snippets"
        )


def most_components(wanted: int, sample: int, width: int) -> int:
    """Return how many components `sample` snippets of `width` units have, `wanted` at most.

    Examples
    --------
    >>> most_components(64, sample=5, width=6_144), most_components(64, sample=900, width=6_144)
    (4, 64)
    """
    return min(wanted, sample - 1, width)


def _scale(variance: np.ndarray) -> np.ndarray:
    """Compute the divisor of each unit."""
    typical = np.sqrt(variance.mean())
    if typical == 0.0:
        return np.ones(len(variance), np.float32)
    return np.maximum(np.sqrt(variance), SMALLEST_SCALE * typical).astype(np.float32)


def _with_definite_signs(components: np.ndarray) -> np.ndarray:
    largest = np.abs(components).argmax(axis=1)
    signs = np.sign(components[np.arange(len(components)), largest])
    return components * signs[:, np.newaxis]


def explained_variance_table(
    models: Iterable[Projection], spaces: Mapping[str, str]
) -> "pd.DataFrame":
    """Tabulate the variance that components explain.

    Parameters
    ----------
    models
        Projection of each space.
    spaces
        Titles of the spaces by their names, in the order of the models.

    Returns
    -------
    pandas.DataFrame
        One row per space and component (from 1): ``space, layer, layer_name, component,
        explained_variance, explained_variance_ratio, cumulative``; ``layer, layer_name`` are empty
        for features. Variances are in standardised units (each unit has variance 1); ratios are
        relative to the total of all units that vary.
    """
    import pandas as pd

    table = pd.concat(
        pd.DataFrame(
            {
                "space": name,
                "layer": layer_number(name),
                "layer_name": None if layer_number(name) is None else title,
                "component": np.arange(1, len(model.components) + 1),
                "explained_variance": model.explained_variance,
                "explained_variance_ratio": model.explained_variance_ratio,
                "cumulative": np.cumsum(model.explained_variance_ratio),
            }
        )
        for (name, title), model in zip(spaces.items(), models, strict=True)
    )
    return table.astype({"layer": "Int64"})
