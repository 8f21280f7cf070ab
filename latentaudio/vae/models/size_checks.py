"""Checks that models share: of their sizes, and of the shape of their input; without TensorFlow."""

from collections.abc import Sequence

from latentaudio.errors import ConfigError, check_known


def check_counts(model: str, **counts: int | Sequence[int]) -> None:
    """Check that sizes are whole numbers of at least 1, and that lists of them are not empty.

    Raises
    ------
    ConfigError
        If one is not.
    """
    for key, value in counts.items():
        numbers = value if isinstance(value, Sequence) else [value]
        if not numbers or any(not isinstance(one, int) or one < 1 for one in numbers):
            found = list(numbers) if isinstance(value, Sequence) else value
            raise ConfigError(
                f"vae.models.{model}.{key}: found {found}, expected whole numbers of at least 1"
            )


def check_dropout(model: str, dropout: float) -> None:
    """Check that a fraction of units can be dropped.

    Raises
    ------
    ConfigError
        If it is not in [0, 1).
    """
    if not 0.0 <= dropout < 1.0:
        raise ConfigError(
            f"vae.models.{model}.dropout: found {dropout}, expected a number from 0 to below 1"
        )


def check_choice(model: str, choices: Sequence[str], **given: str) -> None:
    """Check that settings are among their choices.

    Raises
    ------
    ConfigError
        If one is not.
    """
    for key, value in given.items():
        check_known(f"vae.models.{model}.{key}", value, choices)


def frames_and_bands(model: str, shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the shape of a spectrogram.

    Raises
    ------
    ConfigError
        If it is the shape of something else.
    """
    if len(shape) != 2:
        raise ConfigError(
            f"vae.models: {model} found for values of shape {list(shape)}, but it needs frames and "
            "bands; use a spectrogram (e.g. log_mel_48x32), or the model dense"
        )
    return shape[0], shape[1]
