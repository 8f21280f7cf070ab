"""Time and memory that 20 segments of a long recording take, beside the whole recording.

    python benchmarks/segments.py [HOURS]

Each is measured and cut into snippets by the program of rule `measure`, in a process of its own.
"""

import csv
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.programs import peak_memory
from benchmarks.themes import REPOSITORY
from latentaudio.datasets.configured import to_json
from latentaudio.datasets.file_digests import file_digests
from latentaudio.datasets.source import Source
from latentaudio.factor_types import Factor
from latentaudio.networks.yamnet.description import DESCRIPTION as YAMNET

RATE = 48_000
SEGMENTS = 20
SEGMENT_S = 3.0
FORMATS = {"FLAC": "flac", "WAV": "wav", "OGG (Vorbis)": "ogg", "MP3": "mp3"}


def write_sound(path: Path, hours: float) -> None:
    """Write noise of another loudness every second."""
    draw = np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", RATE, 1) as file:
        for _ in range(round(3600 * hours)):
            file.write(draw.uniform(0.01, 0.5) * draw.uniform(-1, 1, RATE).astype(np.float32))


def measure(path: Path, times: Sequence[tuple[object, object]]) -> tuple[float, float]:
    """Measure the parts of a file and give the time (s) and the peak memory (MB)."""
    folder = path.parent
    # A factor needs two classes; the second has a file of 2 s.
    rows = [*((path.name, *both, "long") for both in times), ("short.wav", "", "", "short")]
    with (folder / "sounds.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("path", "start_s", "end_s", "f"), *rows])
    source = Source("manifest", folder, (Factor("f"),), manifest=folder / "sounds.csv")
    options = {
        "source": to_json(source),
        "parts": 1,
        "part": "part_001",
        "samplerate": YAMNET.samplerate,
        "snippet-samples": YAMNET.snippet.samples,
        "lowest-hz": YAMNET.heard_band.lowest_hz,
        "highest-hz": YAMNET.heard_band.highest_hz,
        "channels": "mean",
        "normalise": "peak",
        "hop-s": 0.975,
        "guard-s": 0,
        "silence-db": -60,
        "digests": folder / "digests.json",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    start = time.perf_counter()
    memory = peak_memory(
        [str(REPOSITORY / "scripts" / "dataset" / "measure.py"), *arguments,
         str(folder / "measured.parquet")]
    )  # fmt: skip
    return time.perf_counter() - start, memory


def main() -> None:
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    firsts = np.linspace(0, 3600 * hours - SEGMENT_S, SEGMENTS).round(3).tolist()
    parts = [(first, round(first + SEGMENT_S, 3)) for first in firsts]
    with tempfile.TemporaryDirectory() as name:
        short = Path(name) / "short.wav"
        write_sound(short, 2 / 3600)
        for form, suffix in FORMATS.items():
            path = Path(name) / f"long.{suffix}"
            write_sound(path, hours)
            time.sleep(3)  # files that changed only just now are not remembered
            file_digests([path, short], Path(name) / "digests.json")
            for what, times in (("segments", parts), ("whole", [("", "")])):
                seconds, memory = measure(path, times)
                print(f"{form}, {hours:g} h, {what}: {seconds:.1f} s, {memory:.0f} MB")
            path.unlink()


if __name__ == "__main__":
    main()
