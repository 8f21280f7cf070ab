"""Which tasks a configuration asks for, and of which kind each is."""

from collections.abc import Mapping
from typing import Any

from latentaudio.factor_types import parse_factors
from latentaudio.prediction.kinds.names import asked_kind


def tasks_of(config: Mapping[str, Any]) -> list[str]:
    """List the factors that are predicted."""
    named = config["prediction"]["tasks"]
    if named is not None:
        return list(named)
    return [factor.name for factor in parse_factors(config["dataset"]["factors"])]


def asked_kinds(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Say of which kind each task is; see `latentaudio.prediction.kinds.names.asked_kind`."""
    factors = {one.name: one for one in parse_factors(config["dataset"]["factors"])}
    return {task: asked_kind(factors[task]) for task in tasks_of(config) if task in factors}
