"""The factors that a source has by itself, which settings need not name."""

from collections.abc import Callable, Mapping
from typing import Any

from latentaudio.datasets import known_distances, tones
from latentaudio.synthesis.tone_design import NAMES

#: Factors of other sources whose settings name none.
_BUILT_IN = ("material", "action")


def with_own_factors(config: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the factors that the source has by itself, and the types of those that are named.

    Parameters
    ----------
    config
        A configuration that was not checked yet. One that the schema will refuse stays as it is.
    """
    dataset = config.get("dataset")
    if not isinstance(dataset, Mapping) or "factors" not in dataset:
        return dict(config)
    factors, source = dataset["factors"], str(dataset.get("source"))
    typing = {"additive": _of_tones, "distances": _of_sounds_in_rooms}.get(source)
    if typing is None:
        found: Any = list(_BUILT_IN) if factors is None else factors
    else:
        try:
            found = typing(factors, config.get(source) or {})
        except (KeyError, TypeError, ValueError):
            return dict(config)
    return {**config, "dataset": {**dataset, "factors": found}}


def _of_tones(factors: Any, section: Mapping[str, Any]) -> Any:  # noqa: ANN401
    own = tones.own_factors(section)
    return _typed(factors, own, lambda name: name in NAMES and tones.typed_factor(name, section))


def _of_sounds_in_rooms(factors: Any, section: Mapping[str, Any]) -> Any:  # noqa: ANN401
    own = known_distances.own_factors(section)
    return _typed(factors, own, lambda name: name == known_distances.DISTANCE and own[name])


def _typed(
    factors: Any,  # noqa: ANN401
    own: Mapping[str, Any],
    known: Callable[[str], Any],
) -> Any:  # noqa: ANN401
    """Add what is known of factors to the fields that are given; `own` if none are named."""
    if factors is None:
        return dict(own)
    if not factors:
        return factors
    given = factors if isinstance(factors, Mapping) else dict.fromkeys(factors)
    return {name: _completed(fields, known(name)) for name, fields in given.items()}


def _completed(fields: Any, known: Any) -> Any:  # noqa: ANN401
    fields = {"type": fields} if isinstance(fields, str) else dict(fields or {})
    if fields.get("type") == "categorical" or not known:
        return {"type": "categorical", **fields}
    return known | fields
