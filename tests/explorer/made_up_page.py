"""A page of made-up sounds, and stand-ins for the files that all pages have in common."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.explorer.page_content import PageContent, PageMap, PageNeighbours, PageSounds
from latentaudio.explorer.page_folder import STATIC_FILES, write_page

CLIP = SnippetFormat(16_000, 15_600)


def static_files(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in STATIC_FILES:
        (folder / name).write_text(f"stand-in for {name}")
    return folder


def sounds(count: int, files: int = 3) -> PageSounds:
    return PageSounds(
        ids=[f"sound#{row:05d}" for row in range(count)],
        files=[f"folder/file {row % files}.wav" for row in range(count)],
        start_s=np.arange(count) * 0.48,
        file_s=np.full(count, 12.0),
    )


def flat_map(coordinates: np.ndarray, name: str = "layer_01/pca") -> PageMap:
    about = {"title": "PCA of layer 1", "space": "layer_01", "method": "pca", "exact": True}
    return PageMap(name, coordinates, about)


def content(count: int = 5, **changes) -> PageContent:
    coordinates = np.random.default_rng(0).normal(size=(count, 2))
    plain = PageContent("made up", sounds(count), CLIP, [flat_map(coordinates)])
    return replace(plain, **changes)


def neighbours(count: int, k: int, space: str = "layer_01") -> PageNeighbours:
    rows = (np.arange(count)[:, np.newaxis] + 1 + np.arange(k)) % count
    return PageNeighbours(
        space,
        "Conv 1",
        rows,
        distances=np.sqrt(np.abs(rows - np.arange(count)[:, np.newaxis])),
        vectors=(np.arange(count * 4).reshape(count, 4) % 100 - 50).astype(np.int8),
        scale=0.25,
    )


def written(folder: Path, made_up: PageContent) -> Path:
    write_page(folder / "page", made_up, static_files(folder / "static"))
    return folder / "page"
