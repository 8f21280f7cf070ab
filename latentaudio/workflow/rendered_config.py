"""What sources that render whole sounds themselves need of the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.networks.base import NetworkDescription


def rendered_disagreements(
    config: Mapping[str, Any], network: NetworkDescription, source: str, sounds: str, have: str
) -> Iterator[str]:
    """List what does not suit sounds that are rendered as they will be heard.

    Parameters
    ----------
    config
        A configuration that agrees with the schema.
    network
        The network that will hear the sounds.
    source
        Name of the source, whose section has a sample rate and a duration.
    sounds, have
        What the sounds are called in messages, and what they have instead of reverberated twins.
    """
    section, dataset = config[source], config["dataset"]
    if section["samplerate"] < network.samplerate:
        yield (
            f"{source}.samplerate: {section['samplerate']} found, expected at least "
            f"{network.samplerate}, the sample rate of {network.title}"
        )
    if section["seconds"] is not None and section["seconds"] < network.snippet_s:
        yield (
            f"{source}.seconds: {section['seconds']} found, expected at least "
            f"{network.snippet_s:g}, the length of a snippet of {network.title}"
        )
    if dataset["block_s"] is not None:
        yield f"dataset.block_s: must be null for {sounds}, which are never split"
    if dataset["reverb"]["enabled"]:
        yield f"dataset.reverb.enabled: must be false for {sounds}, which have {have}"
