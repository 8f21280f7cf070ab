"""From a layer's activations to a few standardised principal coordinates.

Standardise every unit, project on the leading principal components, standardise again: the steps of
the published study, in one model that is fitted on a sample in bounded memory.

References
----------
.. [1] Musco, C. and Musco, C. (2015). Randomized block Krylov methods for stronger and faster
   approximate singular value decomposition. Advances in Neural Information Processing Systems 28.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
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

#: Blocks of the Krylov space, each half as large as the number of components asked for. With 8 of
#: them the variance of the 64th component of real layers is off by less than 0.02 %, of most by
#: less than a millionth; four power iterations cost twice as much and were off by up to 3 %.
KRYLOV_BLOCKS = 8
#: Smallest standard deviation that a unit is divided by, relative to the root mean square over the
#: layer's units. Some units of the late layers hardly respond to any snippet of a sample; divided
#: by their own deviation (a millionth of others'), one response to another snippet outweighed all
#: 12,287 other units and moved its projection by 1,093 standard deviations.
SMALLEST_SCALE = 0.01
#: Values and least units of a tile that is converted and multiplied at a time: 2 MB as float32, so
#: that it is still in the cache when it is multiplied.
_TILE_VALUES, _TILE_UNITS = 2**19, 2**11
#: Least rows of a row group of projections: many small ones take long to read.
_ROWS_PER_GROUP = 4096
#: Snippets whose mean the sums of all are taken about.
_PILOT = 256


def to_single(values: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Convert finite float16 to float32, exactly.

    NumPy does so one value at a time. The fields of a half, moved to their places in a single, are
    the same number but for the bias of the exponent, which a multiplication by a power of two sets
    right: three vectorised steps, 20 times faster.

    Parameters
    ----------
    values
        Any shape, float16, finite.
    out
        Array of float32 of the same shape to write to.

    Examples
    --------
    >>> to_single(np.array([1.5, -2.0, 6e-8], np.float16))
    array([ 1.5000000e+00, -2.0000000e+00,  5.9604645e-08], dtype=float32)
    """
    single = np.empty(values.shape, np.float32) if out is None else out
    bits = single.view(np.int32)
    # The sign is extended to the left of the exponent, and only its highest copy kept.
    np.left_shift(values.view(np.int16), 13, out=bits, dtype=np.int32)
    bits &= np.int32(-(2**31) + 2**28 - 2**13)
    single *= np.float32(2.0**112)
    return single


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
        coordinates = _times(activations, self.mean, self._loadings)
        return coordinates / self.output_scale

    @cached_property
    def _loadings(self) -> np.ndarray:
        # The (small) directions are scaled instead of the (large) activations.
        return np.ascontiguousarray((self.components / self.scale).T)

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
    """Fit a projection by a randomised block Krylov decomposition.

    The sample stays in half precision; tiles of it are converted as they are multiplied, so the
    memory is that of the sample plus a few times ``d`` x 4 `components` values.

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
    basis = _krylov_basis(activations, mean, scale, components, generator)
    # The sample, seen from the subspace found, has the singular values and directions of `basis`.
    directions, triangle = np.linalg.qr(basis)
    rotation, singular, _ = np.linalg.svd(triangle.astype(np.float64))
    rotated = rotation[:, :components].T.astype(np.float32) @ directions.T
    singular = singular[:components]
    total_variance = (variance / scale.astype(np.float64) ** 2).sum() * count / (count - 1)
    explained = singular**2 / (count - 1)
    output_scale = np.where(singular > 0, singular / np.sqrt(count), 1.0)
    return Projection(
        mean=mean,
        scale=scale,
        components=_with_definite_signs(rotated),
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
    """Compute mean (float32) and variance (float64) of each unit."""
    count, width = activations.shape
    # Sums of differences from a value near the mean lose no digits.
    near = activations[:_PILOT].astype(np.float64).mean(axis=0).astype(np.float32)
    total, squares = np.zeros(width), np.zeros(width)
    for _, units, tile in _tiles(activations, near):
        total[units] += tile.sum(axis=0)
        squares[units] += np.einsum("nd,nd->d", tile, tile)
    variance = np.maximum(squares / count - (total / count) ** 2, 0.0)
    return (near + total / count).astype(np.float32), variance


def _scale(variance: np.ndarray) -> np.ndarray:
    """Compute what to divide each unit by."""
    typical = np.sqrt(variance.mean())
    if typical == 0.0:
        return np.ones(len(variance), np.float32)
    return np.maximum(np.sqrt(variance), SMALLEST_SCALE * typical).astype(np.float32)


def _krylov_basis(
    activations: np.ndarray,
    mean: np.ndarray,
    scale: np.ndarray,
    components: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Project standardised activations on a block Krylov space: ``X.T @ Q``, shape ``[d, m]``.

    The columns of Q are orthonormal and span a random block of combinations of units and what
    repeated products with the covariance matrix make of it.
    """
    count, width = activations.shape
    rank = min(count - 1, width)
    size = -(-components // 2)
    block = generator.standard_normal((width, min(size, rank)), dtype=np.float32)
    combinations = np.empty((count, 0), np.float32)
    blocks: list[np.ndarray] = []
    for _ in range(KRYLOV_BLOCKS):
        block = block[:, : rank - combinations.shape[1]]
        if not block.shape[1]:
            break
        new = _times(activations, mean, block / scale[:, np.newaxis])
        # Twice is enough: the first pass leaves rounding errors of large components.
        for _ in range(2):
            new -= combinations @ (combinations.T @ new)
            new = np.linalg.qr(new)[0]
        combinations = np.concatenate([combinations, new], axis=1)
        block = _transposed_times(activations, mean, new) / scale[:, np.newaxis]
        blocks.append(block)
    return np.concatenate(blocks, axis=1)


def _times(activations: np.ndarray, mean: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Multiply centred activations ``[n, d]`` by a matrix ``[d, m]``."""
    product = np.zeros((len(activations), right.shape[1]), np.float32)
    for rows, units, tile in _tiles(activations, mean):
        product[rows] += tile @ right[units]
    return product


def _transposed_times(activations: np.ndarray, mean: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Multiply the transpose of centred activations ``[n, d]`` by a matrix ``[n, m]``."""
    product = np.zeros((activations.shape[1], right.shape[1]), np.float32)
    for rows, units, tile in _tiles(activations, mean):
        product[units] += tile.T @ right[rows]
    return product


def _tiles(activations: np.ndarray, mean: np.ndarray) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """Yield rows, units and centred float32 values of tiles; a tile lasts until the next."""
    count, width = activations.shape
    height = max(1, min(count, _TILE_VALUES // min(width, _TILE_UNITS)))
    units_at_once = max(1, min(width, _TILE_VALUES // height))
    memory = np.empty(height * units_at_once, np.float32)
    for first in range(0, count, height):
        rows = slice(first, min(first + height, count))
        for left in range(0, width, units_at_once):
            units = slice(left, min(left + units_at_once, width))
            some = activations[rows, units]
            tile = memory[: some.size].reshape(some.shape)
            if some.dtype == np.float16:
                to_single(some, out=tile)
            else:
                tile[...] = some
            tile -= mean[units]
            yield rows, units, tile


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
            **{one.name: getattr(projection, one.name) for one in fields(projection)},
            "layer": np.array(number),
            "seed": np.array(seed),
            "fitted_on": fitted_on.astype(str),
        },
    )


def load_projection(path: Path) -> Projection:
    """Read what `save_projection` wrote."""
    arrays = read_arrays(path, PCA_MODEL)
    return Projection(**{one.name: arrays[one.name] for one in fields(Projection)})


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
        waiting: list[pa.Table] = []
        for ids, activations in batches:
            flat = pa.array(projection.transform(activations).ravel())
            columns = [pa.array(ids), pa.FixedSizeListArray.from_arrays(flat, width)]
            waiting.append(pa.table(columns, schema=writer.schema))
            if sum(map(len, waiting)) >= _ROWS_PER_GROUP:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))


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
