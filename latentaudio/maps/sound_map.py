"""A map, and its file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import MAP, open_parquet, reading, write_table
from latentaudio.maps.map_quality import Quality

#: Keys in the metadata of the file.
DESCRIPTION, TRANSFORM = "map", "transform"


@dataclass(frozen=True)
class SoundMap:
    """Coordinates of all sounds in two or three dimensions.

    Attributes
    ----------
    title
        Name of the method for readers, e.g. ``"2-D UMAP"``.
    method
        Name of the method in paths, e.g. ``"umap_2d"``.
    axes
        Titles of the axes.
    parameters
        What the map was made with, and what was done where there were too few or too many sounds.
    points
        Coordinates, shape ``[n, 2]`` or ``[n, 3]``.
    exact
        Whether a sound that is moved in the space has a place on the map that can be computed.
    transform
        For a linear map of the first m components, the matrix that they are multiplied by, shape
        ``[m, 3]``.
    """

    title: str
    method: str
    axes: Sequence[str]
    parameters: str
    points: np.ndarray
    exact: bool = False
    transform: np.ndarray | None = None


def write_map(
    path: Path,
    shown: SoundMap,
    quality: Quality,
    *,
    space: str,
    space_title: str,
    snippet_ids: np.ndarray,
) -> None:
    """Write a map with its description.

    Parameters
    ----------
    path
        Table to write: ``snippet_id`` and ``xyz``, a list of 2 or 3 float32.
    shown
        The map.
    quality
        How far it can be trusted.
    space, space_title
        Name and title of the space that it shows.
    snippet_ids
        Ids of the sounds, shape ``[n]``.
    """
    description = {
        "title": f"{shown.title} of {space_title}",
        "space": space,
        "space_title": space_title,
        "method": shown.method,
        "axes": list(shown.axes),
        "parameters": ", ".join(filter(None, [shown.parameters, quality.note])),
        "trustworthiness": quality.trustworthiness,
        "continuity": quality.continuity,
        "neighbours": quality.neighbours,
        "exact": shown.exact,
    }
    metadata = {DESCRIPTION: json.dumps(description, allow_nan=False)}
    if shown.transform is not None:
        metadata[TRANSFORM] = json.dumps(shown.transform.tolist(), allow_nan=False)
    points = pa.array(np.ascontiguousarray(shown.points, np.float32).ravel())
    table = pa.table(
        {
            "snippet_id": pa.array(snippet_ids.tolist(), pa.string()),
            "xyz": pa.FixedSizeListArray.from_arrays(points, shown.points.shape[1]),
        }
    )
    write_table(table, path, MAP, metadata)


def read_metadata(path: Path, key: str) -> Any:  # noqa: ANN401
    """Read an entry of the metadata of a map: `DESCRIPTION` or `TRANSFORM`.

    Raises
    ------
    ArtifactError
        When the file is missing, is no map, or has no such entry.
    """
    with open_parquet(path, MAP) as file, reading(path, MAP):
        return json.loads(file.schema_arrow.metadata[key.encode()])
