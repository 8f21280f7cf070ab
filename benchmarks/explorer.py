"""The sound map in Chromium, without a graphics processor: how long one waits, and what it takes.

The sounds are the built-in ones; where they lie and what is known of them is made up, since it does
not matter for speed.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from threading import Thread

import numpy as np

from benchmarks.pairs import Line
from benchmarks.programs import run
from benchmarks.sounds import sounds
from benchmarks.themes import REPOSITORY, Result, Settings
from latentaudio.audio.rate import SnippetFormat
from latentaudio.commands.page_server import page_server
from latentaudio.errors import ResourceError
from latentaudio.explorer.clips import flac
from latentaudio.explorer.page_columns import CategoricalColumn, NumberColumn
from latentaudio.explorer.page_content import (
    PageContent,
    PageMap,
    PageNeighbours,
    PageSounds,
)
from latentaudio.explorer.page_folder import write_page
from latentaudio.networks.yamnet.description import DESCRIPTION as YAMNET

COUNTS = (5_000, 60_000)
#: Sounds that differ; the others repeat them.
DISTINCT = 256
#: Sounds with audio: as many as there are by default. One file of sounds is like another.
HEARD = 5_000

#: Names and limits of what is measured in the page, with their units.
LIMITS = {
    "first_frame_s": ("first frame", 2.0, "s"),
    "turning_ms": ("from frame to frame while turning", 30.0, "ms"),
    "hover_ms": ("answer to the pointer", 5.0, "ms"),
    "first_sound_ms": ("first sound", 250.0, "ms"),
    "memory_mb": ("memory of the page", 400.0, "MB"),
}


def measure(settings: Settings) -> Result:
    """Open a page of few and one of many sounds, as files and from a web server."""
    programs = {name: _program(name) for name in ("node", "chromium")}
    counts = COUNTS[:1] if settings.quick else COUNTS
    clips = [flac(one, YAMNET.samplerate) for one in sounds(DISTINCT)]
    lines: list[Line] = []
    sizes = []
    for count in counts:
        folder = settings.folder / str(count)
        write_page(folder, content(count, clips))
        sizes.append(_size(folder, count))
        for site, rounds in _visits(folder, programs, settings.times(3)).items():
            lines += lines_of(f"{count:,} sounds, {site}", rounds)
    return Result(lines, {"explorer-size": sizes})


def lines_of(page: str, rounds: Sequence[Mapping[str, float]]) -> list[Line]:
    """Make a line of each figure, beside its limit."""
    return [
        Line(
            f"{what}: {page}", f"{limit:g} {unit}", unit,
            tuple(one[name] for one in rounds), (limit,) * len(rounds), 1.0,
        )
        for name, (what, limit, unit) in LIMITS.items()
    ]  # fmt: skip


def content(count: int, clips: Sequence[bytes]) -> PageContent:
    """Make up a page of `count` sounds, some of which can be heard."""
    draw = np.random.default_rng(0)
    places = draw.normal(size=(count, 3)) + 4 * draw.normal(size=(24, 3))[np.arange(count) % 24]
    heard = min(count, HEARD)
    labels = [f"class {row % 24}" for row in range(count)]
    return PageContent(
        title=f"{count:,} sounds",
        sounds=PageSounds(
            [f"file_{row // 10:05d}#{row % 10}" for row in range(count)],
            [f"folder/file_{row // 10:05d}.wav" for row in range(count)],
            (np.arange(count) % 10) * 0.975, np.full(count, 9.75),
        ),
        clip=SnippetFormat(YAMNET.samplerate, YAMNET.snippet.samples),
        maps=[_map("umap_2d", places[:, :2]), _map("pca", places[:, 1:]), _map("umap_3d", places)],
        columns=[
            CategoricalColumn.of_labels("label", "label", "factor", labels),
            *(
                NumberColumn(f"value_{number}", f"value {number}", "descriptor", values)
                for number, values in enumerate(draw.normal(size=(8, count)))
            ),
        ],
        neighbours=[_neighbours(count, draw)],
        flacs=chain(islice(cycle(clips), heard), repeat(b"", count - heard)),
        sprites=_sprites(count, draw),
    )  # fmt: skip


def _map(method: str, places: np.ndarray) -> PageMap:
    about = {
        "title": method, "space": "embedding", "space_title": "embedding", "method": method,
        "axes": ["x", "y", "z"][: places.shape[1]], "parameters": "", "trustworthiness": 0.9,
        "continuity": 0.9, "neighbours": 15, "exact": False,
    }  # fmt: skip
    return PageMap(f"embedding/{method}", places, about)


def _neighbours(count: int, draw: np.random.Generator) -> PageNeighbours:
    rows = draw.integers(count, size=(count, 15))
    distances = np.sort(draw.uniform(size=rows.shape), axis=1)
    vectors = draw.integers(-127, 128, size=(count, 64)).astype(np.int8)
    return PageNeighbours("embedding", "embedding", rows, distances, vectors, 1.0)


def _sprites(count: int, draw: np.random.Generator) -> Iterator[bytes]:
    # Smooth, because noise would not compress as spectrograms do.
    coarse = draw.integers(256, size=(DISTINCT, 8, 8), dtype=np.uint8)
    distinct = [one.tobytes() for one in coarse.repeat(4, axis=1).repeat(4, axis=2)]
    return islice(cycle(distinct), count)


def _size(folder: Path, count: int) -> dict[str, object]:
    """Measure what a page takes on disk (MB); audio is that of the sounds that have some."""
    parts = {
        name: sum(path.stat().st_size for path in (folder / name).rglob("*.js")) / 1e6
        for name in ("data", "audio", "sprites")
    }
    heard = min(count, HEARD)
    per_1000 = parts["audio"] / heard + (parts["data"] + parts["sprites"]) / count
    return {
        "sounds": count,
        "data (MB)": parts["data"],
        "audio of 1,000 sounds (MB)": 1_000 * parts["audio"] / heard,
        "pictures (MB)": parts["sprites"],
        "all for 1,000 sounds (MB)": 1_000 * per_1000,
    }


def _visits(
    folder: Path, programs: Mapping[str, str], rounds: int
) -> dict[str, list[dict[str, float]]]:
    """Open a page in a browser several times, and give the figures of each time by site."""
    with page_server(folder, port=0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        sites = {"file": f"{folder.as_uri()}/", "http": server.address}
        plan = {
            "browser": "chromium",
            "executable": programs["chromium"],
            "modules": str(REPOSITORY / "explorer"),
            "downloads": str(folder.parent),
            "sites": sites,
            "rounds": rounds,
        }
        path = folder.parent / "plan.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        script = REPOSITORY / "benchmarks" / "explorer.mjs"
        printed = run([programs["node"], str(script), str(path)])
        server.shutdown()
    return json.loads(printed.splitlines()[-1])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None or not (REPOSITORY / "explorer" / "node_modules").is_dir():
        raise ResourceError(
            f"{name if found is None else 'packages of the page'}: not found; install Node.js 20 "
            "and Chromium, then run make page"
        )
    return found
