"""Training a network on crops."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from latentaudio.errors import DatasetError
from latentaudio.features.frames import RecordingFrames
from latentaudio.prediction.crop_networks.crop_network import Network
from latentaudio.prediction.crop_networks.network_objectives import objective_of
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.frames.augmentation import masked, mixed, with_gain
from latentaudio.prediction.frames.crops import cut_crop, drawn_start
from latentaudio.prediction.frames.scaling import Scaling, fit_scaling
from latentaudio.prediction.kinds.kind import Coding
from latentaudio.seeds import generator
from latentaudio.training.epochs import Plan, Trained, train_epochs
from latentaudio.vae.keras_adapter import keras, tf


@dataclass(frozen=True)
class Labelled:
    """Recordings with their targets.

    Attributes
    ----------
    frames
        Frames of each recording.
    targets
        Target of each, `n` of them; their meaning is that of the kind of task.
    in_rooms
        Frames of each recording as it is heard in each of some rooms.
    """

    frames: Sequence[RecordingFrames]
    targets: np.ndarray
    in_rooms: Sequence[Sequence[RecordingFrames]] = ()

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class Epoch:
    """One row of a training's history.

    Attributes
    ----------
    epoch, step
        Number of epochs and of steps completed.
    training_loss, training_score
        Means over the batches of the epoch, with augmentation and dropout; what they are, a kind of
        task says (`latentaudio.prediction.kinds.kind.TaskKind.measures`).
    validated_loss, validation_score
        Of whole validation recordings after the epoch; NaN without any.
    chosen_by_validation
        Whether the best epoch is chosen by `validated_loss`; if not, the last is kept.
    """

    epoch: int
    step: int
    training_loss: float
    training_score: float
    validated_loss: float
    validation_score: float
    chosen_by_validation: bool

    @property
    def validation_loss(self) -> float:
        """Loss that determines the best epoch; NaN if the last one is kept."""
        return self.validated_loss if self.chosen_by_validation else math.nan


def history_columns(measures: tuple[str, str]) -> dict[str, str]:
    """Name the columns of a training's history, and the attributes of `Epoch` that they hold.

    Examples
    --------
    >>> list(history_columns(("loss", "error")))[2:]
    ['training_loss', 'training_error', 'validation_loss', 'validation_error']
    """
    loss, score = measures
    return {
        "epoch": "epoch",
        "step": "step",
        f"training_{loss}": "training_loss",
        f"training_{score}": "training_score",
        f"validation_{loss}": "validated_loss",
        f"validation_{score}": "validation_score",
    }


def scaling_of(
    recordings: Sequence[RecordingFrames], settings: NetworkSettings, seed: int
) -> Scaling:
    """Fit the scaling of crops to one crop of each training recording."""
    draw = generator(seed, "prediction scaling")
    crops = [_drawn_crop(one, settings, draw) for one in recordings]
    return fit_scaling(np.stack(crops), settings.standardise)


def train_network(
    network: Network,
    coding: Coding,
    training: Labelled,
    validation: Labelled,
    gain_per_db: np.ndarray | None,
    seed: int,
    *,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> Trained[Epoch]:
    """Train a network, and give it the weights of its best epoch, or of the last.

    Parameters
    ----------
    network
        Network to train, changed in place.
    coding
        What its outputs stand for.
    training, validation
        Recordings to train on, and to choose the best epoch by.
    gain_per_db
        What 1 dB adds to a frame, see `latentaudio.prediction.frames.augmentation.with_gain`.
    seed
        Seed of batches, crops and augmentation.
    on_epoch
        Called after every epoch, e.g. to report progress.

    Raises
    ------
    DatasetError
        If there are fewer than two training recordings.
    TrainingError
        If the loss is not finite. The network then has the weights of the best epoch so far, or, if
        no epoch was completed, those from before training.
    """
    if len(training) < 2:
        raise DatasetError(
            f"prediction: {len(training)} training recordings found, expected at least 2"
        )
    settings = network.settings
    steps = settings.steps_per_epoch or math.ceil(len(training) / settings.batch)
    chosen = settings.patience is not None and len(validation) > 0
    plan = Plan(
        "prediction",
        "lower learning_rate in prediction.networks",
        epochs=settings.epochs,
        steps_per_epoch=steps,
        patience=settings.epochs if settings.patience is None else settings.patience,
        validated=chosen,
    )
    course = _Course(network, coding, training, validation, gain_per_db, seed, steps, chosen=chosen)
    return train_epochs(network, course, plan, on_epoch)


class _Course:
    """Steps on batches of crops, and means of their losses."""

    def __init__(
        self,
        network: Network,
        coding: Coding,
        training: Labelled,
        validation: Labelled,
        gain_per_db: np.ndarray | None,
        seed: int,
        steps_per_epoch: int,
        *,
        chosen: bool,
    ) -> None:
        self._network = network
        self._coding = coding
        self._validation = validation
        self._chosen = chosen
        self._batches = _batches(network, coding, training, gain_per_db, seed)
        self._step = _compiled_step(network, coding, network.settings.epochs * steps_per_epoch)
        self._terms: list[tuple[float, float, int]] = []

    def take_step(self, step: int) -> float:
        crops, targets = next(self._batches)
        loss, score = self._step(tf.constant(crops), tf.constant(targets))
        self._terms.append((float(loss), float(score), len(crops)))
        return float(loss)

    def record(self, epoch: int, step: int) -> Epoch:
        terms = np.array(self._terms)
        loss, score = np.average(terms[:, :2], axis=0, weights=terms[:, 2]).tolist()
        self._terms.clear()
        return Epoch(epoch, step, loss, score, *self._validated(), self._chosen)

    def _validated(self) -> tuple[float, float]:
        if not len(self._validation):
            return math.nan, math.nan
        targets = self._validation.targets
        outputs = self._network.outputs(self._validation.frames)
        return self._coding.loss(outputs, targets), self._coding.score(outputs, targets)


def _batches(
    network: Network,
    coding: Coding,
    training: Labelled,
    gain_per_db: np.ndarray | None,
    seed: int,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw augmented, standardised crops and what a network should give for every step."""
    settings = network.settings
    draw = generator(seed, "prediction augmentation")
    wanted = coding.encode(training.targets)
    crops_of = _crop_source(training, settings, seed)
    for rows in _rows(len(training), settings, seed):
        crops = with_gain(crops_of(rows), gain_per_db, settings.gain_db, draw)
        crops = network.scaling.standardise(crops)
        crops = masked(crops, settings.mask_frames, settings.mask_values, draw)
        yield mixed(crops, wanted[rows], settings.mixup, draw)


def _rows(count: int, settings: NetworkSettings, seed: int) -> Iterator[np.ndarray]:
    """Draw the recordings of every batch: all in turn, in an order of its own each time.

    Batches of a fixed number of steps are all full, and may span two orders.
    """
    draw = generator(seed, "prediction batches")
    left = np.zeros(0, np.int64)
    while True:
        if settings.steps_per_epoch is None:
            order = draw.permutation(count)
            yield from (
                order[start : start + settings.batch] for start in range(0, count, settings.batch)
            )
        else:
            while len(left) < settings.batch:
                left = np.concatenate([left, draw.permutation(count)])
            yield left[: settings.batch]
            left = left[settings.batch :]


def _crop_source(
    training: Labelled, settings: NetworkSettings, seed: int
) -> Callable[[np.ndarray], np.ndarray]:
    """Give a function from rows of recordings to crops, always the same or new ones."""
    draw = generator(seed, "prediction crops")
    heard = [training.frames, *training.in_rooms]

    def drawn(row: int) -> np.ndarray:
        place = draw.integers(len(heard)) if len(heard) > 1 else 0
        return _drawn_crop(heard[place][row], settings, draw)

    if settings.new_crops:
        return lambda rows: np.stack([drawn(row) for row in rows])
    fixed = np.stack([drawn(row) for row in range(len(training))])
    return lambda rows: fixed[rows]


def _drawn_crop(
    recording: RecordingFrames, settings: NetworkSettings, draw: np.random.Generator
) -> np.ndarray:
    length = settings.crop_frames
    return cut_crop(recording, drawn_start(recording, length, settings.crop_at, draw), length)


def _compiled_step(
    network: Network, coding: Coding, steps: int
) -> Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]:
    """Create the compiled function that updates the weights on a batch.

    It takes crops and what the network should give, and returns the mean loss and score.
    """
    settings, model = network.settings, network.model
    rate: float | keras.optimizers.schedules.LearningRateSchedule = settings.learning_rate
    if settings.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(settings.learning_rate, steps)
    optimizer = keras.optimizers.Adam(rate)
    if settings.optimizer == "adamw":
        optimizer = keras.optimizers.AdamW(rate, weight_decay=settings.weight_decay)
        # Biases, and what batch normalisation learns, do not decay.
        optimizer.exclude_from_weight_decay(
            [one for one in model.trainable_variables if one.ndim < 2]
        )
    # Here, because variables cannot be created in the compiled step.
    optimizer.build(model.trainable_variables)
    objective = objective_of(coding)

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, *network.shape]),
            tf.TensorSpec([None, model.output_shape[-1]]),
        ],
        autograph=False,
    )
    def step(crops: tf.Tensor, targets: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            each, score = objective(targets, model(crops, training=True))
            loss = tf.reduce_mean(each)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss, score

    return step
