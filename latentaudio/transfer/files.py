"""Reading a flow for its moves, and writing what they did."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import DISTANCES, MOVED, parquet_writer
from latentaudio.flow import checkpoint
from latentaudio.flow.latents import Latents, read_latents
from latentaudio.transfer.measure import DISTANCES_SCHEMA, OUTPUTS_SCHEMA
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


def write_measures(
    tables: Iterable[tuple[pa.Table, pa.Table]],
    distances_path: Path,
    outputs_path: Path,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write the tables of `latentaudio.transfer.measure.measure` as they come.

    `progress` is called with the number of sounds and pairs done.
    """
    done = 0
    with (
        parquet_writer(distances_path, DISTANCES_SCHEMA, DISTANCES) as distances,
        parquet_writer(outputs_path, OUTPUTS_SCHEMA, MOVED) as moved,
    ):
        for some_distances, some_outputs in tables:
            distances.write_table(some_distances.replace_schema_metadata(distances.schema.metadata))
            moved.write_table(some_outputs.replace_schema_metadata(moved.schema.metadata))
            # Once a sound and pair.
            done += some_outputs["position"].null_count
            progress(done)
