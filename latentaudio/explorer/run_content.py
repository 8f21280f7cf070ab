"""What the page of a run shows, read from the files of the run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit

from latentaudio.artifacts import (
    CLUSTERS,
    MAP,
    MOVES,
    NEIGHBOURS,
    OUTPUT,
    RECORDINGS,
    SNIPPETS,
    Kind,
    open_parquet,
    read_csv,
    read_document,
    reading,
)
from latentaudio.artifacts import read_table as read_artifact
from latentaudio.datasets.fold_table import read_folds
from latentaudio.embeddings.reading import logit_rows, matrix
from latentaudio.explorer.clips import read_clips, read_descriptors
from latentaudio.explorer.page_columns import Column
from latentaudio.explorer.page_content import (
    PageClasses,
    PageContent,
    PageMap,
    PageNeighbours,
    PageSounds,
)
from latentaudio.explorer.prediction_columns import (
    difficulty_columns,
    prediction_columns,
    read_predictions,
)
from latentaudio.explorer.run_columns import (
    cluster_column,
    descriptor_columns,
    factor_columns,
    fold_column,
    origin_columns,
)
from latentaudio.factor_types import Factor
from latentaudio.maps.sound_rows import ChosenSounds, find_sounds
from latentaudio.networks.base import NetworkDescription, layer_folder
from latentaudio.tables import check_snippet_ids


@dataclass(frozen=True)
class RunFiles:
    """Files of a run that its page is made from.

    Attributes
    ----------
    sounds
        The sounds of the map.
    recordings, snippets, passed_over
        Tables of the data set.
    folds
        Folds of cross-validation; None where nothing is decoded.
    maps, neighbours, clusters, moves
        Files of the stage ``maps``, in the order of the page.
    clips
        Clips of the sounds.
    outputs
        Outputs of the network, in any order.
    predictions
        Predictions of all folds in all layers, in a folder for each layer; none where nothing was
        decoded.
    """

    sounds: Path
    recordings: Path
    snippets: Path
    folds: Path | None
    passed_over: Path
    maps: Sequence[Path]
    neighbours: Sequence[Path]
    clusters: Sequence[Path]
    moves: Sequence[Path]
    clips: Path
    outputs: Sequence[Path]
    predictions: Sequence[Path]


def read_content(
    files: RunFiles,
    *,
    title: str,
    network: NetworkDescription,
    factors: Sequence[Factor],
    layers: Mapping[str, str],
    scheme: str,
    best_layer: int | None,
    made_with: Mapping[str, str | int | float],
) -> PageContent:
    """Read what the page shows; what is large is read only as the page is written.

    Parameters
    ----------
    files
        Files of the run.
    title
        Heading of the page.
    network
        The network that the sounds were passed through.
    factors
        The factors.
    layers
        Names of the layers of the run by their spaces, in order.
    scheme
        Scheme of cross-validation on which conclusions rest.
    best_layer
        Number of the best layer; None where nothing was decoded.
    made_with
        What to tell about how the page was made.

    Raises
    ------
    ArtifactError
        When a file is missing, damaged, or of other sounds.
    """
    table = read_artifact(files.snippets, SNIPPETS)
    chosen = find_sounds(files.sounds, table)
    snippets = table.take(pa.array(chosen.rows))
    maps = [_map(path, chosen.ids) for path in files.maps]
    titles = {one.about["space"]: one.about["space_title"] for one in maps}
    return PageContent(
        title=title,
        sounds=_sounds(snippets, read_artifact(files.recordings, RECORDINGS)),
        clip=network.snippet,
        maps=maps,
        made_with={**made_with, "network": network.title},
        columns=[
            *factor_columns(snippets, factors),
            *_predictions(files, factors, chosen.ids, layers, scheme, best_layer),
            *origin_columns(snippets),
            *_folds(files.folds, chosen, scheme),
            *descriptor_columns(read_descriptors(files.clips, chosen.ids)),
            *(_clusters(path, chosen.ids, titles) for path in files.clusters),
        ],
        neighbours=(_neighbours(path, chosen.ids, titles) for path in files.neighbours),
        flacs=read_clips(files.clips, chosen.ids, "flac"),
        sprites=read_clips(files.clips, chosen.ids, "sprite"),
        classes=PageClasses(
            network.classes_title, network.classes, class_scores(files.outputs, chosen.ids)
        ),
        moves=(read_document(path, MOVES) for path in files.moves),
        factors=factors,
        # The slider offers what there is a map of.
        layers={space: name for space, name in layers.items() if space in titles},
        best_layer=None if best_layer is None else layer_folder(best_layer),
        passed_over=_passed_over(files.passed_over),
    )


def class_scores(
    outputs: Sequence[Path], snippet_ids: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Stream rows of sounds, shape ``[m]``, and the probabilities of all classes, ``[m, c]``."""
    row_of = {name: row for row, name in enumerate(snippet_ids.tolist())}
    for path in outputs:
        with open_parquet(path, OUTPUT) as file, reading(path, OUTPUT):
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=["snippet_id", "logits"])
                rows = np.array([row_of.get(name, -1) for name in table["snippet_id"].to_pylist()])
                logits = logit_rows(table["logits"])[rows >= 0]
                yield rows[rows >= 0], expit(logits.astype(np.float64))


def _sounds(snippets: pa.Table, recordings: pa.Table) -> PageSounds:
    known = dict(
        zip(
            recordings["recording_id"].to_pylist(),
            zip(recordings["path"].to_pylist(), recordings["duration_s"].to_pylist(), strict=True),
            strict=True,
        )
    )
    places = [known[name] for name in snippets["recording_id"].to_pylist()]
    return PageSounds(
        ids=snippets["snippet_id"].to_pylist(),
        files=[path for path, _ in places],
        start_s=snippets["start_s"].to_numpy(),
        file_s=np.array([duration for _, duration in places]),
    )


def _folds(path: Path | None, chosen: ChosenSounds, scheme: str) -> list[Column]:
    if path is None:
        return []
    return [fold_column(read_folds(path, chosen.all_ids)[scheme][chosen.rows], scheme)]


def _predictions(
    files: RunFiles,
    factors: Sequence[Factor],
    snippet_ids: np.ndarray,
    layers: Mapping[str, str],
    scheme: str,
    best_layer: int | None,
) -> list[Column]:
    if best_layer is None:
        return []
    best = layer_folder(best_layer)
    in_best = [path for path in files.predictions if path.parent.name == best]
    where = f"layer {best_layer} ({layers[best]})"
    return [
        *prediction_columns(
            read_predictions(in_best), factors, snippet_ids, scheme=scheme, where=where
        ),
        *difficulty_columns(
            read_predictions(files.predictions), factors, snippet_ids, scheme=scheme
        ),
    ]


def _of_sounds(path: Path, kind: Kind, snippet_ids: np.ndarray, key: str) -> tuple[pa.Table, Any]:
    """Read a table that has a row for each sound, and an entry of its metadata (JSON)."""
    table = read_artifact(path, kind)
    check_snippet_ids(path, kind, table, snippet_ids)
    with reading(path, kind):
        return table, json.loads(table.schema.metadata[key.encode()])


def _map(path: Path, snippet_ids: np.ndarray) -> PageMap:
    table, about = _of_sounds(path, MAP, snippet_ids, "map")
    return PageMap(f"{path.parent.name}/{path.stem}", _lists(table["xyz"]), about)


def _clusters(path: Path, snippet_ids: np.ndarray, titles: Mapping[str, str]) -> Column:
    table, described = _of_sounds(path, CLUSTERS, snippet_ids, "clusters")
    space = path.parent.name
    return cluster_column(table["cluster"].to_numpy(), space, titles.get(space, space), described)


def _neighbours(path: Path, snippet_ids: np.ndarray, titles: Mapping[str, str]) -> PageNeighbours:
    table, scale = _of_sounds(path, NEIGHBOURS, snippet_ids, "scale")
    rows, distances = _lists(table["rows"]), _lists(table["distances"])
    # A sound that is alone has -1 for its neighbor.
    count = rows.shape[1] if (rows >= 0).all() else 0
    return PageNeighbours(
        path.parent.name,
        titles.get(path.parent.name, path.parent.name),
        rows[:, :count],
        distances[:, :count],
        matrix(table["vectors"], "int8"),
        float(scale),
    )


def _lists(column: pa.ChunkedArray) -> np.ndarray:
    """View a column of lists of one length as a matrix."""
    return logit_rows(column)


def _passed_over(path: Path) -> list[tuple[str, str]]:
    table = read_csv(path, "dataset", keep_default_na=False, dtype=str)
    return list(zip(table["path"].tolist(), table["reason"].tolist(), strict=True))
