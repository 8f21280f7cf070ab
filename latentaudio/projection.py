"""From a layer's activations to a few standardised principal coordinates.

Standardise every unit, project on the leading principal components, standardise again: the steps of
the published study, in one model that is fitted on a sample in bounded memory.

References
----------
.. [1] Halko, N., Martinsson, P.-G. and Tropp, J. A. (2011). Finding structure with randomness:
   probabilistic algorithms for constructing approximate matrix decompositions. SIAM Review 53(2).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import (
    PCA_MODEL,
    PROJECTIONS,
    parquet_writer,
    read_arrays,
    read_table,
    write_arrays,
)
from latentaudio.errors import ConfigError
from latentaudio.tables import check_snippet_ids
from latentaudio.yamnet.layers import layer

if TYPE_CHECKING:
    import pandas as pd

#: Directions sought beyond the components asked for; the surplus makes the latter accurate.
OVERSAMPLING = 20
#: Applications of the covariance matrix after the first; each sharpens the subspace further.
POWER_ITERATIONS = 4
#: Smallest standard deviation that a unit is divided by, relative to the root mean square over the
#: layer's units. Some units of the late layers hardly respond to any snippet of a sample; divided
#: by their own deviation (a millionth of others'), one response to another snippet outweighed all
#: 12,287 other units and moved its projection by 1,093 standard deviations.
SMALLEST_SCALE = 0.01
#: Values of a block that is standardised and multiplied at a time (64 MB as float32).
_BLOCK_VALUES = 16_000_000

# NumPy converts half precision one value at a time; looking it up in a table is 2.5 times faster.
_HALF_TO_SINGLE = np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32)


def to_single(values: np.ndarray) -> np.ndarray:
    """Convert float16 to float32, exactly.

    Examples
    --------
    >>> to_single(np.array([1.5, -2.0], np.float16))
    array([ 1.5, -2. ], dtype=float32)
    """
    return np.take(_HALF_TO_SINGLE, np.ascontiguousarray(values).view(np.uint16))


@dataclass(frozen=True)
class Projection:
    """A fitted standardise-project-standardise model.

    Attributes
    ----------
    mean, scale
        Mean and standard deviation of each unit, shape ``[d]``, float32; the latter at least
        `SMALLEST_SCALE` of the layer's.
    components
        Principal directions in standardised units, shape ``[k, d]``, orthonormal rows, float32. The
        largest entry of each (in absolute value) is positive.
    explained_variance, explained_variance_ratio
        Of each component over the sample, shape ``[k]``, float64.
    output_scale
        Standard deviation of each coordinate over the sample, shape ``[k]``, float32.
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
            deviation 1.
        """
        loadings = _loadings(self.scale, self.components)
        coordinates = np.empty((len(activations), len(self.components)), np.float32)
        for start, block in _centred_blocks(activations, self.mean):
            coordinates[start : start + len(block)] = block @ loadings
        return coordinates / self.output_scale

    def displace(self, activations: np.ndarray, change: np.ndarray) -> np.ndarray:
        r"""Move activations so that their coordinates change by `change`, and nothing else.

        With all components kept, the inverse of the projection is
        :math:`x = \mu + s \odot (V^\top (t \odot z))`, with the scales s of the units and t of the
        coordinates. When only the first k coordinates change, all other terms cancel:

        .. math:: x' = x + s \odot \bigl((t \odot (z' - z))\, V_k\bigr)

        This equals a round trip through the full, invertible decomposition, which need not be
        computed.

        Parameters
        ----------
        activations
            Shape ``[n, d]``, float16 or float32.
        change
            z' - z of the first coordinates, shape ``[n, m]`` with ``m <= k``, or several for each
            activation, ``[n, c, m]``.

        Returns
        -------
        numpy.ndarray
            Shape ``[n, d]`` or ``[n, c, d]``, float32.
        """
        values = to_single(activations) if activations.dtype == np.float16 else activations
        leading = change.shape[-1]
        step = (change * self.output_scale[:leading]).astype(np.float32)
        # One product of matrices, whatever the shape, and no further copies: they are large.
        flat = step.reshape(-1, leading) @ self.components[:leading]
        flat *= self.scale
        moved = flat.reshape(*change.shape[:-1], -1)
        moved += values.reshape(len(values), *[1] * (change.ndim - 2), -1)
        return moved


def fit_projection(
    activations: np.ndarray, components: int, generator: np.random.Generator
) -> Projection:
    """Fit a projection by a randomised singular value decomposition.

    The sample stays in half precision; blocks of it are converted as they are multiplied, so the
    memory is that of the sample plus a few times ``d`` x (`components` + `OVERSAMPLING`) values.

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
        When more components are asked for than the sample can have.
    """
    count, width = activations.shape
    check_components(components, count, width)
    mean, variance = _moments(activations)
    scale = _scale(variance)
    rank = min(components + OVERSAMPLING, count - 1, width)
    basis = generator.standard_normal((width, rank), dtype=np.float32)
    for _ in range(1 + POWER_ITERATIONS):
        basis = np.linalg.qr(_covariance_times(activations, mean, scale, basis))[0]
    # Rayleigh-Ritz: the exact decomposition of the sample within the subspace found.
    projected = np.empty((count, rank), np.float32)
    loadings = _loadings(scale, basis.T)
    for start, block in _centred_blocks(activations, mean):
        projected[start : start + len(block)] = block @ loadings
    _, singular, rotation = np.linalg.svd(projected.astype(np.float64), full_matrices=False)
    directions = _with_definite_signs((rotation[:components] @ basis.T).astype(np.float32))
    singular = singular[:components]
    total_variance = (variance / scale.astype(np.float64) ** 2).sum() * count / (count - 1)
    explained = singular**2 / (count - 1)
    output_scale = np.where(singular > 0, singular / np.sqrt(count), 1.0)
    return Projection(
        mean=mean,
        scale=scale,
        components=directions,
        explained_variance=explained,
        explained_variance_ratio=explained / max(total_variance, np.finfo(np.float64).tiny),
        output_scale=output_scale.astype(np.float32),
    )


def check_components(components: int, sample: int, width: int) -> None:
    """Check that a sample of `sample` snippets and `width` units has as many components.

    Raises
    ------
    ConfigError
        When it has not.
    """
    largest = min(sample - 1, width)
    if components > largest:
        raise ConfigError(
            f"pca.components: {components} asked for, but a sample of {sample} snippets with "
            f"{width} units has at most {largest}; lower it, or use more snippets"
        )


def _moments(activations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compute mean and variance of each unit, in double precision."""
    count, width = activations.shape
    total, squares = np.zeros(width), np.zeros(width)
    for _, block in _centred_blocks(activations, None):
        total += block.sum(axis=0, dtype=np.float64)
        squares += np.einsum("nd,nd->d", block, block, dtype=np.float64)
    mean = total / count
    variance = np.maximum(squares / count - mean**2, 0.0)
    return mean.astype(np.float32), variance


def _scale(variance: np.ndarray) -> np.ndarray:
    """Compute what to divide each unit by."""
    typical = np.sqrt(variance.mean())
    if typical == 0.0:
        return np.ones(len(variance), np.float32)
    return np.maximum(np.sqrt(variance), SMALLEST_SCALE * typical).astype(np.float32)


def _covariance_times(
    activations: np.ndarray, mean: np.ndarray, scale: np.ndarray, basis: np.ndarray
) -> np.ndarray:
    """Multiply the covariance matrix (up to a factor) of standardised activations by `basis`."""
    loadings = _loadings(scale, basis.T)
    product = np.zeros_like(basis)
    for _, block in _centred_blocks(activations, mean):
        product += block.T @ (block @ loadings)
    return product / scale[:, np.newaxis]


def _loadings(scale: np.ndarray, components: np.ndarray) -> np.ndarray:
    """Scale the (small) directions instead of the (large) activations."""
    return np.ascontiguousarray((components / scale).T)


def _centred_blocks(
    activations: np.ndarray, mean: np.ndarray | None
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield first row and float32 values of successive blocks, with `mean` subtracted."""
    rows = max(1, _BLOCK_VALUES // activations.shape[1])
    for start in range(0, len(activations), rows):
        some = activations[start : start + rows]
        block = to_single(some) if some.dtype == np.float16 else some.astype(np.float32)
        if mean is not None:
            block -= mean
        yield start, block


def _with_definite_signs(components: np.ndarray) -> np.ndarray:
    largest = np.abs(components).argmax(axis=1)
    signs = np.sign(components[np.arange(len(components)), largest])
    return components * signs[:, np.newaxis]


# -- The sample -----------------------------------------------------------------------------------


def sample_rows(eligible: np.ndarray, size: int, generator: np.random.Generator) -> np.ndarray:
    """Draw at most `size` of the eligible snippets without replacement.

    Parameters
    ----------
    eligible
        Whether each snippet may be drawn, shape ``[n]``, bool.
    size
        Snippets to draw.
    generator
        Source of the draw.

    Returns
    -------
    numpy.ndarray
        Which snippets are drawn, shape ``[n]``, bool.

    Examples
    --------
    >>> drawn = sample_rows(np.array([True, True, False, True]), 2, np.random.default_rng(0))
    >>> int(drawn.sum()), bool(drawn[2])
    (2, False)
    """
    candidates = np.flatnonzero(eligible)
    if len(candidates) > size:
        candidates = generator.choice(candidates, size, replace=False, shuffle=False)
    drawn = np.zeros(len(eligible), bool)
    drawn[candidates] = True
    return drawn


def collect(
    batches: Iterable[tuple[np.ndarray, np.ndarray]], drawn: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """Gather the drawn snippets from a stream over all of them, in half precision.

    Parameters
    ----------
    batches
        Pairs of snippet ids and activations (float16), as
        `latentaudio.embeddings.iterate_activations` yields them.
    drawn
        Which snippets of the stream to keep, shape ``[n]``, bool.
    width
        Units of the layer.

    Returns
    -------
    snippet_ids, activations : numpy.ndarray
        Shapes ``[m]`` and ``[m, width]``, with ``m = drawn.sum()``.
    """
    activations = np.empty((np.count_nonzero(drawn), width), np.float16)
    ids: list[np.ndarray] = []
    position = filled = 0
    for batch_ids, values in batches:
        mask = drawn[position : position + len(batch_ids)]
        kept = int(np.count_nonzero(mask))
        activations[filled : filled + kept] = values[mask]
        ids.append(batch_ids[mask])
        position += len(batch_ids)
        filled += kept
    return np.concatenate(ids), activations


# -- On disk --------------------------------------------------------------------------------------


def save_projection(
    path: Path, projection: Projection, *, number: int, seed: int, fitted_on: np.ndarray
) -> None:
    """Write a projection with the number of its layer, the seed and the snippets of its fit."""
    write_arrays(
        path,
        PCA_MODEL,
        {
            **vars(projection),
            "layer": np.array(number),
            "seed": np.array(seed),
            "fitted_on": fitted_on.astype(str),
        },
    )


def load_projection(path: Path) -> Projection:
    """Read what `save_projection` wrote."""
    arrays = read_arrays(path, PCA_MODEL)
    return Projection(**{name: arrays[name] for name in Projection.__dataclass_fields__})


def write_projections(
    path: Path, projection: Projection, batches: Iterable[tuple[np.ndarray, np.ndarray]]
) -> None:
    """Project a stream of activations and write the coordinates as they come.

    Parameters
    ----------
    path
        Table to write: ``snippet_id`` and ``z``, a list of ``k`` float32.
    projection
        The fitted model.
    batches
        Pairs of snippet ids and activations, as in `collect`.
    """
    width = len(projection.components)
    schema = pa.schema({"snippet_id": pa.string(), "z": pa.list_(pa.float32(), width)})
    with parquet_writer(path, schema, PROJECTIONS) as writer:
        for ids, activations in batches:
            flat = pa.array(projection.transform(activations).ravel())
            columns = [pa.array(ids), pa.FixedSizeListArray.from_arrays(flat, width)]
            writer.write_table(pa.table(columns, schema=writer.schema))


def read_projections(path: Path, snippet_ids: np.ndarray) -> np.ndarray:
    """Read the coordinates of all snippets.

    Parameters
    ----------
    path
        As `write_projections` wrote it.
    snippet_ids
        The ids of the table of snippets, shape ``[n]``: the table must have the same, in order.

    Returns
    -------
    numpy.ndarray
        Shape ``[n, k]``, float32.
    """
    table = read_table(path, PROJECTIONS)
    check_snippet_ids(path, PROJECTIONS, table, snippet_ids)
    column = table["z"].combine_chunks()
    return column.flatten().to_numpy().reshape(len(column), -1)


def explained_variance_table(models: Mapping[int, Projection]) -> "pd.DataFrame":
    """Tabulate the variance that components explain.

    Parameters
    ----------
    models
        The projection of each layer, by its number.

    Returns
    -------
    pandas.DataFrame
        One row a layer and component (from 1): ``layer, layer_name, component,
        explained_variance, explained_variance_ratio, cumulative``. Variances are in standardised
        units (each unit has variance 1), ratios relative to all units that change.
    """
    import pandas as pd

    return pd.concat(
        pd.DataFrame(
            {
                "layer": number,
                "layer_name": layer(number).name,
                "component": np.arange(1, len(model.components) + 1),
                "explained_variance": model.explained_variance,
                "explained_variance_ratio": model.explained_variance_ratio,
                "cumulative": np.cumsum(model.explained_variance_ratio),
            }
        )
        for number, model in models.items()
    )
