"""Peak memory of the large jobs on twice the sounds, and peak memory of the largest fit."""

import shutil
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.pairs import Line
from benchmarks.programs import peak_memory
from benchmarks.sounds import sounds
from benchmarks.themes import REPOSITORY, Result, Settings
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.measured_files import write_measured
from latentaudio.datasets.measuring import Plan, measure_all, usable
from latentaudio.datasets.recordings import tabulate, write_tables
from latentaudio.datasets.source import Source
from latentaudio.factor_types import Factor, factors_to_json
from latentaudio.networks.yamnet.description import DESCRIPTION as YAMNET
from latentaudio.networks.yamnet.weights import published_parameters, save_parameters

SCRIPTS = REPOSITORY / "scripts"
#: The largest layer.
LAYER = YAMNET.layer(2)
#: Allowance for a fit on 10,000 snippets of that layer (MB); the sample alone is 1,966 MB.
LARGEST_FIT = 3000.0


def measure(settings: Settings) -> Result:
    """Compare jobs on twice as many snippets: memory must not depend on their number."""
    save_parameters(settings.folder / "weights.npz", published_parameters())
    once = 160 if settings.quick else 640
    peaks = {
        count: job_peaks(settings.folder, count, sample=once * 3 // 4) for count in (once, 2 * once)
    }
    lines = [
        Line(
            f"peak memory of {job}, {2 * once:,} snippets", f"{once:,} snippets", "MB",
            (peaks[2 * once][job],), (peaks[once][job],), 1.1,
        )
        for job in peaks[once]
    ]  # fmt: skip
    if not settings.quick:
        lines.append(
            Line(
                f"peak memory of a fit on 10,000 snippets of layer {LAYER.number}",
                f"{LARGEST_FIT:,.0f} MB", "MB", (largest_fit(),), (LARGEST_FIT,), 1.0,
            )
        )  # fmt: skip
    return Result(lines)


def job_peaks(folder: Path, count: int, sample: int) -> dict[str, float]:
    """Run the jobs on two recordings with `count` snippets in all, and give their peak memory (MB).

    The projection is always fitted on `sample` of the snippets.
    """
    home = folder / str(count)
    home.mkdir()
    for name, snippets in zip("uv", np.split(sounds(count), 2), strict=True):
        soundfile.write(home / f"{name}.wav", snippets.ravel(), YAMNET.samplerate)
    source = Source("folder", home, factors=(Factor("f"),), pattern=r"(?P<f>\w)\.wav")
    recordings = list_recordings(source)
    measured = measure_all(recordings, Plan.of(YAMNET.snippet, hop_s=0.975, silence_db=-100.0))
    write_measured(home / "measured.parquet", recordings, measured)
    made = tabulate(
        recordings, usable(measured), factors=source.factors, samplerate=YAMNET.samplerate
    )[:2]
    write_tables(*made, home / "recordings.parquet", home / "snippets.parquet")
    table = ["--snippets", str(home / "snippets.parquet")]
    activations = str(home / f"{LAYER.folder}.parquet")
    peaks = {
        "embed": peak_memory(
            [str(SCRIPTS / "embeddings" / "embed.py"), "--network", YAMNET.name,
             "--compression-level", "1", "--measured", str(home / "measured.parquet"),
             "--weights", str(folder / "weights.npz"),
             "--layers", *[str(one.number) for one in YAMNET.layers],
             "--activations", *[str(home / f"{one.folder}.parquet") for one in YAMNET.layers],
             "--output", str(home / "output.parquet"), "--seed", "0"]
        ),
        "pca_fit": peak_memory(
            [str(SCRIPTS / "pca" / "pca_fit.py"), *table, "--factors",
             factors_to_json(source.factors), "--space", LAYER.folder,
             "--components", "64", "--fit-snippets", str(sample), "--fit-on", "all", "--seed", "0",
             "--output", str(home / "model.npz"), activations]
        ),
        "pca_project": peak_memory(
            [str(SCRIPTS / "pca" / "pca_project.py"), *table, "--space", LAYER.folder,
             "--model", str(home / "model.npz"), "--output", str(home / "z.parquet"), activations]
        ),
    }  # fmt: skip
    shutil.rmtree(home)
    return peaks


def largest_fit() -> float:
    """Measure the peak memory of the largest fit: 10,000 snippets of the largest layer (MB)."""
    code = (
        "import numpy as np; from latentaudio.projection.pca import fit_projection; "
        f"draw = np.random.default_rng(0); x = np.empty((10_000, {LAYER.size}), np.float16); "
        "[np.maximum(draw.standard_normal(row.shape, np.float32), 0, out=row, casting='unsafe') "
        "for row in x]; fit_projection(x, 64, draw)"
    )
    return peak_memory(["-c", code])
