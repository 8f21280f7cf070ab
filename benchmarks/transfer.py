"""Moving sounds along the axes of a flow, against the bare passes that this needs."""

from collections.abc import Callable

import numpy as np

from benchmarks.pairs import alternate, compare, timed
from benchmarks.sounds import sounds
from benchmarks.themes import Result, Settings
from latentaudio.factors import factor_layout
from latentaudio.flow.invertible import build_network, initialise
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.networks.yamnet.layers import CLASSES
from latentaudio.networks.yamnet.network import BATCH_SIZE, Continuation, Readout, YamNet
from latentaudio.networks.yamnet.weights import published_parameters
from latentaudio.projection.pca import fit_projection
from latentaudio.transfer.design import Design, Sounds, design_moves
from latentaudio.transfer.measure import measure as measure_moves
from latentaudio.transfer.measure import write_measures
from latentaudio.transfer.moves import Flow, moved_outputs
from latentaudio.transfer.selection import Bounds

LAYER = 11
COMPONENTS = 32


def measure(settings: Settings) -> Result:
    """Compare designing, moving, measuring and writing with the passes alone."""
    use_threads(1)
    count = 256
    network = YamNet(published_parameters())
    readout = Readout(network, [LAYER])
    waves = sounds(count)
    batches = [readout(waves[at : at + BATCH_SIZE]) for at in range(0, count, BATCH_SIZE)]
    activations = np.concatenate([one.activations[0] for one in batches])
    ids = np.array([f"r#{index:04d}" for index in range(count)])
    logits = dict(zip(ids.tolist(), np.concatenate([one.logits for one in batches]), strict=True))
    projection = fit_projection(activations, COMPONENTS, np.random.default_rng(0))
    design = designer(ids, projection.transform(activations))
    finish = Continuation(network, LAYER)

    def logits_of(values: np.ndarray) -> np.ndarray:
        return finish(values).logits

    plan = design().plan
    passes = np.repeat(activations[:64].astype(np.float32), 4, axis=0)
    needed = len(plan.sounds) * len(plan.conditions)

    def ours() -> None:
        made = design()
        moved = activations[made.plan.moved_sounds]
        outputs = moved_outputs(made.plan, moved, projection, logits_of)
        tables = measure_moves(made, logits, outputs)
        folder = settings.folder
        write_measures(tables, folder / "distances.parquet", folder / "outputs.parquet", CLASSES)

    def bare() -> None:
        for start in range(0, needed, len(passes)):
            finish(passes[: needed - start])

    rounds = alternate({"ours": timed(ours), "bare": timed(bare)}, settings.times(5))
    line = compare(
        rounds, "ours", "bare", limit=2.5,
        what=f"{len(plan.sounds)} sounds moved {len(plan.conditions)} ways, measured, written",
        against=f"the {needed} bare passes from layer {LAYER}",
    )  # fmt: skip
    return Result([line])


def designer(ids: np.ndarray, points: np.ndarray) -> Callable[[], Design]:
    """Give a function that plans moves along two axes with a class at either end of each."""
    layout = factor_layout(["a", "b"], COMPONENTS)
    flows = []
    for seed in (1, 2):
        network = build_network(COMPONENTS, stages=3, hidden_units=64, hidden_layers=2, seed=seed)
        initialise(network, points)
        flows.append(Flow(network, layout, network.encode(points)[0]))
    flow, permuted = flows
    labels = {
        name: np.where(flow.latents[:, layout.slices[name]].ravel() > 0, "high", "low")
        for name in layout.names
    }
    split = np.where(np.arange(len(ids)) % 2, "held_out", "training")
    everyone = Sounds(ids, ids, split, labels, points)

    def design() -> Design:
        # Wide bounds, so that some sounds lie between the classes.
        return design_moves(
            everyone, flow, permuted, Bounds(typical=0.4, atypical=0.4),
            references=16, random_directions=3, steps=4, seed=1,
        )  # fmt: skip

    return design
