"""Reading and writing latents, the coordinates a flow gives the snippets; without TensorFlow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import LATENTS, remedy
from latentaudio.errors import ArtifactError
from latentaudio.factors import RESIDUAL, FactorLayout, factor_layout
from latentaudio.projection.storage import read_projections
from latentaudio.training.code_tables import Codes, read_codes, write_codes
from latentaudio.training.descriptions import described


@dataclass(frozen=True)
class Latents(Codes):
    """The table of latents, joined to the table of snippets; codes are latent coordinates.

    Attributes
    ----------
    log_det
        Log-determinant of the flow's Jacobian (nats), shape ``[n]``, float32.
    inverse_error
        Largest absolute difference between each snippet's projections and those decoded from its
        latents, shape ``[n]``, float32.
    """

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
    numbers = {"log_det": log_det, "inverse_error": inverse_error}
    write_codes(path, LATENTS, snippet_ids, split, z, numbers)


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
    diverged = ", so the flow's training diverged; lower flow.learning_rates and train it again"
    numbers = ("log_det", "inverse_error")
    latents = Latents(**read_codes(path, LATENTS, snippet_ids, groups, numbers, diverged))
    found = latents.z.shape[1]
    if found != layout.dimensions:
        raise ArtifactError(
            f"{path}: found [{found}] coordinates per snippet, expected {layout.dimensions} as in "
            f"architecture.json; {remedy(LATENTS)}"
        )
    return latents


def read_layout(path: Path, factors: Sequence[str]) -> FactorLayout:
    """Read from ``architecture.json`` which coordinates belong to which factor.

    Raises
    ------
    ArtifactError
        If the file does not describe a flow, or its axes are not exactly those of `factors`.
    """
    with described(path, LATENTS, "a flow") as description:
        layout = described_layout(description)
    if set(layout.names) != set(factors):
        raise ArtifactError(
            f"{path}: found axes for {sorted(layout.names)}, expected {sorted(factors)}; "
            f"{remedy(LATENTS)}"
        )
    return layout


def described_layout(description: Mapping[str, Any]) -> FactorLayout:
    """Get the layout from the content of ``architecture.json``; raises what a wrong one causes."""
    counts = description["dimensions_per_factor"]
    names = [name for name in counts if name != RESIDUAL]
    return factor_layout(names, description["network"]["dimensions"], counts)


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
