"""What a data set of scatter-sounds takes from the tables of a run."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import MAP
from latentaudio.factor_types import Factor
from latentaudio.factors import CLASS_JOIN
from latentaudio.tables import check_snippet_ids, labels_of, strings


def coordinates(path: Path, table: pa.Table, snippet_ids: np.ndarray) -> np.ndarray:
    """Get the coordinates of all sounds from a map: float32, shape ``[n, 2]`` or ``[n, 3]``.

    Parameters
    ----------
    path, table
        The map, and where it was read.
    snippet_ids
        Ids of the sounds of the map, shape ``[n]``.

    Raises
    ------
    ArtifactError
        When the map is of other sounds.
    """
    check_snippet_ids(path, MAP, table, snippet_ids)
    column = table["xyz"].combine_chunks()
    return np.asarray(column.flatten().to_numpy()).reshape(len(table), column.type.list_size)


def labels_on_map(
    snippets: pa.Table, factors: Sequence[Factor], snippet_ids: np.ndarray
) -> np.ndarray:
    """Get the class of each sound: its combination of classes where there are several factors.

    Without factors, all sounds are of one class without a name.
    """
    if not factors:
        return np.full(len(snippet_ids), "", dtype=str)
    places = {name: place for place, name in enumerate(strings(snippets, "snippet_id").tolist())}
    rows = [places[name] for name in snippet_ids.tolist()]
    columns = labels_of(snippets, factors).values()
    return np.array([CLASS_JOIN.join(labels) for labels in zip(*columns, strict=True)])[rows]


def files_of(sounds: pa.Table, recordings: pa.Table) -> list[str]:
    """Get the name of the file of each sound, without its folder."""
    paths = dict(
        zip(recordings["recording_id"].to_pylist(), recordings["path"].to_pylist(), strict=True)
    )
    return [PurePosixPath(paths[one]).name for one in sounds["recording_id"].to_pylist()]
