"""Training a variational autoencoder."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from latentaudio import seeds
from latentaudio.errors import ConfigError, DatasetError, TrainingError, did_you_mean
from latentaudio.vae import codes
from latentaudio.vae.autoencoder import Autoencoder
from latentaudio.vae.collapse import active_units
from latentaudio.vae.keras_adapter import keras, tf
from latentaudio.vae.objectives import BETA_VAE, Objective, make_objective
from latentaudio.vae.schedules import (
    Pressure,
    ScheduleSettings,
    final_pressure,
    find_schedule,
    settled_at,
)
from latentaudio.vae.stopping import EarlyStopping

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
        See `latentaudio.vae.stopping.EarlyStopping`.
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
        if self.optimizer not in OPTIMIZERS:
            raise ConfigError(
                f"vae.optimizer: '{self.optimizer}' found, expected one of "
                f"{', '.join(OPTIMIZERS)}{did_you_mean(self.optimizer, OPTIMIZERS)}"
            )
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


@dataclass(frozen=True)
class TrainingResult:
    """Result of a training.

    Attributes
    ----------
    history
        One item per completed epoch.
    best_epoch
        The epoch whose weights the model has after training.
    """

    history: tuple[Epoch, ...]
    best_epoch: int


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
    units = model.architecture.latent_units
    objective = make_objective(
        settings.objective,
        units,
        hidden_units=settings.discriminator_units,
        learning_rate=settings.discriminator_learning_rate,
        seed=seed,
    )
    if settings.schedule == "capacity" and not objective.takes_capacity:
        raise ConfigError(
            f"vae.objectives: '{settings.objective}-capacity' found, but the schedule capacity is "
            f"for {BETA_VAE}"
        )
    if len(training) < 2:
        raise DatasetError(f"vae: {len(training)} training sounds found, expected at least 2")
    batch = min(settings.batch, len(training))
    per_epoch = len(training) // batch
    steps = settings.epochs * per_epoch
    schedule = find_schedule(settings.schedule)
    settled = math.ceil(settled_at(settings.schedule, settings) * settings.epochs)
    stopping = EarlyStopping(settings.patience, settled)
    step_function = _compiled_step(model, objective, settings)
    evaluate = _evaluation(model, objective, validation, settings, seed)
    batches, noises, orders = (
        seeds.generator(seed, "vae batches"),
        seeds.generator(seed, "vae noise"),
        seeds.generator(seed, "vae permutations"),
    )
    history: list[Epoch] = []
    best_weights = model.weights()

    def check(loss: float, where: str) -> None:
        if not math.isfinite(loss):
            model.set_weights(best_weights)
            best = stopping.best_epoch
            raise TrainingError(
                f"vae: the {where} is {loss}; kept the weights of "
                + (f"epoch {best}" if best else "before training")
                + "; lower vae.learning_rate, or raise vae.variance",
                history,
            )

    for epoch in range(1, settings.epochs + 1):
        order = batches.permutation(len(training))
        terms = []
        for place in range(per_epoch):
            step = (epoch - 1) * per_epoch + place
            pressure = schedule(step / steps, settings)
            rows = order[place * batch : (place + 1) * batch]
            noise = noises.standard_normal((batch, units), dtype=np.float32)
            permutation = orders.permuted(np.tile(np.arange(batch // 2), (units, 1)), axis=1)
            loss, *found = step_function(
                tf.constant(training[rows]),
                tf.constant(noise),
                tf.constant(permutation, tf.int32),
                tf.constant(pressure.beta, tf.float32),
                tf.constant(pressure.capacity, tf.float32),
            )
            check(float(loss), f"training loss at step {step + 1} of {steps}")
            terms.append([float(one) for one in found])
        validated = evaluate()
        if len(validation):
            check(validated.loss, f"validation loss after step {step + 1} of {steps}")
        reconstruction, rate, total_correlation = np.mean(terms, axis=0).tolist()
        history.append(
            Epoch(
                epoch=epoch,
                step=step + 1,
                beta=pressure.beta,
                capacity=pressure.capacity,
                reconstruction=reconstruction,
                rate=rate,
                total_correlation=total_correlation,
                validation_reconstruction=validated.reconstruction,
                validation_rate=validated.rate,
                validation_total_correlation=validated.total_correlation,
                validation_loss=validated.loss,
                active_units=validated.active_units,
            )
        )
        if stopping.is_best(epoch, validated.loss):
            best_weights = model.weights()
        if on_epoch is not None:
            on_epoch(history[-1])
        if len(validation) and stopping.is_over(epoch):
            break
    model.set_weights(best_weights)
    return TrainingResult(tuple(history), stopping.best_epoch)


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


@dataclass(frozen=True)
class _Validated:
    """Terms of the loss on validation sounds; see `Epoch`."""

    reconstruction: float = math.nan
    rate: float = math.nan
    total_correlation: float = math.nan
    loss: float = math.nan
    active_units: int = 0


def _evaluation(
    model: Autoencoder,
    objective: Objective,
    validation: np.ndarray,
    settings: TrainingSettings,
    seed: int,
) -> Callable[[], _Validated]:
    """Create the function that evaluates validation sounds, always with the same noise.

    Total correlations are estimated in blocks of the size of a training batch, on which the
    estimate depends.
    """
    pressure = final_pressure(settings.schedule, settings)
    units = model.architecture.latent_units
    draw = seeds.generator(seed, "vae validation noise")
    noise = draw.standard_normal((len(validation), units), dtype=np.float32)
    starts = range(0, len(validation), settings.batch)
    blocks = [slice(start, start + settings.batch) for start in starts]

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, *model.architecture.shape]),
            tf.TensorSpec([None, units]),
        ],
        autograph=False,
    )
    def terms(values: tf.Tensor, noise: tf.Tensor) -> tuple[tf.Tensor, ...]:
        mean, log_variance = model.encoder(values, training=False)
        code = codes.draw(mean, log_variance, noise)
        distances = model.likelihood.distance(values, model.decoder(code.z, training=False))
        return distances, codes.divergence(code), objective.total_correlation(code)

    def evaluate() -> _Validated:
        if not len(validation):
            return _Validated()
        found = [terms(tf.constant(validation[one]), tf.constant(noise[one])) for one in blocks]
        distances = tf.concat([one for one, _, _ in found], axis=0)
        divergence = np.concatenate([one for _, one, _ in found])
        sizes = [len(validation[one]) for one in blocks]
        dependence = float(np.average([float(one) for _, _, one in found], weights=sizes))
        reconstruction = float(tf.reduce_mean(model.likelihood.reconstruction(distances)))
        rate = float(divergence.sum(axis=1).mean())
        return _Validated(
            reconstruction,
            rate,
            dependence,
            reconstruction + float(objective.penalty(rate, dependence, pressure)),
            active_units(divergence),
        )

    return evaluate
