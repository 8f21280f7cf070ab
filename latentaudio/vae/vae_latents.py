"""Reading and writing latents, the codes of snippets; without TensorFlow."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import VAE_LATENTS, read_table, write_table
from latentaudio.datasets.splits import check_splits
from latentaudio.errors import ArtifactError
from latentaudio.tables import rows_of_ids, strings


@dataclass(frozen=True)
class VaeLatents:
    """The table of latents, joined to the table of snippets.

    Attributes
    ----------
    rows
        Each snippet's row in the table of snippets, shape ``[n]``.
    split
        ``"training"``, ``"validation"`` or ``"held_out"``, shape ``[n]``.
    z
        Means of the posteriors, shape ``[n, units]``, float32.
    error
        Mean squared error of the reconstruction from these means (standardised units), shape
        ``[n]``, float32.
    rate
        Divergence of the posterior from the prior (nats), shape ``[n]``, float32.
    """

    rows: np.ndarray
    split: np.ndarray
    z: np.ndarray
    error: np.ndarray
    rate: np.ndarray


def write_vae_latents(
    path: Path,
    snippet_ids: np.ndarray,
    split: np.ndarray,
    z: np.ndarray,
    error: np.ndarray,
    rate: np.ndarray,
) -> None:
    """Write the table of latents; shapes as in `VaeLatents`."""
    flat = pa.array(z.astype(np.float32).ravel())
    table = pa.table(
        {
            "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
            "split": pa.array(split.tolist(), pa.string()),
            "z": pa.FixedSizeListArray.from_arrays(flat, z.shape[1]),
            "error": error.astype(np.float32),
            "rate": rate.astype(np.float32),
        }
    )
    write_table(table, path, VAE_LATENTS)


def read_vae_latents(path: Path, snippet_ids: np.ndarray, groups: np.ndarray) -> VaeLatents:
    """Read and check latents.

    Parameters
    ----------
    path
        Table with columns ``snippet_id, split, z, error, rate``.
    snippet_ids, groups
        Columns of the table of snippets, shape ``[n]``.

    Raises
    ------
    ArtifactError
        If a snippet is unknown or occurs twice, no snippet is held out or trained on, a held-out
        group is also in another split, or a value is not finite.
    """
    table = read_table(path, VAE_LATENTS, ["snippet_id", "split", "z", "error", "rate"])
    rows = rows_of_ids(path, VAE_LATENTS, strings(table, "snippet_id"), snippet_ids)
    split = strings(table, "split")
    check_splits(path, VAE_LATENTS, split, groups[rows])
    latents = VaeLatents(
        rows=rows,
        split=split,
        z=table["z"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1),
        error=table["error"].to_numpy(),
        rate=table["rate"].to_numpy(),
    )
    for name in ("z", "error", "rate"):
        if not np.isfinite(getattr(latents, name)).all():
            raise ArtifactError(
                f"{path}: '{name}' contains NaN or infinity, so the training diverged; lower "
                "vae.learning_rate and train it again"
            )
    return latents
