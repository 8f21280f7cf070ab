"""What additive tones need of the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.tones import configured_tones, factor_problems
from latentaudio.networks.base import NetworkDescription
from latentaudio.synthesis.tone_design import design_problems
from latentaudio.workflow.rendered_config import rendered_disagreements


def additive_disagreements(config: Mapping[str, Any], network: NetworkDescription) -> Iterator[str]:
    """List what is wrong with a set of tones, and keys that do not suit it.

    Parameters
    ----------
    config
        A configuration that agrees with the schema, with source ``additive``.
    network
        The network that will hear the tones.
    """
    yield from rendered_disagreements(config, network, "additive", "additive tones", "no twins")
    design = configured_tones(config, network.snippet)
    yield from design_problems(design, config["additive"]["most_sounds"])
    yield from factor_problems(list(config["dataset"]["factors"]), design)
