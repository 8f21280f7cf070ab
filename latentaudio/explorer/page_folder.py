"""Write the folder of a page."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio import __version__
from latentaudio.errors import ArtifactError
from latentaudio.explorer.audio_shards import write_shards
from latentaudio.explorer.class_scores import write_classes
from latentaudio.explorer.data_files import packed, smallest_unsigned, write_data_file
from latentaudio.explorer.page_columns import Column, check_sizes, with_own_names
from latentaudio.explorer.page_content import PageContent, PageMap, PageNeighbours, PageSounds
from latentaudio.explorer.sprite_sheets import write_sheets
from latentaudio.new_folder import new_folder

#: Version of the format of the data files. The page refuses any other.
VERSION = 1

#: The folder of the files that all pages have in common.
STATIC = Path(__file__).parent / "static"
STATIC_FILES = ("index.html", "app.js", "app.css")

# The map that is shown first, if there is one.
_FIRST_MAP = "embedding/umap_2d"

_STEPS = np.iinfo(np.uint16).max


def write_page(folder: Path, content: PageContent, static: Path = STATIC) -> None:
    """Write a page into a folder of its own, in place of an older page.

    It is made beside that folder and moved into place when complete: after an error, the older page
    is still there.

    Parameters
    ----------
    folder
        Folder to write; what it holds is removed.
    content
        What the page shows.
    static
        Folder of the files that all pages have in common.

    Raises
    ------
    ArtifactError
        When such a file is missing, or a map cannot be drawn.
    ResourceError
        When the disk is full, or the folder is not writable.
    ValueError
        When numbers of clips, columns and others do not agree with that of the sounds.
    """
    with new_folder(folder) as temporary:
        for name in STATIC_FILES:
            if not (static / name).is_file():
                raise ArtifactError(
                    f"{static / name}: not found; the page needs it: install latentaudio again"
                )
            shutil.copyfile(static / name, temporary / name)
        write_data_file(temporary, "datasets", [])
        # The manifest comes last: it says what is there.
        write_data_file(temporary, "data/manifest", _write_data(temporary, content))


def _write_data(folder: Path, content: PageContent) -> dict[str, Any]:
    """Write all data files, and return the manifest that lists them."""
    count = len(content.sounds.ids)
    write_data_file(folder, "data/sounds", _sounds(content.sounds))
    maps = [_write_map(folder, *numbered) for numbered in enumerate(content.maps, start=1)]
    if not maps:
        raise ArtifactError(f"{content.title}: a page needs a map, and there is none")
    classes, columns = None, list(content.columns)
    if content.classes is not None:
        classes, best = write_classes(folder, content.classes, count)
        columns.append(best)
    return {
        "version": VERSION,
        "title": content.title,
        "sounds": count,
        "made_with": {"latentaudio": __version__, **content.made_with},
        "clip_s": content.clip.seconds,
        "samplerate": content.clip.samplerate,
        "layers": list(content.layers),
        "layer_titles": dict(content.layers),
        "best_layer": content.best_layer,
        "factors": [
            {"name": one.name, "type": one.type, "unit": one.unit or None}
            for one in content.factors
        ],
        "columns": _write_columns(folder, columns, count),
        "maps": maps,
        "default_map": content.default_map or _first(maps),
        "neighbours": [
            _write_neighbours(folder, *numbered)
            for numbered in enumerate(content.neighbours, start=1)
        ],
        "audio": None if content.flacs is None else write_shards(folder, content.flacs, count),
        "sprites": None
        if content.sprites is None
        else write_sheets(folder, content.sprites, count),
        "classes": classes,
        "moves": _write_moves(folder, content.moves),
        "passed_over": [{"file": file, "reason": reason} for file, reason in content.passed_over],
    }


def _sounds(sounds: PageSounds) -> dict[str, Any]:
    files = list(dict.fromkeys(sounds.files))
    number_of = {file: number for number, file in enumerate(files)}
    return {
        "ids": list(sounds.ids),
        "files": files,
        "file": packed(np.array([number_of[file] for file in sounds.files], np.uint32)),
        "start_s": packed(np.asarray(sounds.start_s, np.float32)),
        "recording_s": packed(np.asarray(sounds.file_s, np.float32)),
    }


def _write_columns(folder: Path, columns: list[Column], count: int) -> list[dict[str, Any]]:
    check_sizes(columns, count)
    described = []
    for number, column in enumerate(with_own_names(columns), start=1):
        file = f"data/column_{number:03d}"
        write_data_file(folder, file, column.content())
        described.append(column.described(file))
    return described


def _write_map(folder: Path, number: int, one: PageMap) -> dict[str, Any]:
    coordinates = np.asarray(one.coordinates, np.float64)
    if not np.isfinite(coordinates).all():
        raise ArtifactError(
            f"map '{one.name}': coordinates that are no numbers found; delete its file below "
            "maps/, and it will be made again when it is next needed"
        )
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    # Of a map that is flat in one direction, all points have code 0 there.
    extent = np.where(high > low, high - low, 1.0)
    codes = np.round((coordinates - low) / extent * _STEPS).astype(np.uint16)
    file = f"data/map_{number:03d}"
    write_data_file(folder, file, packed(codes))
    return {
        "name": one.name,
        "file": file,
        "dimensions": coordinates.shape[1],
        "low": low.tolist(),
        "high": high.tolist(),
        **one.about,
    }


def _first(maps: list[dict[str, Any]]) -> str:
    """Choose the map that is shown first: one of the embedding, or else the first."""
    names = [one["name"] for one in maps]
    return _FIRST_MAP if _FIRST_MAP in names else names[0]


def _write_neighbours(folder: Path, number: int, one: PageNeighbours) -> dict[str, Any]:
    file, vectors = f"data/neighbours_{number:03d}", f"data/vectors_{number:03d}"
    dtype = max(smallest_unsigned(max(len(one.rows) - 1, 0)), np.dtype(np.uint16))
    content = {
        "rows": packed(one.rows.astype(dtype)),
        "distances": packed(one.distances.astype(np.float32)),
    }
    write_data_file(folder, file, content)
    write_data_file(folder, vectors, packed(one.vectors))
    return {
        "space": one.space,
        "space_title": one.space_title,
        "file": file,
        "count": one.rows.shape[1],
        "vectors": vectors,
        "dimensions": one.vectors.shape[1],
        "scale": one.scale,
    }


def _write_moves(folder: Path, moves: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    described = []
    for number, one in enumerate(moves, start=1):
        file = f"data/moves_{number:03d}"
        write_data_file(folder, file, one)
        described.append({"space": one["space"], "file": file})
    return described
