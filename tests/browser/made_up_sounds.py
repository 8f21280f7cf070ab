"""Made-up sounds for the pages that browsers are shown: everything about them is known."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.explorer.page_columns import CategoricalColumn, Column, NumberColumn
from latentaudio.explorer.page_content import (
    PageClasses,
    PageContent,
    PageMap,
    PageNeighbours,
    PageSounds,
)
from latentaudio.explorer.sprite_pictures import CELL
from latentaudio.factor_types import Factor

#: Not a multiple of the 64 clips of a shard, so that the last shard is short.
COUNT = 150
CLIP = SnippetFormat(16_000, 4_000)
CLIP_S = CLIP.samples / CLIP.samplerate
#: Sounds begin as far apart in their recordings as the hop of a network: closer than they are long.
HOP_S = 0.125
PER_RECORDING = 10

#: A file name that would run as a script wherever it was taken for markup.
MARKUP = "<img src=x onerror=document.title='run'>.wav"
#: The row of the sound in that file, and that of the sound without audio.
MARKUP_ROW, MUTE_ROW = 20, 33

MATERIALS = ("glass", "metal", "paper", "wood")
ACTIONS = ("drop", "hit", "rub")
LAYERS = {"layer_01": "Conv 1", "layer_02": "Conv 2", "layer_03": "Conv 3"}
CLASSES = (*(f"Class {code}" for code in range(38)), "Glass", "Glass, broken")
GLASS = CLASSES.index("Glass")


def waveforms() -> np.ndarray:
    """Samples of every sound as they are heard, int16, shape ``[n, samples]``; no two are alike."""
    draw = np.random.default_rng(1)
    time = np.arange(CLIP.samples) / CLIP.samplerate
    pitch = 200 + 20 * np.arange(COUNT)[:, np.newaxis]
    tone = np.sin(2 * np.pi * pitch * time) * np.exp(-4 * time)
    noise = draw.normal(size=(COUNT, CLIP.samples))
    return np.round(12_000 * tone + 200 * noise).astype(np.int16)


def flac(samples: np.ndarray) -> bytes:
    """Encode samples, int16, as a FLAC file."""
    file = io.BytesIO()
    soundfile.write(file, samples, CLIP.samplerate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def grid(seed: int) -> np.ndarray:
    """Places on a plane that are all apart, in a random order, shape ``[n, 2]``."""
    draw = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(15.0), np.arange(10.0)), axis=-1).reshape(-1, 2)
    return draw.permutation(corners) + draw.uniform(-0.2, 0.2, size=(COUNT, 2))


def ball(seed: int) -> np.ndarray:
    """Places in space, shape ``[n, 3]``."""
    return np.random.default_rng(seed).normal(size=(COUNT, 3))


@dataclass(frozen=True)
class Truth:
    """What is known of the sounds, and checked in the page."""

    files: tuple[str, ...]
    start_s: np.ndarray
    materials: tuple[str, ...]
    actions: tuple[str, ...]
    centroid_hz: np.ndarray
    pitch_hz: np.ndarray
    scores: np.ndarray

    @classmethod
    def made(cls) -> "Truth":
        rows = np.arange(COUNT)
        files = [f"kitchen/take {row // PER_RECORDING:02d}.wav" for row in rows]
        files[MARKUP_ROW] = MARKUP
        start_s = (rows % PER_RECORDING) * HOP_S
        start_s[MARKUP_ROW] = 0.0
        draw = np.random.default_rng(5)
        scores = draw.uniform(0, 0.5, size=(COUNT, len(CLASSES))).astype(np.float32)
        # Glass is heard the more, the later the row: by a step of the page's scores each time.
        scores[:, GLASS] = ((100 + rows) / 255) ** 2
        return cls(
            files=tuple(files),
            start_s=start_s,
            materials=tuple(MATERIALS[row % 4] for row in rows),
            actions=tuple(ACTIONS[row % 3] for row in rows),
            centroid_hz=100.0 + 10.0 * rows,
            # Noise has no pitch.
            pitch_hz=np.where(rows % 5 == 0, np.nan, 200.0 + 20.0 * rows),
            scores=scores,
        )

    @property
    def ids(self) -> list[str]:
        return [f"sound {row:03d}" for row in range(COUNT)]


def columns(truth: Truth) -> list[Column]:
    """All that is known of the sounds, one column of each role and kind."""
    rows = np.arange(COUNT)
    named = CategoricalColumn.of_labels
    right = ["wrong" if row % 7 == 0 else "right" for row in rows]
    return [
        named("material", "material", "factor", truth.materials),
        named("action", "action", "factor", truth.actions),
        named("recording", "recording", "recording", truth.files),
        named("group", "group", "group", [f"object {row // 30}" for row in rows]),
        named("fold", "fold", "fold", [f"fold {row % 5}" for row in rows]),
        named("heard", "KNN: material", "prediction", truth.materials),
        named("knn_material", "KNN: right or wrong", "error", right, about="held-out folds"),
        named("cluster", "cluster", "cluster", [f"cluster {row % 8}" for row in rows]),
        NumberColumn(
            "centroid_hz", "spectral centroid", "descriptor", truth.centroid_hz, "Hz", "log"
        ),
        NumberColumn("pitch_hz", "pitch", "descriptor", truth.pitch_hz, "Hz"),
    ]


def maps() -> list[PageMap]:
    """Maps of layers, of two and three dimensions, and one of factor axes."""
    found = [
        _map(f"{layer}/pca", layer, title, "PCA", grid(seed), exact=True)
        for seed, (layer, title) in enumerate(LAYERS.items(), start=10)
    ]
    return [
        *found,
        _map("layer_02/factor_axes", "layer_02", "Conv 2", "factor_axes", grid(20), exact=True),
        _map("embedding/umap_2d", "embedding", "embedding", "UMAP", grid(30), exact=False),
        _map("embedding/umap_3d", "embedding", "embedding", "UMAP", ball(40), exact=False),
    ]


def _map(
    name: str, space: str, title: str, method: str, places: np.ndarray, *, exact: bool
) -> PageMap:
    about = {
        "title": f"{method} of {title}",
        "space": space,
        "space_title": title,
        "method": name.partition("/")[2],
        "axes": [f"{method} {number + 1}" for number in range(places.shape[1])],
        "parameters": "neighbors 15, seed 20260",
        "trustworthiness": 0.93,
        "continuity": 0.95,
        "neighbours": 15,
        "exact": exact,
    }
    return PageMap(name, places, about)


def neighbours() -> Iterator[PageNeighbours]:
    """The true nearest sounds in two spaces of four dimensions."""
    for seed, (space, title) in enumerate((("embedding", "embedding"), ("layer_02", "Conv 2"))):
        vectors = np.random.default_rng(60 + seed).integers(-100, 100, size=(COUNT, 4))
        between = np.linalg.norm(vectors[:, np.newaxis] - vectors, axis=2) * 0.5
        np.fill_diagonal(between, np.inf)
        rows = np.argsort(between, axis=1, kind="stable")[:, :5]
        distances = np.take_along_axis(between, rows, axis=1)
        yield PageNeighbours(space, title, rows, distances, vectors.astype(np.int8), 0.5)


def moves(places: np.ndarray) -> dict:
    """Three moves on the map of factor axes; each goes straight from its sound to the next one."""
    positions = [0.0, 0.25, 0.5, 0.75, 1.0]
    moved = []
    for row in (17, 2, 8):
        way = places[row] + np.outer(positions, places[row + 1] - places[row])
        scores = np.linspace([0.8, 0.1], [0.1, 0.7], len(positions))
        moved.append(
            {
                "row": row, "factor": "material", "own": MATERIALS[row % 4],
                "other": MATERIALS[(row + 1) % 4], "positions": positions,
                "paths": {"layer_02/factor_axes": way.tolist()}, "classes": [GLASS, 3],
                "scores": scores.tolist(), "before": [0.8, 0.1],
                "distances": {"before": [0.1, 0.6], "moved": [0.5, 0.2]},
                "effect": 0.6 - row / 100, "effect_of": "probability",
                "towards": [row + 1, row + 5, row + 9],
            }
        )  # fmt: skip
    ordered = sorted(moved, key=lambda move: -abs(move["effect"]))
    return {"space": "layer_02", "about": "Made up.", "moves": ordered}


def sprites() -> Iterator[bytes]:
    """Pictures: the brightness of each tells its row."""
    for row in range(COUNT):
        yield bytes([40 + row]) * CELL**2


def content() -> PageContent:
    """The page that most tests look at."""
    truth = Truth.made()
    heard = [flac(samples) for samples in waveforms()]
    heard[MUTE_ROW] = b""
    all_maps = maps()
    (axes,) = (one for one in all_maps if one.name == "layer_02/factor_axes")
    return PageContent(
        title="made up",
        sounds=PageSounds(truth.ids, truth.files, truth.start_s, np.full(COUNT, 30.0)),
        clip=CLIP,
        maps=all_maps,
        made_with={"network": "none", "seed": 20260},
        columns=columns(truth),
        neighbours=list(neighbours()),
        flacs=heard,
        sprites=list(sprites()),
        classes=PageClasses("classes", CLASSES, [(np.arange(COUNT), truth.scores)]),
        moves=[moves(axes.coordinates)],
        factors=(Factor("material"), Factor("action")),
        layers=LAYERS,
        best_layer="layer_02",
        default_map="embedding/umap_2d",
        passed_over=[("broken.wav", "it has no samples")],
    )
