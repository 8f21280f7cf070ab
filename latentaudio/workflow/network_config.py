"""Checking that a configuration suits its network."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.errors import ConfigError
from latentaudio.networks.registry import describe


def network_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys that contradict the network which the configuration names."""
    chosen = config["network"]
    try:
        network = describe(chosen["name"], chosen["module"])
    except ConfigError as error:
        yield str(error)
        return
    count = len(network.layers)
    for index, number in enumerate(chosen["layers"]):
        if number > count:
            yield (
                f"network.layers[{index}]: {number} found, but {network.title} has layers 1 to "
                f"{count}"
            )
