"""Reading and writing latents, the coordinates a flow gives the snippets; without TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import LATENTS, read_json, read_table, write_table
from latentaudio.datasets.splits import check_splits
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factors import RESIDUAL, FactorLayout, factor_layout
from latentaudio.projection.storage import read_projections
from latentaudio.tables import rows_of_ids, strings

_REMEDY = f"delete it, and rule '{LATENTS.made_by}' will make it again when it is next needed"


@dataclass(frozen=True)
class Latents:
    """The table of latents, joined to the table of snippets.

    Attributes
    ----------
    rows
        Each snippet's row in the table of snippets, shape ``[n]``.
    split
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
    z
        Latent coordinates, shape ``[n, d]``, float32.
    log_det
        Log-determinant of the flow's Jacobian (nats), shape ``[n]``, float32.
    inverse_error
        Largest absolute difference between each snippet's projections and those decoded from its
        latents, shape ``[n]``, float32.
    """

    rows: np.ndarray
    split: np.ndarray
    z: np.ndarray
    log_det: np.ndarray
    inverse_error: np.ndarray


def write_latents(
    path: Path,
    snippet_ids: np.ndarray,
    split: np.ndarray,
    z: np.ndarray,
    log_det: np.ndarray,
    inverse_error: np.ndarray,
) -> None:
    """Write the table of latents; shapes as in `Latents`."""
    flat = pa.array(z.astype(np.float32).ravel())
    table = pa.table(
        {
            "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
            "split": pa.array(split.tolist(), pa.string()),
            "z": pa.FixedSizeListArray.from_arrays(flat, z.shape[1]),
            "log_det": log_det.astype(np.float32),
            "inverse_error": inverse_error.astype(np.float32),
        }
    )
    write_table(table, path, LATENTS)


def read_latents(
    path: Path, snippet_ids: np.ndarray, groups: np.ndarray, layout: FactorLayout
) -> Latents:
    """Read and check the latents of some or all snippets.

    Parameters
    ----------
    path
        Table with columns ``snippet_id, split, z, log_det, inverse_error``.
    snippet_ids, groups
        Columns of the table of snippets, shape ``[n]``.
    layout
        Layout of the flow's coordinates.

    Raises
    ------
    ArtifactError
        If a snippet is unknown or occurs twice, no snippet is held out or trained on, a held-out
        group is also in another split, a value is not finite, or the number of coordinates differs
        from the layout.
    """
    table = read_table(path, LATENTS, ["snippet_id", "split", "z", "log_det", "inverse_error"])
    rows = rows_of_ids(path, LATENTS, strings(table, "snippet_id"), snippet_ids)
    split = strings(table, "split")
    check_splits(path, LATENTS, split, groups[rows])
    lengths = pc.unique(pc.list_value_length(table["z"])).to_pylist()
    if lengths != [layout.dimensions]:
        raise ArtifactError(
            f"{path}: found {lengths} coordinates per snippet, expected {layout.dimensions} as in "
            f"architecture.json; {_REMEDY}"
        )
    latents = Latents(
        rows=rows,
        split=split,
        z=table["z"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1),
        log_det=table["log_det"].to_numpy(),
        inverse_error=table["inverse_error"].to_numpy(),
    )
    for name in ("z", "log_det", "inverse_error"):
        if not np.isfinite(getattr(latents, name)).all():
            raise ArtifactError(
                f"{path}: '{name}' contains NaN or infinity, so the flow's training diverged; "
                "lower flow.learning_rates and train it again"
            )
    return latents


def read_layout(path: Path, factors: Sequence[str]) -> FactorLayout:
    """Read from ``architecture.json`` which coordinates belong to which factor.

    Raises
    ------
    ArtifactError
        If the file does not describe a flow, or its axes are not exactly those of `factors`.
    """
    content = read_json(path, LATENTS.made_by)
    try:
        counts = content["dimensions_per_factor"]
        names = [name for name in counts if name != RESIDUAL]
        layout = factor_layout(names, content["network"]["dimensions"], counts)
    except (ConfigError, KeyError, TypeError, ValueError) as error:
        raise ArtifactError(f"{path}: does not describe a flow ({error}); {_REMEDY}") from error
    if set(layout.names) != set(factors):
        raise ArtifactError(
            f"{path}: found axes for {sorted(layout.names)}, expected {sorted(factors)}; {_REMEDY}"
        )
    return layout


def leading_projections(
    path: Path, snippet_ids: np.ndarray, rows: np.ndarray, layout: FactorLayout
) -> np.ndarray:
    """Read the input of a flow: the first principal components of some snippets.

    Parameters
    ----------
    path
        Table of projections.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``.
    rows
        Rows of the wanted snippets in that table, shape ``[m]``.
    layout
        Layout of the flow; it has as many coordinates as components are read.

    Returns
    -------
    numpy.ndarray
        Shape ``[m, layout.dimensions]``, float32.

    Raises
    ------
    ArtifactError
        If the table has fewer components.
    """
    projections = read_projections(path, snippet_ids)
    if projections.shape[1] < layout.dimensions:
        raise ArtifactError(
            f"{path}: found {projections.shape[1]} principal components, but the flow was trained "
            f"on {layout.dimensions}; train it again"
        )
    return projections[rows, : layout.dimensions]
