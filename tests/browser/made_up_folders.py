"""The folders that browsers are shown: a good page, and pages with one thing wrong."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
from browser import made_up_sounds as made_up
from known_factors.made_up_folder import write_players

from latentaudio.audio.rate import SnippetFormat
from latentaudio.explorer.data_files import write_data_file
from latentaudio.explorer.page_columns import CategoricalColumn
from latentaudio.explorer.page_content import PageContent, PageMap, PageSounds
from latentaudio.explorer.page_folder import write_page

#: More sounds than a sheet of pictures holds.
MANY = 5_000
#: Samples from one sound of the long recording to the next; each is twice as long.
LONG_HOP = 2_000


def write_folders(folder: Path) -> None:
    """Write all folders, and what is known of the sounds of the good one (`truth.json`)."""
    good = made_up.content()
    write_page(folder / "page", good)
    _add_datasets(folder / "page")
    _write_truth(folder)
    (folder / "players").mkdir()
    write_players(folder / "players")
    write_page(folder / "mute", replace(good, flacs=None, sprites=None))
    for name in ("half", "half_audio", "older", "mixed", "damaged"):
        shutil.copytree(folder / "page", folder / name)
    (folder / "half" / "data" / "sounds.js").unlink()
    (folder / "half_audio" / "audio" / "0002.js").unlink()
    _edit(folder / "older" / "data" / "manifest.js", r'"version": ?1\b', '"version": 99')
    # A file of a data set with one sound fewer.
    _edit(folder / "mixed" / "data" / "manifest.js", r'"sounds": ?150\b', '"sounds": 149')
    (folder / "damaged" / "data" / "sounds.js").write_text("LatentAudio.pu")


def _edit(path: Path, pattern: str, text: str) -> None:
    changed, count = re.subn(pattern, text, path.read_text(encoding="ascii"))
    assert count == 1, path
    path.write_text(changed, encoding="ascii")


def _add_datasets(page: Path) -> None:
    """Put two further data sets into the folder: one long recording, and many sounds."""
    for name, content in (("long", long_recording()), ("many", many_sounds())):
        write_page(page / "datasets" / name, content)
        # The page is that of the folder above.
        for path in (page / "datasets" / name).iterdir():
            if path.is_file():
                path.unlink()
    write_data_file(page, "datasets", ["long", "many"])


def long_waveforms() -> np.ndarray:
    """Cut one long recording into overlapping sounds, int16, shape ``[n, samples]``."""
    samples = np.random.default_rng(2).integers(-9_000, 9_000, size=71 * LONG_HOP)
    starts = LONG_HOP * np.arange(70)
    return np.stack([samples[start : start + 2 * LONG_HOP] for start in starts]).astype(np.int16)


def long_recording() -> PageContent:
    """One recording without labels: a sound for every step, which overlap."""
    pieces = long_waveforms()
    count = len(pieces)
    names = ["street.wav"] * count
    return PageContent(
        title="one long recording",
        sounds=PageSounds(
            [f"street#{row:05d}" for row in range(count)], names,
            np.arange(count) * LONG_HOP / 16_000, np.full(count, (count + 1) * LONG_HOP / 16_000),
        ),
        clip=SnippetFormat(16_000, 2 * LONG_HOP),
        maps=[_plain_map(count)],
        columns=[CategoricalColumn.of_labels("recording", "recording", "recording", names)],
        flacs=[made_up.flac(piece) for piece in pieces],
    )  # fmt: skip


def many_sounds() -> PageContent:
    """More pictures than fit into one sheet, and more labels than a palette has colours."""
    labels = [f"label {row % 60:02d}" for row in range(MANY)]
    return PageContent(
        title="many",
        sounds=PageSounds(
            [f"many {row:05d}" for row in range(MANY)],
            [f"{row:05d}.wav" for row in range(MANY)],
            np.zeros(MANY), np.ones(MANY),
        ),
        clip=made_up.CLIP,
        maps=[_plain_map(MANY)],
        columns=[CategoricalColumn.of_labels("label", "label", "label", labels)],
        sprites=(bytes([row % 251]) * 32**2 for row in range(MANY)),
    )  # fmt: skip


def _plain_map(count: int) -> PageMap:
    about = {
        "title": "PCA", "space": "embedding", "space_title": "embedding", "method": "pca",
        "axes": ["PC 1", "PC 2"], "parameters": "", "trustworthiness": 0.9, "continuity": 0.9,
        "neighbours": 15, "exact": True,
    }  # fmt: skip
    places = np.random.default_rng(3).uniform(size=(count, 2))
    return PageMap("embedding/pca", places, about)


def _write_truth(folder: Path) -> None:
    truth = made_up.Truth.made()
    made_up.waveforms().astype("<i2").tofile(folder / "samples.pcm")
    long_waveforms().astype("<i2").tofile(folder / "long.pcm")
    known = {
        "count": made_up.COUNT,
        "samples": made_up.CLIP.samples,
        "samplerate": made_up.CLIP.samplerate,
        "ids": truth.ids,
        "files": truth.files,
        "starts": truth.start_s.tolist(),
        "materials": truth.materials,
        "centroids": truth.centroid_hz.tolist(),
        "markup": {"row": made_up.MARKUP_ROW, "file": made_up.MARKUP},
        "mute": made_up.MUTE_ROW,
        "maps": {one.name: one.coordinates.tolist() for one in made_up.maps()},
        "neighbours": {one.space: one.rows.tolist() for one in made_up.neighbours()},
        "moved": [move["row"] for move in made_up.moves(np.zeros((made_up.COUNT, 2)))["moves"]],
        "long_starts": long_recording().sounds.start_s.tolist(),
    }
    (folder / "truth.json").write_text(json.dumps(known), encoding="utf-8")
