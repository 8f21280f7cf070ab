"""What views of a model are made from: sounds, their codes, and the way back to values."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.datasets.splits import HELD_OUT
from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.factor_types import Factor
from latentaudio.known_factors.axis_factors import Association, closest_factors
from latentaudio.known_factors.chosen_file import Chosen
from latentaudio.known_factors.flow_views import Restore, displacing, keeping
from latentaudio.projection.models import load_projection
from latentaudio.projection.sampling import collect
from latentaudio.tables import labels_of, strings, values_of


@dataclass(frozen=True)
class ShownRows:
    """Rows of the shown sounds in the table of snippets.

    Attributes
    ----------
    rows
        Of all sounds that are shown, in the order of `Chosen.snippet_ids`.
    pairs
        For each pair, the places of its two sounds among them.
    """

    rows: np.ndarray
    pairs: Sequence[tuple[int, int]]


def rows_of(chosen: Chosen, snippet_ids: np.ndarray) -> ShownRows:
    """Find the shown sounds in the table of snippets."""
    row_of = {name: row for row, name in enumerate(snippet_ids.tolist())}
    shown = chosen.snippet_ids
    place = {name: index for index, name in enumerate(shown)}
    pairs = [(place[pair.first], place[pair.second]) for pair in chosen.pairs]
    return ShownRows(np.array([row_of[name] for name in shown]), pairs)


def way_to_values(
    space: str,
    activations: Sequence[Path],
    projection: Path,
    snippet_ids: np.ndarray,
    rows: np.ndarray,
    coordinates: np.ndarray,
) -> Restore:
    """Prepare to go from principal coordinates back to the values of a space.

    Parameters
    ----------
    space
        Name of the space.
    activations
        Its files; none for a space without a way back to sound, whose coordinates stay as they are.
    projection
        File of its projection.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``.
    rows
        Rows of the shown sounds in it, shape ``[m]``.
    coordinates
        Their principal coordinates, shape ``[m, k]``.
    """
    if not activations:
        return keeping
    stream = iterate_activations(space, activations, snippet_ids)
    values = collect(stream, rows, units_in(activations[0]))
    return displacing(load_projection(projection).displace, values, coordinates)


def held_out_associations(
    snippets: pa.Table,
    factors: Sequence[Factor],
    split: np.ndarray,
    rows: np.ndarray,
    z: np.ndarray,
) -> list[Association]:
    """Find the factor that explains most of each axis on held-out sounds.

    Parameters
    ----------
    snippets
        Table of snippets.
    factors
        The factors.
    split, rows
        Split of each sound with a code, and its row in the table; shape ``[n]``.
    z
        Codes, shape ``[n, axes]``.
    """
    held_out = split == HELD_OUT
    shown = rows[held_out]
    labels = {name: own[shown] for name, own in labels_of(snippets, factors).items()}
    values = {one.name: values_of(snippets, one)[shown] for one in factors if one.is_numeric}
    return closest_factors(z[held_out], labels, values)


def ids_and_groups(snippets: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Get the ids and the groups of snippets, each of shape ``[n]``."""
    return strings(snippets, "snippet_id"), strings(snippets, "group")
