"""Settings: dataclasses whose fields are keys of a configuration."""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, TypeVar

from latentaudio.errors import ConfigError, check_known

Settings = TypeVar("Settings")


def make_settings(
    kind: type[Settings], given: Mapping[str, Any], key: str, **fixed: object
) -> Settings:
    """Make settings of the keys of a configuration.

    Parameters
    ----------
    kind
        A dataclass.
    given
        Values by key. Keys that are left out have their defaults.
    key
        Where they stand in the configuration.
    **fixed
        Fields that are no keys.

    Raises
    ------
    ConfigError
        If a key is unknown, or one without a default is missing.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Sizes:
    ...     units: int = 64
    >>> make_settings(Sizes, {"units": 8}, "vae.models.dense")
    Sizes(units=8)
    """
    keys = [one for one in fields(kind) if one.name not in fixed]  # type: ignore[arg-type]
    for name in given:
        check_known(key, name, [one.name for one in keys], what="key")
    for one in keys:
        if one.name not in given and one.default is one.default_factory is MISSING:
            raise ConfigError(f"{key}: key '{one.name}' is missing")
    return kind(**fixed, **given)


def from_json(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the values of settings; lists stand for tuples."""
    return {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}


def as_json(settings: object) -> dict[str, Any]:
    """List the values of settings as JSON can hold them: tuples become lists."""
    return {
        name: list(one) if isinstance(one, tuple) else one
        for name, one in asdict(settings).items()  # type: ignore[call-overload]
    }
