"""How fast and how large the stages are, each beside a yardstick measured in the same run.

Every line alternates both sides and prints the ratio of each pair: its median and its range. Single
times of a shared machine say little; ratios hold. The figures also go to benchmarks/latest.json.

    make bench                             all lines, about ten minutes
    python benchmarks/run.py --quick       without the whole default run and the largest fit
"""

import argparse
import importlib
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


# -- Flows ----------------------------------------------------------------------------------------

COMPONENTS, PAIRS = 32, 128


def two_factors(count: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draw projections in which two factors, of six and of four classes, are to be found."""
    generator = np.random.default_rng(0)
    labels = {"a": generator.integers(0, 6, count), "b": generator.integers(0, 4, count)}
    points = generator.normal(size=(count, COMPONENTS))
    points[:, 0] += labels["a"]
    points[:, 1] += labels["b"]
    return points.astype(np.float32), {name: of.astype(str) for name, of in labels.items()}


def training(folder: Path) -> dict:
    """One step of 256 pairs, against a step of gyoza's own ``fit`` with the same layers."""
    from latentaudio.flow.factors import factor_layout
    from latentaudio.flow.gyoza_adapter import tf
    from latentaudio.flow.layers import build_network, initialise
    from latentaudio.flow.pairs import PairSampler
    from latentaudio.flow.training import TrainingSettings, train

    # Only now, when the adapter has set right what gyoza relies on.
    iterators = importlib.import_module("gyoza.modelling.data_iterators")
    flow_layers = importlib.import_module("gyoza.modelling.flow_layers")
    points, labels = two_factors(1000)
    codes = np.stack([of.astype(float) for of in labels.values()], axis=1)

    def network():
        return build_network(COMPONENTS, stages=3, hidden_units=64, hidden_layers=2, seed=1)

    def ours() -> float:
        sampler = PairSampler(points, labels, "training")
        settings = TrainingSettings(
            pairs_per_factor=PAIRS, epochs=6, steps_per_epoch=40, evaluation_pairs=PAIRS
        )
        layout = factor_layout(list(labels), COMPONENTS)
        history = train(network(), layout, sampler, sampler, settings, seed=1).history
        # The first epoch compiles, which a training of 40 epochs pays once.
        return (history[-1].seconds - history[0].seconds) / (5 * 40)

    def similarity(y_a: np.ndarray, y_b: np.ndarray) -> np.ndarray:
        return np.concatenate([np.zeros((len(y_a), 1)), y_a == y_b], axis=1)

    def yardstick() -> float:
        own = network()
        initialise(own, points)
        peer = flow_layers.SupervisedFactorNetwork(
            sequence=own._sequence.sequence, dimensions_per_factor=[COMPONENTS - 2, 1, 1], sigma=0.9
        )
        peer.compile(optimizer=tf.keras.optimizers.Adam(1e-4))
        iterator = iterators.volatile_factorized_pair_iterator(
            points, codes, similarity, 2 * PAIRS, 1.0
        )
        times = []
        for steps in (1, 3):
            start = time.perf_counter()
            # It cannot do without validation, whose time is that of both.
            peer.fit(1, steps, iterator=iterator, iterator_validate=iterator)
            times.append(time.perf_counter() - start)
        return (times[1] - times[0]) / 2

    rounds = []
    for _ in range(3):
        seconds = {"ours": ours(), "yardstick": yardstick()}
        rounds.append({**seconds, "ratio": seconds["ours"] / seconds["yardstick"]})
    return line("flow: a step of 256 pairs / one of gyoza's fit", 1 / 15, "s", rounds)


def moves(folder: Path) -> dict:
    """Move sounds and measure what is heard, against the bare passes that this needs."""
    from latentaudio.flow.factors import factor_layout
    from latentaudio.flow.layers import build_network, initialise
    from latentaudio.projection import fit_projection
    from latentaudio.transfer.design import Sounds, design_moves
    from latentaudio.transfer.files import write_measures
    from latentaudio.transfer.measure import measure
    from latentaudio.transfer.moves import Flow, moved_outputs
    from latentaudio.transfer.selection import Bounds
    from latentaudio.yamnet.network import BATCH_SIZE, Continuation, Readout, YamNet
    from latentaudio.yamnet.weights import published_parameters

    number = 11
    network = YamNet(published_parameters())
    readout = Readout(network, [number])
    waves = sounds(SNIPPETS)
    batches = [readout(waves[at : at + BATCH_SIZE]) for at in range(0, SNIPPETS, BATCH_SIZE)]
    activations = np.concatenate([one[0][0] for one in batches])
    ids = np.array([f"r#{index:04d}" for index in range(SNIPPETS)])
    logits = dict(zip(ids.tolist(), np.concatenate([one[1] for one in batches]), strict=True))
    projection = fit_projection(activations, COMPONENTS, np.random.default_rng(0))
    points = projection.transform(activations)
    flow = build_network(COMPONENTS, stages=3, hidden_units=64, hidden_layers=2, seed=1)
    initialise(flow, points)
    latents, _ = flow.encode(points)
    layout = factor_layout(["a", "b"], COMPONENTS)
    # Classes that the axes tell apart, with sounds between them.
    labels = {
        name: np.where(latents[:, layout.slices[name]].ravel() > 0, "high", "low")
        for name in layout.names
    }
    everyone = Sounds(
        ids, ids, np.where(np.arange(SNIPPETS) % 2, "held_out", "training"), labels, points
    )
    finish = Continuation(network, number)
    stream = [(ids, activations)]

    control = build_network(COMPONENTS, stages=3, hidden_units=64, hidden_layers=2, seed=2)
    initialise(control, points)
    permuted = Flow(control, layout, control.encode(points)[0])

    def design():
        return design_moves(
            everyone, Flow(flow, layout, latents), permuted, Bounds(typical=0.4, atypical=0.4),
            references=16, random_directions=3, steps=4, seed=1,
        )  # fmt: skip

    plan = design().plan
    passes = np.repeat(activations[:64].astype(np.float32), 4, axis=0)
    needed = len(plan.sounds) * len(plan.conditions)

    def ours() -> None:
        made = design()
        outputs = moved_outputs(made.plan, ids, stream, projection, finish)
        tables = measure(made, logits, outputs)
        write_measures(tables, folder / "distances.parquet", folder / "outputs.parquet")

    def bare() -> None:
        for start in range(0, needed, len(passes)):
            finish(passes[: needed - start])

    return line(
        f"{len(plan.sounds)} sounds moved {len(plan.conditions)} ways / the {needed} bare passes",
        2.0, "s", pairs(ours, bare, 5),
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
        "default run on two cores / 9 minutes", 1.0, "min",
        [{"ours": minutes, "yardstick": 9.0, "ratio": minutes / 9.0}],
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="leave out what takes minutes")
    args = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    print(f"{'ours / yardstick':58s} {'ours':>9s} {'yardstick':>9s}     ratio (range)")
    lines = []
    for benchmark in [
        *(decoding, memory, embedding, training, moves),
        *([] if args.quick else [largest_fit, whole]),
    ]:
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
