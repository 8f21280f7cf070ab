"""Which tasks a configuration asks for, and of which kind each is."""

import re
from collections.abc import Mapping
from typing import Any

from latentaudio.factor_types import parse_factors
from latentaudio.prediction.kinds.names import asked_kind, asked_labels
from latentaudio.prediction.labels.label_table import LabelColumn

#: A layer, or the means and deviations of its channels.
OF_LAYER = re.compile(r"layer_([0-9]+)(_means)?")


def tasks_of(config: Mapping[str, Any]) -> list[str]:
    """List what is predicted: names of factors, and of sets of labels."""
    section = config["prediction"]
    if section["tasks"] is not None:
        return list(section["tasks"])
    factors = parse_factors(config["dataset"]["factors"])
    return [*(factor.name for factor in factors), *section["label_sets"]]


def label_columns(config: Mapping[str, Any]) -> dict[str, LabelColumn]:
    """Say where the labels of each task of labels are listed."""
    given = config["prediction"]["label_sets"]
    return {task: LabelColumn.of(task, given[task]) for task in tasks_of(config) if task in given}


def asked_kinds(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Say of which kind each task is; see `latentaudio.prediction.kinds.names`."""
    factors = {one.name: one for one in parse_factors(config["dataset"]["factors"])}
    labels = {task: asked_labels(column) for task, column in label_columns(config).items()}
    own = {task: asked_kind(factors[task]) for task in tasks_of(config) if task in factors}
    return own | labels


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
        match = OF_LAYER.fullmatch(str(head.get("values")))
        if match:
            seen = [head["kind"], *(["means"] if match[2] else [])]
            if "components" in head:
                seen.append(f"{head['components']} components")
            found[name] = (int(match[1]), ", ".join(seen))
    return found
