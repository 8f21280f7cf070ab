"""Tables of the network's outputs for moved sounds and of their distances to typical sounds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from latentaudio.artifacts import DISTANCES, MOVED, parquet_writer
from latentaudio.transfer.design import Design
from latentaudio.transfer.distances import (
    mean_jensen_shannon_distance,
    mean_logit_distance,
    probabilities,
)
from latentaudio.transfer.moves import BEFORE, STEP

_NAMED = ("factor", "own", "other", "snippet_id", "group")
DISTANCES_SCHEMA = pa.schema(
    {
        **{name: pa.string() for name in _NAMED},
        "condition": pa.string(),
        **{name: pa.float64() for name in ("move", "shift", "output_change")},
        **{
            f"{distance}_to_{side}": pa.float64()
            for distance in ("logits", "js")
            for side in ("own", "other")
        },
    }
)


def outputs_schema(classes: int) -> pa.Schema:
    """Give the schema of the table of outputs, of a network with so many output classes."""
    return pa.schema(
        {
            **{name: pa.string() for name in _NAMED},
            "position": pa.float64(),
            "logits": pa.list_(pa.float32(), classes),
        }
    )


def measure(
    design: Design,
    reference_logits: Mapping[str, np.ndarray],
    outputs: Iterable[tuple[np.ndarray, np.ndarray]],
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Turn outputs into rows of the two tables, batch by batch.

    Parameters
    ----------
    design
        The design of the moves.
    reference_logits
        Logits of every reference, by snippet id; each of shape ``[classes]``.
    outputs
        Rows of the plan and logits, from `latentaudio.transfer.moves.moved_outputs`.

    Yields
    ------
    distances, outputs : pyarrow.Table
        ``distances`` has one row per sound, pair and condition (`DISTANCES_SCHEMA`): the length of
        the move in the flow's space (``move``), the shift of the projections that it causes
        (``shift``, in standard deviations), the largest change of any logit (``output_change``),
        and the mean distances to typical sounds of both classes. Values of random directions are
        averaged. ``outputs`` has the logits of each sound before and along the move
        (`outputs_schema`).
    """
    cached = _ReferenceOutputs(design, reference_logits)
    for rows, logits in outputs:
        distances = [
            record
            for row, of_row in zip(rows.tolist(), logits, strict=True)
            for record in _distances(design, cached, row, of_row)
        ]
        yield (
            pa.Table.from_pylist(distances, schema=DISTANCES_SCHEMA),
            _outputs(design, rows, logits),
        )


class _ReferenceOutputs:
    """Logits and probabilities of references, cached for all sounds that share them."""

    def __init__(self, design: Design, logits: Mapping[str, np.ndarray]) -> None:
        self._ids = design.sounds.snippet_ids
        self._logits = logits
        self._stacked: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

    def of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        key = rows.tobytes()
        if key not in self._stacked:
            logits = np.stack([self._logits[name] for name in self._ids[rows].tolist()])
            self._stacked[key] = (logits, probabilities(logits))
        return self._stacked[key]


def _distances(
    design: Design, cached: _ReferenceOutputs, row: int, logits: np.ndarray
) -> Iterator[dict[str, object]]:
    plan = design.plan
    pair, sound = design.pairs[plan.pairs[row]], int(plan.sounds[row])
    compared = [index for index, name in enumerate(plan.conditions) if name != STEP]
    values = logits[compared]
    chances = probabilities(values)
    columns = {
        "move": plan.lengths[row, compared],
        "shift": np.linalg.norm(plan.changes[row, compared], axis=1),
        "output_change": np.abs(values - logits[plan.conditions.index(BEFORE)]).max(axis=1),
    }
    for side, name in (("own", pair.own), ("other", pair.other)):
        of_class = cached.of(design.references.of(pair, name, sound))
        columns[f"logits_to_{side}"] = mean_logit_distance(values, of_class[0])
        columns[f"js_to_{side}"] = mean_jensen_shannon_distance(chances, of_class[1])
    names = [plan.conditions[index] for index in compared]
    for name in dict.fromkeys(names):
        same = [index for index, other in enumerate(names) if other == name]
        means = {column: float(of[same].mean()) for column, of in columns.items()}
        yield {**design.named(row), "condition": name, **means}


def _outputs(design: Design, rows: np.ndarray, logits: np.ndarray) -> pa.Table:
    plan = design.plan
    along = [
        index
        for index, name in enumerate(plan.conditions)
        if name == BEFORE or np.isfinite(plan.positions[index])
    ]
    named = pd.DataFrame([design.named(row) for row in rows.tolist()])
    table = named.loc[np.repeat(np.arange(len(rows)), len(along))]
    columns = [pa.array(table[name].tolist(), pa.string()) for name in _NAMED]
    positions = np.tile(plan.positions[along], len(rows))
    columns.append(pa.array(positions, mask=np.isnan(positions)))
    flat = pa.array(logits[:, along].ravel())
    classes = logits.shape[-1]
    columns.append(pa.FixedSizeListArray.from_arrays(flat, classes))
    return pa.Table.from_arrays(columns, schema=outputs_schema(classes))


def write_measures(
    tables: Iterable[tuple[pa.Table, pa.Table]],
    distances_path: Path,
    outputs_path: Path,
    classes: int,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Write the tables that `measure` yields, batch by batch.

    Parameters
    ----------
    tables
        Pairs of tables, from `measure`.
    distances_path, outputs_path
        Parquet files to write.
    classes
        Number of output classes.
    progress
        Called with the number of combinations of sound and pair written so far.
    """
    done = 0
    with (
        parquet_writer(distances_path, DISTANCES_SCHEMA, DISTANCES) as distances,
        parquet_writer(outputs_path, outputs_schema(classes), MOVED) as moved,
    ):
        for some_distances, some_outputs in tables:
            distances.write_table(some_distances.replace_schema_metadata(distances.schema.metadata))
            moved.write_table(some_outputs.replace_schema_metadata(moved.schema.metadata))
            # A position is null once per sound and pair: before the move.
            done += some_outputs["position"].null_count
            progress(done)
