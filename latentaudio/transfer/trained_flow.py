"""Loading a trained flow together with the latents that it gave."""

from pathlib import Path

import numpy as np

from latentaudio.flow import checkpoint
from latentaudio.flow.latents import Latents, read_latents
from latentaudio.transfer.moves import Flow

LATENTS_FILE = "latents.parquet"


def load_flow(folder: Path, snippet_ids: np.ndarray, groups: np.ndarray) -> tuple[Flow, Latents]:
    """Read a checkpoint and the latents beside it.

    Parameters
    ----------
    folder
        Of the flow.
    snippet_ids, groups
        Of the table of snippets, shape ``[n]``.
    """
    network, layout = checkpoint.load(folder)
    latents = read_latents(folder / LATENTS_FILE, snippet_ids, groups, layout)
    return Flow(network, layout, latents.z), latents
