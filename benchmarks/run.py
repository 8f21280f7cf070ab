"""How fast and how large the stages are, each beside a yardstick measured in the same run.

Every line alternates both sides and prints the ratio of each pair: its median and its range. Single
times of a shared machine say little; ratios hold. The figures also go to benchmarks/latest.json.

    make bench                             all lines, about ten minutes
    python benchmarks/run.py --quick       without the whole default run and the largest fit
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).parents[1]
SNIPPETS = 256


def pairs(ours: Callable[[], None], yardstick: Callable[[], None], repeats: int) -> list[dict]:
    """Time both sides in turn, after one round that does not count."""
    ours()
    yardstick()
    rounds = []
    for _ in range(repeats):
        times = []
        for side in (ours, yardstick):
            start = time.perf_counter()
            side()
            times.append(time.perf_counter() - start)
        rounds.append({"ours": times[0], "yardstick": times[1], "ratio": times[0] / times[1]})
    return rounds


def line(name: str, limit: float, unit: str, rounds: list[dict]) -> dict:
    """Print one line of the table and return it."""
    ratios = sorted(one["ratio"] for one in rounds)
    median = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    print(
        f"{name:58s} {median['ours']:9.3f} {median['yardstick']:9.3f} {unit:3s} "
        f"{median['ratio']:6.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})  limit {limit:g}",
        flush=True,
    )
    return {"name": name, "limit": limit, "unit": unit, "rounds": rounds, **median}


# -- Embedding ------------------------------------------------------------------------------------


def sounds(count: int) -> np.ndarray:
    """Cut snippets from the embedded sounds: how well activations compress depends on them."""
    from latentaudio.synthesis.factorial import synthesise_recording

    waves = []
    for material, action in (("wood", "tapping"), ("metal", "rubbing"), ("glass", "destructing")):
        wave = synthesise_recording(
            material, action, objects=12, seconds_per_object=7.8, samplerate=16_000, seed=1
        )
        waves.append(wave[: len(wave) // 15_600 * 15_600].reshape(-1, 15_600))
    snippets = np.concatenate(waves)
    return np.resize(snippets / np.abs(snippets).max(), (count, 15_600)).astype(np.float32)


def embedding(folder: Path) -> dict:
    """All 14 layers into Parquet, against a bare forward pass to the logits."""
    from latentaudio.embeddings import EmbeddingWriter
    from latentaudio.yamnet.embed import embed_snippets
    from latentaudio.yamnet.frontend import log_mel_patches
    from latentaudio.yamnet.layers import LAYERS
    from latentaudio.yamnet.network import BATCH_SIZE, Readout, YamNet, use_threads
    from latentaudio.yamnet.tensorflow_core import tf
    from latentaudio.yamnet.weights import published_parameters

    use_threads(1)  # as rule embed runs
    network = YamNet(published_parameters())
    waves = sounds(SNIPPETS)
    ids = [f"snippet {number}" for number in range(SNIPPETS)]
    numbers = [one.number for one in LAYERS]
    readout = Readout(network, numbers)
    paths = {number: folder / f"layer_{number:02d}.parquet" for number in numbers}

    @tf.function
    def logits(batch):
        activations = network.activations(log_mel_patches(batch))
        return network.continue_from(len(LAYERS), activations[-1])[1]

    def bare() -> None:
        for start in range(0, SNIPPETS, BATCH_SIZE):
            logits(tf.constant(waves[start : start + BATCH_SIZE])).numpy()

    def ours() -> None:
        with EmbeddingWriter(paths, folder / "output.parquet", {}) as writer:
            embed_snippets(waves, ids, [(readout, writer)])

    return line(
        f"embed {SNIPPETS} snippets, 14 layers, to Parquet / bare forward pass",
        2.5, "s", pairs(ours, bare, 7),
    )  # fmt: skip


# -- Decoding -------------------------------------------------------------------------------------


def decoding(folder: Path) -> dict:
    """One fold job as the workflow calls it, against importing what it needs."""
    import pyarrow as pa

    from latentaudio.artifacts import FOLDS, PROJECTIONS, SNIPPETS, write_table

    generator = np.random.default_rng(0)
    count = 1440
    labels = {name: generator.integers(0, n, count).astype(str) for name, n in (("a", 6), ("b", 4))}
    ids = [f"snippet {number}" for number in range(count)]
    points = pa.array(generator.normal(size=count * 64).astype(np.float32))
    coordinates = pa.FixedSizeListArray.from_arrays(points, 64)
    fold = (np.arange(count) % 10 + 1).astype(np.int16)
    write_table(pa.table({"snippet_id": ids, **labels}), folder / "snippets.parquet", SNIPPETS)
    write_table(
        pa.table({"snippet_id": ids, "grouped": fold, "random": fold[::-1].copy()}),
        folder / "folds.parquet", FOLDS,
    )  # fmt: skip
    write_table(pa.table({"snippet_id": ids, "z": coordinates}), folder / "z.parquet", PROJECTIONS)
    job = [
        *(sys.executable, str(REPOSITORY / "scripts" / "knn.py"), "--probe"),
        *("--snippets", str(folder / "snippets.parquet"), "--folds", str(folder / "folds.parquet")),
        *("--projections", str(folder / "z.parquet"), "--factors", "a", "b", "--layer", "1"),
        *("--permuted-projections", str(folder / "z.parquet")),
        *("--fold", "1", "--neighbors", "10", str(folder / "predictions.parquet")),
    ]
    run = partial(subprocess.run, check=True)
    imports = [sys.executable, "-c", "import sklearn.neighbors, pyarrow.parquet"]
    return line(
        "KNN job of one fold, 1440 snippets / its imports",
        3.0, "s",
        pairs(partial(run, job), partial(run, imports), 7),
    )  # fmt: skip


# -- Memory ---------------------------------------------------------------------------------------


def peak_memory(arguments: list[str]) -> float:
    """Run a program and give its peak memory (MB)."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    )
    return int(done.stdout.split()[-1]) / (1024 if sys.platform != "darwin" else 1024**2)


def memory(folder: Path) -> list[dict]:
    """Peak memory of the large jobs, with twice the sounds against once."""
    import soundfile

    from latentaudio.sounds.recordings import build_tables, write_tables
    from latentaudio.sounds.sources import Recording
    from latentaudio.yamnet.layers import LAYERS
    from latentaudio.yamnet.weights import published_parameters, save_parameters

    save_parameters(folder / "weights.npz", published_parameters())
    scripts = REPOSITORY / "scripts"
    peaks: dict[str, list[float]] = {"embed": [], "pca_fit": [], "pca_project": []}
    for name, count in (("once", 640), ("twice", 1280)):
        home = folder / name
        home.mkdir()
        wave = sounds(count).ravel()
        soundfile.write(home / "x.wav", wave, 16_000)
        recording = Recording("x", home / "x.wav", "x.wav", {"f": "u"}, "x")
        tables = build_tables([recording], factors=["f"], hop_s=0.975, silence_db=-100.0)[:2]
        write_tables(*tables, home / "recordings.parquet", home / "snippets.parquet")
        paths = [str(home / one.folder / "x.parquet") for one in LAYERS]
        numbers = [str(one.number) for one in LAYERS]
        common = ["--snippets", str(home / "snippets.parquet")]
        peaks["embed"].append(
            peak_memory(
                [sys.executable, str(scripts / "embed.py"), *common, "--audio", str(home / "x.wav"),
                 "--recording-id", "x", "--recordings", str(home / "recordings.parquet"),
                 "--weights", str(folder / "weights.npz"), "--layers", *numbers, "--activations",
                 *paths, "--output", str(home / "output.parquet"), "--seed", "0"]
            )
        )  # fmt: skip
        # The largest layer, and a sample of fixed size.
        peaks["pca_fit"].append(
            peak_memory(
                [sys.executable, str(scripts / "pca_fit.py"), *common, "--factors", "f", "--layer",
                 "2", "--components", "64", "--fit-snippets", "500", "--fit-on", "all", "--seed",
                 "0", "--output", str(home / "model.npz"), str(home / "layer_02")]
            )
        )  # fmt: skip
        peaks["pca_project"].append(
            peak_memory(
                [sys.executable, str(scripts / "pca_project.py"), *common, "--layer", "2",
                 "--model", str(home / "model.npz"), "--output", str(home / "z.parquet"),
                 str(home / "layer_02")]
            )
        )  # fmt: skip
        shutil.rmtree(home)
    return [
        line(
            f"peak memory of {job}, 1280 / 640 snippets", 1.1, "MB",
            [{"ours": twice, "yardstick": once, "ratio": twice / once}],
        )
        for job, (once, twice) in peaks.items()
    ]  # fmt: skip


def largest_fit(folder: Path) -> dict:
    """Measure the largest fit there is: 10,000 snippets of layer 2."""
    code = (
        "import numpy as np; from latentaudio.projection import fit_projection; "
        "draw = np.random.default_rng(0); x = np.empty((10_000, 98_304), np.float16); "
        "[np.maximum(draw.standard_normal(row.shape, np.float32), 0, out=row, casting='unsafe') "
        "for row in x]; fit_projection(x, 64, draw)"
    )
    peak = peak_memory([sys.executable, "-c", code])
    return line(
        "peak memory of a fit on 10,000 snippets of layer 2 / 3 GB", 1.0, "MB",
        [{"ours": peak, "yardstick": 3000.0, "ratio": peak / 3000.0}],
    )  # fmt: skip


# -- The whole run --------------------------------------------------------------------------------


def whole(folder: Path) -> dict:
    """Time the default run from nothing to its last figure, against what it may take."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile")]
    command += ["--directory", str(folder), "--cores", "2", "--quiet", "all"]
    subprocess.run(command, check=True)
    minutes = (time.perf_counter() - start) / 60
    return line(
        "default run on two cores / 6 minutes", 1.0, "min",
        [{"ours": minutes, "yardstick": 6.0, "ratio": minutes / 6.0}],
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    args = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(f"{'ours / yardstick':58s} {'ours':>9s} {'yardstick':>9s}     ratio (range)")
    lines = []
    for benchmark in [decoding, memory, embedding, *([] if args.quick else [largest_fit, whole])]:
        with tempfile.TemporaryDirectory(prefix="latentaudio-bench-") as folder:
            result = benchmark(Path(folder))
            lines += result if isinstance(result, list) else [result]
    machine = {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    path = REPOSITORY / "benchmarks" / "latest.json"
    path.write_text(json.dumps({"machine": machine, "lines": lines}, indent=2) + "\n")


if __name__ == "__main__":
    main()
