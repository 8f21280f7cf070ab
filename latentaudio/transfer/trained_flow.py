"""Loading a trained flow together with its latents."""

from pathlib import Path

import numpy as np

from latentaudio.flow import checkpoint
from latentaudio.flow.latents import Latents, read_latents
from latentaudio.transfer.moves import Flow

LATENTS_FILE = "latents.parquet"


def load_flow(folder: Path, snippet_ids: np.ndarray, groups: np.ndarray) -> tuple[Flow, Latents]:
    """Read a checkpoint and the table of latents beside it.

    Parameters
    ----------
    folder
        Folder of the flow.
    snippet_ids, groups
        Columns of the table of snippets, shape ``[n]``.
    """
    network, layout = checkpoint.load(folder)
    latents = read_latents(folder / LATENTS_FILE, snippet_ids, groups, layout)
    return Flow(network, layout, latents.z), latents
