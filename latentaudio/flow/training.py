"""Training a flow on pairs of snippets of the same class."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from latentaudio import seeds
from latentaudio.errors import ConfigError, check_known
from latentaudio.factors import FactorLayout
from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import FlowNetwork, initialise
from latentaudio.flow.loss import check_sigma, factor_loss
from latentaudio.flow.pairs import PairSampler
from latentaudio.flow.schedule import SCHEDULES
from latentaudio.training.epochs import Plan, Trained, train_epochs


@dataclass(frozen=True)
class TrainingSettings:
    """Hyperparameters of the training of a flow.

    Attributes
    ----------
    sigma
        Target correlation of a pair along the axis of its shared factor, in (0, 1).
    noise
        Standard deviation of the Gaussian noise added to the standardised projections of every
        training batch. It regularises: without noise, flows overfit.
    pairs_per_factor
        Number of pairs of each factor in a batch, which has ``2 * factors * pairs_per_factor``
        rows.
    epochs
        Largest number of epochs; validation loss is computed after each.
    steps_per_epoch
        Number of batches in an epoch.
    evaluation_pairs
        Number of pairs of each factor on which validation and held-out loss are computed; drawn
        once.
    schedule
        ``"cosine"`` or ``"piecewise"``; see `latentaudio.flow.schedule`.
    learning_rates
        Learning rates from the first step to the last, as `schedule` uses them.
    clip_norm
        Gradients whose global norm exceeds this value are scaled down to it.
    patience
        Number of epochs without a lower validation loss after which training stops.
    compile_xla
        Whether steps are compiled by XLA, which starts slowly and runs faster afterwards.
    """

    sigma: float = 0.9
    noise: float = 0.5
    pairs_per_factor: int = 128
    epochs: int = 40
    steps_per_epoch: int = 40
    evaluation_pairs: int = 512
    schedule: str = "cosine"
    learning_rates: tuple[float, ...] = (0.005, 0.00025)
    clip_norm: float = 10.0
    patience: int = 10
    compile_xla: bool = True

    def __post_init__(self) -> None:
        check_sigma(self.sigma)
        check_known("flow.schedule", self.schedule, SCHEDULES)
        if not (math.isfinite(self.noise) and self.noise >= 0.0):
            raise ConfigError(f"flow.noise: found {self.noise}, expected a number of at least 0")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type is int and value < 1:
                raise ConfigError(f"flow.{field.name}: found {value}, expected at least 1")
        if not self.learning_rates or min(self.learning_rates) <= 0.0:
            raise ConfigError(
                f"flow.learning_rates: found {list(self.learning_rates)}, expected at least one "
                "rate, all above 0"
            )
        if not self.clip_norm > 0.0:
            raise ConfigError(f"flow.clip_norm: found {self.clip_norm}, expected a number above 0")


@dataclass(frozen=True)
class Epoch:
    """One row of a training's history.

    Attributes
    ----------
    epoch, step
        Number of epochs and of steps completed.
    learning_rate
        Learning rate of the last step.
    train_loss
        Mean loss over the steps of the epoch (nats per pair, up to a constant), with noise.
    validation_loss
        Loss after the epoch, always on the same validation pairs, without noise. It determines the
        best epoch. NaN without validation pairs.
    held_out_loss
        The same for held-out pairs; recorded only. NaN without held-out pairs.
    seconds
        Time since training began (s).
    """

    epoch: int
    step: int
    learning_rate: float
    train_loss: float
    validation_loss: float
    held_out_loss: float
    seconds: float


#: Result of a training.
TrainingResult = Trained[Epoch]


def train(
    network: FlowNetwork,
    layout: FactorLayout,
    training: PairSampler,
    validation: PairSampler | None,
    settings: TrainingSettings,
    seed: int,
    *,
    held_out: PairSampler | None = None,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> TrainingResult:
    """Train a flow with Adam [1]_ and give it the weights of its best epoch.

    A network that is not initialised yet is initialised with the first batch.

    Parameters
    ----------
    network
        Flow to train, changed in place.
    layout
        Which of its output dimensions belong to which factor.
    training, validation
        Samplers of pairs of standardised projections, to train on and to choose the best epoch by;
        both have the factors of `layout`, in the same order. Without validation pairs, the last
        epoch counts as the best.
    settings
        See `TrainingSettings`.
    seed
        Seed of batches, noise, validation pairs and held-out pairs.
    held_out
        Sampler of pairs whose loss is recorded only.
    on_epoch
        Called after every epoch, e.g. to report progress.

    Raises
    ------
    TrainingError
        If the loss is not finite. The network then has the weights of the best epoch so far, or,
        if no epoch was completed, those from before training.
    ValueError
        If network, layout and samplers do not fit together.

    References
    ----------
    .. [1] Kingma, D. P. and Ba, J. (2015). Adam: a method for stochastic optimization. ICLR.
       arXiv:1412.6980.
    """
    given = {"validation": validation, "held-out": held_out}
    evaluated = {split: sampler for split, sampler in given.items() if sampler is not None}
    _check_fit(network, layout, [training, *evaluated.values()])
    batches = _noisy_batches(training, settings, seeds.generator(seed, "flow batches"))
    if not network.initialised:
        initialise(network, batches().reshape(-1, layout.dimensions))
    course = _Course(network, layout, batches, evaluated, settings, seed)
    plan = Plan(
        "flow",
        "lower flow.learning_rates or flow.clip_norm, or raise flow.noise",
        epochs=settings.epochs,
        steps_per_epoch=settings.steps_per_epoch,
        patience=settings.patience,
        validated=validation is not None,
    )
    return train_epochs(network, course, plan, on_epoch)


class _Course:
    """Steps on noisy batches, and losses on fixed pairs, without noise, after every epoch."""

    def __init__(
        self,
        network: FlowNetwork,
        layout: FactorLayout,
        batches: Callable[[], np.ndarray],
        evaluated: Mapping[str, PairSampler],
        settings: TrainingSettings,
        seed: int,
    ) -> None:
        self._batches = batches
        self._settings = settings
        self._optimizer = tf.keras.optimizers.Adam(settings.learning_rates[0], jit_compile=False)
        # Here, because variables cannot be created in the compiled step.
        self._optimizer.build(network.trainable_variables)
        self._step = _compiled_step(network, layout, settings, self._optimizer)
        self._evaluate = _evaluation(network, layout, evaluated, settings, seed)
        self._losses: list[float] = []
        self._rate = math.nan
        self._start = time.monotonic()

    def take_step(self, step: int) -> float:
        settings = self._settings
        steps = settings.epochs * settings.steps_per_epoch
        self._rate = SCHEDULES[settings.schedule](step, steps, settings.learning_rates)
        self._optimizer.learning_rate.assign(self._rate)
        self._losses.append(float(self._step(tf.constant(self._batches()))))
        return self._losses[-1]

    def record(self, epoch: int, step: int) -> Epoch:
        train_loss = float(np.mean(self._losses))
        self._losses.clear()
        loss = self._evaluate()
        return Epoch(
            epoch=epoch,
            step=step,
            learning_rate=self._rate,
            train_loss=train_loss,
            validation_loss=loss.get("validation", math.nan),
            held_out_loss=loss.get("held-out", math.nan),
            seconds=time.monotonic() - self._start,
        )


def _check_fit(network: FlowNetwork, layout: FactorLayout, samplers: Sequence[PairSampler]) -> None:
    for sampler in samplers:
        if sampler.factors != layout.names:
            raise ValueError(
                f"pairs have factors {sampler.factors}, but the layout has {layout.names}"
            )
    dimensions = [
        network.architecture.dimensions,
        layout.dimensions,
        *(sampler.dimensions for sampler in samplers),
    ]
    if len(set(dimensions)) != 1:
        raise ValueError(f"dimensions of network, layout and pairs differ: {dimensions}")


def _noisy_batches(
    training: PairSampler, settings: TrainingSettings, generator: np.random.Generator
) -> Callable[[], np.ndarray]:
    """Create the function that draws a batch of pairs and adds noise to it."""

    def draw() -> np.ndarray:
        pairs = training.sample(settings.pairs_per_factor, generator)
        noise = generator.standard_normal(pairs.shape, dtype=np.float32)
        return pairs + np.float32(settings.noise) * noise

    return draw


def _compiled_step(
    network: FlowNetwork,
    layout: FactorLayout,
    settings: TrainingSettings,
    optimizer: tf.keras.optimizers.Optimizer,
) -> Callable[[tf.Tensor], tf.Tensor]:
    """Create the compiled function that updates the weights on a batch and returns its loss."""
    variables = network.trainable_variables

    @tf.function(autograph=False, jit_compile=settings.compile_xla)
    def step(pairs: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = factor_loss(network, pairs, layout, settings.sigma)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), settings.clip_norm)
        optimizer.apply_gradients(zip(gradients, variables, strict=True))
        return loss

    return step


def _evaluation(
    network: FlowNetwork,
    layout: FactorLayout,
    evaluated: Mapping[str, PairSampler],
    settings: TrainingSettings,
    seed: int,
) -> Callable[[], dict[str, float]]:
    """Create the function that computes the loss of each split, always on the same pairs."""
    fixed = {
        split: tf.constant(
            sampler.sample(settings.evaluation_pairs, seeds.generator(seed, f"flow {split} pairs"))
        )
        for split, sampler in evaluated.items()
    }
    loss = tf.function(
        lambda pairs: factor_loss(network, pairs, layout, settings.sigma),
        autograph=False,
        jit_compile=settings.compile_xla,
    )
    return lambda: {split: float(loss(pairs)) for split, pairs in fixed.items()}
