"""Which tasks a configuration asks for, and of which kind each is."""

import re
from collections.abc import Mapping
from typing import Any

from latentaudio.factor_types import parse_factors
from latentaudio.prediction.kinds.names import asked_kind

#: A layer, or the means and deviations of its channels.
_OF_LAYER = re.compile(r"layer_([0-9]+)(_means)?")


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


def predicts(kind: str, config: Mapping[str, Any]) -> bool:
    """Return whether a run has tasks of a kind."""
    return any(asked["kind"] == kind for asked in asked_kinds(config).values())


def layer_heads(config: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Find the heads of a run that see a layer: its number, and how the head sees it.

    Heads that see it alike, but for the layer, can be compared layer by layer.

    Examples
    --------
    >>> heads = {"a": {"kind": "linear", "values": "layer_09_means"}, "b": {"kind": "constant"}}
    >>> layer_heads({"prediction": {"models": ["a", "b"], "heads": heads}})
    {'a': (9, 'linear, means')}
    """
    section = config["prediction"]
    found = {}
    for name in section["models"]:
        head = section["heads"].get(name, {})
        match = _OF_LAYER.fullmatch(str(head.get("values")))
        if match:
            seen = [head["kind"], *(["means"] if match[2] else [])]
            if "components" in head:
                seen.append(f"{head['components']} components")
            found[name] = (int(match[1]), ", ".join(seen))
    return found
