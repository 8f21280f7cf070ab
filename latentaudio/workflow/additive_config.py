"""What additive tones need of the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.datasets.tones import configured_tones, factor_problems
from latentaudio.networks.base import NetworkDescription
from latentaudio.synthesis.tone_design import design_problems


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
