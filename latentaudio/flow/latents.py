"""What a trained flow made of the snippets: written, and read with checks; without TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import LATENTS, read_json, read_table, write_table
from latentaudio.datasets.splits import HELD_OUT, SPLITS, TRAINING
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.factors import RESIDUAL, FactorLayout, factor_layout
from latentaudio.projection.storage import read_projections
from latentaudio.tables import strings

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
        Shape ``[n, d]``, float32.
    log_det
        Log-determinant of the flow's Jacobian (nats), shape ``[n]``, float32.
    inverse_error
        Largest absolute error of each snippet's way there and back, shape ``[n]``, float32.
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
    """Read latents of some or all snippets.

    Parameters
    ----------
    path
        Table with ``snippet_id, split, z, log_det, inverse_error``.
    snippet_ids, groups
        Of the table of snippets, shape ``[n]``.
    layout
        Of the flow's coordinates.

    Raises
    ------
    ArtifactError
        When a snippet is unknown or given twice, nothing is held out or trained on, a held-out
        group is in another split too, or numbers are not finite or not as many as the layout says.
    """
    table = read_table(path, LATENTS, ["snippet_id", "split", "z", "log_det", "inverse_error"])
    rows = _rows(path, strings(table, "snippet_id"), snippet_ids)
    split = strings(table, "split")
    _check_splits(path, split, groups[rows])
    lengths = pc.unique(pc.list_value_length(table["z"])).to_pylist()
    if lengths != [layout.dimensions]:
        raise ArtifactError(
            f"{path}: snippets have {lengths} coordinates, but architecture.json describes "
            f"{layout.dimensions}; {_REMEDY}"
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
                f"{path}: '{name}' holds NaN or infinity, so the flow's training diverged; lower "
                "its learning rate and train it again"
            )
    return latents


def read_layout(path: Path, factors: Sequence[str]) -> FactorLayout:
    """Read from ``architecture.json`` which coordinates belong to which factor.

    Raises
    ------
    ArtifactError
        When it is no description of a flow with an axis for each of `factors` and no other.
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
    """Read what the flow was given: the first principal coordinates of some snippets.

    Parameters
    ----------
    path
        Table of projections.
    snippet_ids
        Of the table of snippets, shape ``[n]``.
    rows
        The snippets wanted, shape ``[m]``.
    layout
        Says how many coordinates.

    Returns
    -------
    numpy.ndarray
        Shape ``[m, layout.dimensions]``, float32.

    Raises
    ------
    ArtifactError
        When there are fewer coordinates.
    """
    projections = read_projections(path, snippet_ids)
    if projections.shape[1] < layout.dimensions:
        raise ArtifactError(
            f"{path}: {projections.shape[1]} principal coordinates found, but the flow was given "
            f"{layout.dimensions}; train it again"
        )
    return projections[rows, : layout.dimensions]


def _rows(path: Path, ids: np.ndarray, snippet_ids: np.ndarray) -> np.ndarray:
    order = np.argsort(snippet_ids)
    places = np.searchsorted(snippet_ids, ids, sorter=order)
    rows = order[np.minimum(places, len(order) - 1)]
    unknown = snippet_ids[rows] != ids
    if unknown.any():
        raise ArtifactError(
            f"{path}: snippet '{ids[unknown][0]}' is not in dataset/snippets.parquet; {_REMEDY}"
        )
    if len(np.unique(rows)) < len(rows):
        raise ArtifactError(f"{path}: a snippet occurs more than once; {_REMEDY}")
    return rows


def _check_splits(path: Path, split: np.ndarray, groups: np.ndarray) -> None:
    unknown = np.setdiff1d(split, SPLITS)
    if len(unknown):
        raise ArtifactError(
            f"{path}: split '{unknown[0]}' found, expected {', '.join(SPLITS)}; {_REMEDY}"
        )
    for needed in (TRAINING, HELD_OUT):
        if needed not in split:
            raise ArtifactError(
                f"{path}: no snippet has the split '{needed}'; use more groups, or change the "
                "share that is held out"
            )
    torn = np.intersect1d(groups[split == HELD_OUT], groups[split != HELD_OUT])
    if len(torn):
        raise ArtifactError(
            f"{path}: group '{torn[0]}' is held out and not, so nothing would be held out of it; "
            f"{_REMEDY}"
        )
