"""A training step of the flow, against the same step of gyoza's own ``fit``."""

import contextlib
import importlib
import io
import time

import numpy as np

from benchmarks.pairs import Figures, alternate, compare
from benchmarks.themes import Result, Settings
from latentaudio.factors import factor_layout
from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import FlowNetwork, build_network, initialise
from latentaudio.flow.pairs import PairSampler
from latentaudio.flow.training import TrainingSettings, train
from latentaudio.networks.tensorflow_core import use_threads

COMPONENTS, PAIRS_PER_FACTOR = 32, 128
STEPS_PER_EPOCH = 40


def measure(settings: Settings) -> Result:
    """Compare a step of `train` with a step of gyoza's ``fit`` on the same number of pairs."""
    use_threads(1)
    points, labels = two_factors(1000)
    epochs = 3 if settings.quick else 6
    sides = {
        "ours": lambda: our_step(points, labels, epochs),
        "gyoza": lambda: gyoza_step(points, labels),
    }
    # Every round compiles its own step, and times only the steps that follow.
    rounds = alternate(sides, settings.times(3), warm_up=False)
    pairs = PAIRS_PER_FACTOR * len(labels)
    line = compare(
        rounds, "ours", "gyoza", unit="ms/pair", per=pairs / 1000, limit=1 / 20,
        what=f"flow: a step of {pairs} pairs", against="gyoza's fit, same layers",
    )  # fmt: skip
    return Result([line])


def two_factors(count: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draw projections that encode two factors, of six and of four classes."""
    generator = np.random.default_rng(0)
    labels = {"a": generator.integers(0, 6, count), "b": generator.integers(0, 4, count)}
    points = generator.normal(size=(count, COMPONENTS))
    points[:, 0] += labels["a"]
    points[:, 1] += labels["b"]
    return points.astype(np.float32), {name: of.astype(str) for name, of in labels.items()}


def network() -> FlowNetwork:
    """Build a flow as in the default configuration."""
    return build_network(COMPONENTS, stages=3, hidden_units=64, hidden_layers=2, seed=1)


def our_step(points: np.ndarray, labels: dict[str, np.ndarray], epochs: int) -> Figures:
    """Time one step, with its share of the evaluation at the end of an epoch."""
    sampler = PairSampler(points, labels, "training")
    settings = TrainingSettings(
        pairs_per_factor=PAIRS_PER_FACTOR,
        epochs=epochs,
        steps_per_epoch=STEPS_PER_EPOCH,
        evaluation_pairs=PAIRS_PER_FACTOR,
    )
    layout = factor_layout(list(labels), COMPONENTS)
    history = train(network(), layout, sampler, sampler, settings, seed=1).history
    # The first epoch is left out: it compiles, which happens once in a training of 40 epochs.
    steps = STEPS_PER_EPOCH * (len(history) - 1)
    return {"s": (history[-1].seconds - history[0].seconds) / steps}


def gyoza_step(points: np.ndarray, labels: dict[str, np.ndarray]) -> Figures:
    """Time one step of ``fit``: the time of three steps minus that of one, halved."""
    # Imported only now, because the adapter must first repair what gyoza relies on.
    iterators = importlib.import_module("gyoza.modelling.data_iterators")
    flow_layers = importlib.import_module("gyoza.modelling.flow_layers")
    codes = np.stack([of.astype(float) for of in labels.values()], axis=1)

    def similarity(y_a: np.ndarray, y_b: np.ndarray) -> np.ndarray:
        return np.concatenate([np.zeros((len(y_a), 1)), y_a == y_b], axis=1)

    own = network()
    initialise(own, points)
    peer = flow_layers.SupervisedFactorNetwork(
        sequence=own._sequence.sequence,
        dimensions_per_factor=[COMPONENTS - len(labels), *[1] * len(labels)],
        sigma=0.9,
    )
    peer.compile(optimizer=tf.keras.optimizers.Adam(1e-4))
    iterator = iterators.volatile_factorized_pair_iterator(
        points, codes, similarity, PAIRS_PER_FACTOR * len(labels), 1.0
    )
    seconds = []
    for steps in (1, 3):
        start = time.perf_counter()
        # Validation cannot be switched off, so its time counts too; nor can printing.
        with contextlib.redirect_stdout(io.StringIO()):
            peer.fit(1, steps, iterator=iterator, iterator_validate=iterator)
        seconds.append(time.perf_counter() - start)
    return {"s": (seconds[1] - seconds[0]) / 2}
