"""Memory use does not grow with the length of a recording."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from places import REPOSITORY

PROC = Path("/proc/self/status")

#: Measures a recording, makes its tables, streams its snippets; prints its memory use and time.
PROGRAM = """
import json, sys, time
from pathlib import Path

import numpy as np

from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.measured_files import read_measured, write_measured
from latentaudio.datasets.measuring import Plan, measure_all, usable
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.datasets.recordings import tabulate
from latentaudio.datasets.source import Recording
from latentaudio.factor_types import Factor

path = Path(sys.argv[1])
begin = time.monotonic()
snippet = SnippetFormat(16_000, 15_600)
one = Recording("a", path, path.name, {"pitch": "low"}, "a")
plan = Plan.of(snippet, silence_db=-60.0, **json.loads(sys.argv[2]))
file = path.with_suffix(".parquet")
write_measured(file, [one], measure_all([one], plan))
_, _, summary = tabulate(
    [one], usable(list(read_measured([file]).values())), factors=[Factor("pitch")],
    samplerate=16_000, blocks_are_groups=plan.block is not None,
)
ids, waves = part_waveforms(file, snippet)
power = 0.0
for number, wave in enumerate(waves, start=1):
    power += float(np.square(wave).mean())
assert number == len(ids) == summary.n_snippets, (number, len(ids))
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps({"peak_mb": peak, "seconds": time.monotonic() - begin, "snippets": number}))
"""


def write_noise(path, minutes, samplerate, channels=1):
    """Write a recording block by block, with a minute of silence in every four."""
    noise = 0.1 * np.random.default_rng(0).standard_normal((60 * samplerate, channels))
    with soundfile.SoundFile(path, "w", samplerate, channels, "PCM_16") as file:
        for minute in range(minutes):
            file.write(noise if minute % 4 else 0 * noise)
    return path


#: Settings that cut a recording: into blocks, to its very end, or around the loudest point of each
#: block.
BLOCKS = {"hop_s": 0.48, "block_s": 5.0, "guard_s": 0.5}
TO_THE_END = {"hop_s": 0.48, "remainder": "pad"}
LOUDEST = {**BLOCKS, "chosen": "loudest"}


#: One arena, and Arrow's arrays from it: what many arenas keep for later differs by 16 MB from run
#: to run, which hides what a program needs.
ONE_ARENA = {"MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def measure(path, plan):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), json.dumps(plan)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, **ONE_ARENA},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not PROC.exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize(
    ("suffix", "plan"),
    [("wav", BLOCKS), ("flac", TO_THE_END), ("wav", LOUDEST)],
)
def test_a_recording_four_times_as_long_needs_no_more_memory(tmp_path, suffix, plan):
    # The 15 additional minutes are 58 MB at 16 kHz as float32, and their snippets 117 MB.
    short = measure(write_noise(tmp_path / f"short.{suffix}", 5, 8_000), plan)
    long = measure(write_noise(tmp_path / f"long.{suffix}", 20, 8_000), plan)
    assert long["snippets"] > 3.5 * short["snippets"]
    assert long["peak_mb"] < short["peak_mb"] + 8
