"""Reading and writing latents, the codes of snippets; without TensorFlow."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentaudio.artifacts import VAE_LATENTS
from latentaudio.training.code_tables import Codes, read_codes, write_codes


@dataclass(frozen=True)
class VaeLatents(Codes):
    """The table of latents, joined to the table of snippets; codes are means of the posteriors.

    Attributes
    ----------
    error
        Mean squared error of the reconstruction from the code (standardised units), shape
        ``[n]``, float32.
    rate
        Divergence of the posterior from the prior (nats), shape ``[n]``, float32.
    """

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
    numbers = {"error": error, "rate": rate}
    write_codes(path, VAE_LATENTS, snippet_ids, split, z, numbers)


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
    diverged = ", so the training diverged; lower vae.learning_rate and train it again"
    numbers = ("error", "rate")
    return VaeLatents(**read_codes(path, VAE_LATENTS, snippet_ids, groups, numbers, diverged))
