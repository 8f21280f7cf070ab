"""Settings of a network that is trained on crops, as a configuration has them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from latentaudio.errors import ConfigError, check_known
from latentaudio.prediction.frames.crops import PLACES, SOUND
from latentaudio.prediction.frames.scaling import UNITS, VALUES
from latentaudio.prediction.kinds.names import FORMS, VALUE
from latentaudio.prediction.models.registry import complete_sizes
from latentaudio.settings import make_settings

OPTIMIZERS = ("adam", "adamw")
SCHEDULES = ("constant", "cosine")
_CHOICES = {
    "crop_at": PLACES,
    "standardise": UNITS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "targets": FORMS,
}
#: Settings that are numbers: the least of each.
_COUNTS = {
    **dict.fromkeys(("crop_frames", "test_crops", "batch", "epochs"), 1),
    **dict.fromkeys(("steps_per_epoch", "patience"), 1),
    **dict.fromkeys(("mask_frames", "mask_values", "rooms"), 0),
}
_AMOUNTS = ("learning_rate", "weight_decay", "mixup", "gain_db")
#: Those that may be null.
_OPTIONAL = ("steps_per_epoch", "patience")


@dataclass(frozen=True)
class NetworkSettings:
    """What a network sees, and how it is trained.

    Attributes
    ----------
    architecture
        Name of the model, see `latentaudio.prediction.models.registry`.
    frames
        Name of the frames that crops are cut from.
    crop_frames
        Number of frames of a crop.
    sizes
        Sizes of the model; those that are missing have the model's defaults.
    crop_at
        Where crops are drawn, see `latentaudio.prediction.frames.crops`.
    new_crops
        Whether a recording gives another crop whenever it is in a batch, or always the same.
    test_crops
        Number of crops over which a prediction is averaged.
    standardise
        See `latentaudio.prediction.frames.scaling`.
    optimizer, learning_rate, weight_decay
        ``"adam"``, or ``"adamw"`` with this decay of kernels in each step, relative to the rate.
    schedule
        ``"constant"``, or ``"cosine"``: the rate falls to zero over all steps.
    batch
        Number of crops in a batch.
    epochs
        Largest number of epochs.
    steps_per_epoch
        Number of batches in an epoch; None for as many as it takes to see each training recording
        once.
    patience
        Number of epochs without a lower validation loss after which training stops, and the best
        epoch is kept; None for all epochs, of which the last is kept.
    mixup, gain_db, mask_frames, mask_values
        See `latentaudio.prediction.frames.augmentation`.
    rooms
        Number of drawn rooms in which recordings are also heard in training, see
        `latentaudio.prediction.frames.reverberant_frames`; a crop is of the recording itself as
        often as of each room.
    targets
        How values of a numeric factor are put before the network, see
        `latentaudio.prediction.kinds.number_codings`; of no use for classes.
    """

    architecture: str
    frames: str
    crop_frames: int
    sizes: Mapping[str, Any] = field(default_factory=dict)
    crop_at: str = SOUND
    new_crops: bool = True
    test_crops: int = 4
    standardise: str = VALUES
    optimizer: str = "adam"
    learning_rate: float = 0.001
    weight_decay: float = 0.0
    schedule: str = "constant"
    batch: int = 32
    epochs: int = 25
    steps_per_epoch: int | None = None
    patience: int | None = None
    mixup: float = 0.0
    gain_db: float = 0.0
    mask_frames: int = 0
    mask_values: int = 0
    rooms: int = 0
    targets: str = VALUE

    def __post_init__(self) -> None:
        for name in ("architecture", "frames"):
            self._expect(name, "text", isinstance(getattr(self, name), str))
        self._expect("sizes", "sizes by their names", isinstance(self.sizes, Mapping))
        self._expect("new_crops", "true or false", isinstance(self.new_crops, bool))
        complete_sizes(self.architecture, self.sizes)
        for name, allowed in _CHOICES.items():
            check_known(f"prediction.networks: {name}", getattr(self, name), allowed)
        self._check_numbers()
        if self.weight_decay and self.optimizer != "adamw":
            raise ConfigError(
                f"prediction.networks: weight_decay: {self.weight_decay} found, which is without "
                f"effect with optimizer {self.optimizer}; use optimizer: adamw, or remove it"
            )

    def _check_numbers(self) -> None:
        for name, least in _COUNTS.items():
            value = getattr(self, name)
            if value is not None or name not in _OPTIONAL:
                # To Python, true is a whole number.
                whole = isinstance(value, int) and not isinstance(value, bool)
                self._expect(name, f"a whole number of at least {least}", whole and value >= least)
        for name in _AMOUNTS:
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            self._expect(name, "a finite number of at least 0", number and 0 <= value < math.inf)
        self._expect("learning_rate", "a number above 0", self.learning_rate > 0)

    def _expect(self, name: str, expected: str, holds: bool) -> None:
        if not holds:
            raise ConfigError(
                f"prediction.networks: {name}: {getattr(self, name)!r} found, expected {expected}"
            )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "NetworkSettings":
        """Make settings of the keys of a configuration.

        Raises
        ------
        ConfigError
            If a key is unknown or missing, or a value cannot work.
        """
        return make_settings(cls, given, "prediction.networks")
