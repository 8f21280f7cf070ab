"""Recordings of noise, measured, with their tables: what a listening test is made from."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import soundfile

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.measured_files import write_measured
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.recordings import tabulate
from latentaudio.datasets.source import Recording
from latentaudio.factor_types import Factor

SNIPPET = SnippetFormat(samplerate=16_000, samples=1600)
FACTORS = (Factor("material"), Factor("action"))
MATERIALS, ACTIONS = ("woodlike", "metallic"), ("tapping", "rubbing")


@dataclass(frozen=True)
class Sounds:
    """Measured recordings and their snippets."""

    snippets: pa.Table
    measured: list[Path]
    samples: dict[str, np.ndarray]


@pytest.fixture(scope="session")
def sounds(tmp_path_factory) -> Sounds:
    """Two groups for each combination of classes, in one recording of ten snippets each.

    The third snippet of each recording is silent.
    """
    folder = tmp_path_factory.mktemp("sounds")
    rng = np.random.default_rng(0)
    recordings, samples = [], {}
    for material in MATERIALS:
        for action in ACTIONS:
            for number in (1, 2):
                name = f"{material}_{action}_{number}"
                noise = rng.uniform(-0.9, 0.9, 10 * SNIPPET.samples)
                noise[2 * SNIPPET.samples : 3 * SNIPPET.samples] = 0
                path = folder / f"{name}.wav"
                soundfile.write(path, noise, SNIPPET.samplerate, subtype="FLOAT")
                samples[name] = noise.astype(np.float32)
                factors = {"material": material, "action": action}
                recordings.append(Recording(name, path, path.name, factors, name))
    plan = Plan.of(SNIPPET, hop_s=SNIPPET.seconds, normalise="none", silence_db=-60.0)
    measured = measure_all(recordings, plan)
    paths = [folder / "part_1.parquet", folder / "part_2.parquet"]
    for path, part in zip(paths, (slice(0, 3), slice(3, None)), strict=True):
        write_measured(path, recordings[part], measured[part])
    _, snippets, _ = tabulate(recordings, measured, factors=FACTORS, samplerate=16_000)
    return Sounds(snippets, paths, samples)
