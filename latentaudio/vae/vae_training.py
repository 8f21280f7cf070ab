"""Training a variational autoencoder."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import numpy as np

from latentaudio import seeds
from latentaudio.errors import ConfigError, DatasetError, check_known
from latentaudio.training.epochs import Plan, Trained, train_epochs
from latentaudio.vae import codes
from latentaudio.vae.autoencoder import Autoencoder
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.objectives import BETA_VAE, Objective, make_objective
from latentaudio.vae.schedules import (
    Pressure,
    ScheduleSettings,
    final_pressure,
    find_schedule,
    settled_at,
)
from latentaudio.vae.validation import evaluation

OPTIMIZERS = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}


@dataclass(frozen=True)
class TrainingSettings(ScheduleSettings):
    """Hyperparameters of a training; those of its schedule are in `ScheduleSettings`.

    Attributes
    ----------
    objective
        See `latentaudio.vae.objectives`.
    schedule
        See `latentaudio.vae.schedules`.
    optimizer
        ``"adam"`` or ``"rmsprop"``.
    learning_rate
        Its learning rate.
    batch
        Number of sounds in a batch, at least 2; all training sounds if there are fewer.
    epochs
        Largest number of epochs. The sounds left over when an epoch is divided into batches are
        others in every epoch.
    patience
        See `latentaudio.training.stopping.EarlyStopping`.
    discriminator_units, discriminator_learning_rate
        See `latentaudio.vae.objectives.FactorVae`.
    """

    objective: str = BETA_VAE
    schedule: str = "constant"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch: int = 128
    epochs: int = 60
    patience: int = 10
    discriminator_units: int = 64
    discriminator_learning_rate: float = 0.001

    def __post_init__(self) -> None:
        super().__post_init__()
        find_schedule(self.schedule)
        check_known("vae.optimizer", self.optimizer, OPTIMIZERS)
        for field in fields(self):
            value = getattr(self, field.name)
            least = 2 if field.name == "batch" else 1
            if field.type is int and value < least:
                raise ConfigError(f"vae.{field.name}: found {value}, expected at least {least}")
            if field.name.endswith("learning_rate") and not 0.0 < value < math.inf:
                raise ConfigError(f"vae.{field.name}: found {value}, expected a number above 0")


@dataclass(frozen=True)
class Epoch:
    """One row of a training's history; all but the counts in nats a sound.

    Attributes
    ----------
    epoch, step
        Number of epochs and of steps completed.
    beta, capacity
        Pressure of the last step.
    reconstruction, rate, total_correlation
        Means over the steps of the epoch: negative log-likelihood, divergence of codes from the
        prior, and the total correlation, as far as the objective estimates it (or else 0).
    validation_reconstruction, validation_rate, validation_total_correlation
        The same for the validation sounds after the epoch, always with the same noise. NaN without
        validation sounds.
    validation_loss
        The objective of the validation sounds at the final pressure, whatever the schedule says at
        the moment; it determines the best epoch. For ``beta_vae`` with beta 1, it is the negative
        evidence lower bound.
    active_units
        Units with a mean divergence above `latentaudio.vae.collapse.ACTIVE` on validation
        sounds; 0 without such sounds.
    """

    epoch: int
    step: int
    beta: float
    capacity: float
    reconstruction: float
    rate: float
    total_correlation: float
    validation_reconstruction: float
    validation_rate: float
    validation_total_correlation: float
    validation_loss: float
    active_units: int


#: Result of a training.
TrainingResult = Trained[Epoch]


def train(
    model: Autoencoder,
    training: np.ndarray,
    validation: np.ndarray,
    settings: TrainingSettings,
    seed: int,
    *,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> TrainingResult:
    """Train a model, and give it the weights of its best epoch.

    Parameters
    ----------
    model
        Model to train, changed in place.
    training, validation
        Standardised values, shape ``[n, *shape]``, float32, to train on and to choose the best
        epoch by. Without validation sounds, the last epoch counts as the best.
    settings
        See `TrainingSettings`.
    seed
        Seed of batches and noise.
    on_epoch
        Called after every epoch, e.g. to report progress.

    Raises
    ------
    ConfigError
        If the objective cannot be used, or not with this schedule.
    DatasetError
        If there are fewer than two training sounds.
    TrainingError
        If the loss is not finite. The model then has the weights of the best epoch so far, or, if
        no epoch was completed, those from before training.
    """
    objective = _objective(model, settings, seed)
    if len(training) < 2:
        raise DatasetError(f"vae: {len(training)} training sounds found, expected at least 2")
    model.likelihood.fit(training)
    course = _Course(model, objective, training, validation, settings, seed)
    plan = Plan(
        "vae",
        "lower vae.learning_rate, or raise vae.variance",
        epochs=settings.epochs,
        steps_per_epoch=course.steps_per_epoch,
        patience=settings.patience,
        validated=len(validation) > 0,
        settled_epoch=math.ceil(settled_at(settings.schedule, settings) * settings.epochs),
    )
    return train_epochs(model, course, plan, on_epoch)


def _objective(model: Autoencoder, settings: TrainingSettings, seed: int) -> Objective:
    """Make the objective, which may not go with the schedule."""
    objective = make_objective(
        settings.objective,
        model.code_units,
        hidden_units=settings.discriminator_units,
        learning_rate=settings.discriminator_learning_rate,
        seed=seed,
    )
    if settings.schedule == "capacity" and not objective.takes_capacity:
        raise ConfigError(
            f"vae.objectives: '{settings.objective}-capacity' found, but the schedule capacity is "
            f"for {BETA_VAE}"
        )
    return objective


class _Course:
    """Steps on batches at the pressure of the schedule, and means of their terms.

    Attributes
    ----------
    steps_per_epoch
        Number of batches in an epoch.
    """

    def __init__(
        self,
        model: Autoencoder,
        objective: Objective,
        training: np.ndarray,
        validation: np.ndarray,
        settings: TrainingSettings,
        seed: int,
    ) -> None:
        batch = min(settings.batch, len(training))
        self.steps_per_epoch = len(training) // batch
        self._settings = settings
        self._step = _compiled_step(model, objective, settings)
        pressure = final_pressure(settings.schedule, settings)
        self._evaluate = evaluation(model, objective, validation, pressure, settings.batch, seed)
        self._inputs = _step_inputs(training, batch, model.code_units, seed)
        self._terms: list[list[float]] = []
        self._pressure = pressure

    def take_step(self, step: int) -> float:
        settings = self._settings
        progress = step / (settings.epochs * self.steps_per_epoch)
        self._pressure = find_schedule(settings.schedule)(progress, settings)
        loss, *terms = self._step(
            *next(self._inputs),
            tf.constant(self._pressure.beta, tf.float32),
            tf.constant(self._pressure.capacity, tf.float32),
        )
        self._terms.append([float(one) for one in terms])
        return float(loss)

    def record(self, epoch: int, step: int) -> Epoch:
        reconstruction, rate, total_correlation = np.mean(self._terms, axis=0).tolist()
        self._terms.clear()
        validated = self._evaluate()
        return Epoch(
            epoch=epoch,
            step=step,
            beta=self._pressure.beta,
            capacity=self._pressure.capacity,
            reconstruction=reconstruction,
            rate=rate,
            total_correlation=total_correlation,
            validation_reconstruction=validated.reconstruction,
            validation_rate=validated.rate,
            validation_total_correlation=validated.total_correlation,
            validation_loss=validated.loss,
            active_units=validated.active_units,
        )


def _step_inputs(
    training: np.ndarray, batch: int, units: int, seed: int
) -> Iterator[tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
    """Draw values, noise and a permutation for every step; each epoch has an order of its own."""
    batches, noises, orders = (
        seeds.generator(seed, "vae batches"),
        seeds.generator(seed, "vae noise"),
        seeds.generator(seed, "vae permutations"),
    )
    while True:
        order = batches.permutation(len(training))
        for start in range(0, len(training) - batch + 1, batch):
            noise = noises.standard_normal((batch, units), dtype=np.float32)
            permutation = orders.permuted(np.tile(np.arange(batch // 2), (units, 1)), axis=1)
            yield (
                tf.constant(training[order[start : start + batch]]),
                tf.constant(noise),
                tf.constant(permutation, tf.int32),
            )


def _compiled_step(
    model: Autoencoder, objective: Objective, settings: TrainingSettings
) -> Callable[..., tuple[tf.Tensor, ...]]:
    """Create the compiled function that updates the weights on a batch.

    It takes values, noise, a permutation, beta and the capacity, and returns the loss, the
    reconstruction error, the rate and the total correlation. XLA is not used: it compiles for 2 to
    8 s, and steps are then no faster, or slower (convolutions).
    """
    variables = model.trainable_variables
    optimizer = OPTIMIZERS[settings.optimizer](settings.learning_rate)
    # Here, because variables cannot be created in the compiled step.
    optimizer.build(variables)

    @tf.function(autograph=False)
    def step(
        values: tf.Tensor,
        noise: tf.Tensor,
        permutation: tf.Tensor,
        beta: tf.Tensor,
        capacity: tf.Tensor,
    ) -> tuple[tf.Tensor, ...]:
        with tf.GradientTape() as tape:
            mean, log_variance = model.encoder(values, training=True)
            code = codes.draw(mean, log_variance, noise)
            outputs = model.decoder(code.z, training=True)
            distances = model.likelihood.distance(values, outputs)
            reconstruction = tf.reduce_mean(model.likelihood.reconstruction(distances))
            rate = tf.reduce_mean(tf.reduce_sum(codes.divergence(code), axis=1))
            dependence = objective.total_correlation(code)
            loss = reconstruction + objective.penalty(rate, dependence, Pressure(beta, capacity))
        optimizer.apply(tape.gradient(loss, variables), variables)
        objective.learn(code.z, permutation)
        return loss, reconstruction, rate, dependence

    return step
