"""What additive tones need of the settings, and the factors that they have by themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.tones import (
    configured_tones,
    factor_problems,
    own_factors,
    typed_factor,
)
from latentaudio.networks.base import NetworkDescription
from latentaudio.synthesis.tone_design import NAMES, design_problems

#: Factors of other sources whose settings name none.
_BUILT_IN = ("material", "action")


def with_own_factors(config: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the factors that the source has by itself, and the types of those that are named.

    Parameters
    ----------
    config
        A configuration that was not checked yet. One that the schema will refuse stays as it is.
    """
    dataset, section = config.get("dataset"), config.get("additive")
    if not isinstance(dataset, Mapping) or "factors" not in dataset:
        return dict(config)
    factors = dataset["factors"]
    if dataset.get("source") != "additive":
        found: Any = list(_BUILT_IN) if factors is None else factors
    else:
        try:
            found = _typed(factors, section or {})
        except (KeyError, TypeError, ValueError):
            return dict(config)
    return {**config, "dataset": {**dataset, "factors": found}}


def _typed(factors: Any, section: Mapping[str, Any]) -> Any:  # noqa: ANN401
    if factors is None:
        return own_factors(section)
    if not factors:
        return factors
    given = factors if isinstance(factors, Mapping) else dict.fromkeys(factors)
    return {name: _completed(name, fields, section) for name, fields in given.items()}


def _completed(name: str, fields: Any, section: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Add what is known of a parameter to the fields of a factor that are given."""
    fields = {"type": fields} if isinstance(fields, str) else dict(fields or {})
    if fields.get("type") == "categorical" or name not in NAMES:
        return {"type": "categorical", **fields}
    return typed_factor(name, section) | fields


def additive_disagreements(config: Mapping[str, Any], network: NetworkDescription) -> Iterator[str]:
    """List what is wrong with a set of tones, and keys that do not suit it.

    Parameters
    ----------
    config
        A configuration that agrees with the schema, with source ``additive``.
    network
        The network that will hear the tones.
    """
    section, dataset = config["additive"], config["dataset"]
    if section["samplerate"] < network.samplerate:
        yield (
            f"additive.samplerate: {section['samplerate']} found, expected at least "
            f"{network.samplerate}, the sample rate of {network.title}"
        )
    if section["seconds"] is not None and section["seconds"] < network.snippet_s:
        yield (
            f"additive.seconds: {section['seconds']} found, expected at least "
            f"{network.snippet_s:g}, the length of a snippet of {network.title}"
        )
    if dataset["block_s"] is not None:
        yield "dataset.block_s: must be null for additive tones, which are never split"
    if dataset["reverb"]["enabled"]:
        yield "dataset.reverb.enabled: must be false for additive tones, which have no twins"
    design = configured_tones(config, network.snippet)
    yield from design_problems(design, section["most_sounds"])
    yield from factor_problems(list(dataset["factors"]), design)
