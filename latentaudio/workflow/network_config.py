"""Checking that a configuration suits its network."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from latentaudio.errors import ConfigError
from latentaudio.features.feature import find_feature
from latentaudio.features.space import layer_number
from latentaudio.networks.associations import Associations
from latentaudio.networks.base import NetworkDescription
from latentaudio.networks.registry import describe
from latentaudio.workflow.additive_config import additive_disagreements
from latentaudio.workflow.distances_config import distance_disagreements
from latentaudio.workflow.known_factors_config import (
    OF_FRAMES,
    STUDY,
    WITHOUT_SHAPE,
    smaller_than_its_code,
    vae_trainings,
)
from latentaudio.workflow.prediction_config import only_seen_by_heads

#: The feature whose values are samples, and the model that convolves them.
_SAMPLES, _OF_SAMPLES = "waveform", "convolution_1d"


def associated_classes(config: Mapping[str, Any]) -> dict[str, Mapping[str, Sequence[str]]]:
    """Give the output classes associated with classes of the factors that the data set has.

    Others are ignored, because the default names some for factors of the built-in sounds, which
    remain unless a file of settings replaces them all by ``{}``.
    """
    named = config["transfer"]["associated"]
    return {factor: named[factor] for factor in config["dataset"]["factors"] if factor in named}


def network_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys that contradict the network which the configuration names."""
    chosen = config["network"]
    try:
        network = describe(chosen["name"], chosen["module"])
    except ConfigError as error:
        yield str(error)
        return
    layers = chosen["layers"]
    count = len(network.layers)
    for index, number in enumerate(layers):
        if number > count:
            yield (
                f"network.layers[{index}]: {number} found, but {network.title} has layers 1 to "
                f"{count}"
            )
    known = [network.layer(number) for number in layers if number <= count]
    smallest = min(known, key=lambda layer: layer.size, default=None)
    components = config["pca"]["components"]
    if smallest is not None and components > smallest.size:
        yield (
            f"pca.components: {components} found, but layer {smallest.number} of {network.title} "
            f"has {smallest.size} units"
        )
    yield from _disagreements_of_sounds(config, network)
    yield from _disagreements_of_features(config, network)
    yield from _disagreements_of_autoencoders(config, network)
    if config["flow"]["layer"] != "none":
        try:
            Associations(associated_classes(config), network)
        except ConfigError as error:
            yield str(error)


def _disagreements_of_features(
    config: Mapping[str, Any], network: NetworkDescription
) -> Iterator[str]:
    for name in [*config["features"], *only_seen_by_heads(config)]:
        key = "features" if name in config["features"] else "prediction.heads"
        try:
            feature = find_feature(name, network)
        except ConfigError as error:
            yield str(error) if key == "features" else f"{key}: '{name}' found; {error}"
            continue
        number = layer_number(feature.source)
        if number is not None and number not in config["network"]["layers"]:
            yield (
                f"{key}: '{name}' found, which needs layer {number}, but network.layers is "
                f"{config['network']['layers']}; add the layer, or remove the feature"
            )
        if name in config["features"] and config["pca"]["components"] > feature.space.size:
            yield (
                f"pca.components: {config['pca']['components']} found, but feature '{name}' has "
                f"{feature.space.size} values"
            )


def _disagreements_of_autoencoders(
    config: Mapping[str, Any], network: NetworkDescription
) -> Iterator[str]:
    """List what cannot take the values of a feature: these have one axis only, or are too few."""
    if STUDY not in config["studies"]:
        return
    for space, model in dict.fromkeys((one.space, one.model) for one in vae_trainings(config)):
        if space not in config["features"] or config["vae"]["spaces"].get(space) != "values":
            continue
        try:
            shape = find_feature(space, network).space.shape
        except ConfigError:  # listed above
            continue
        yield from smaller_than_its_code(config, model, shape, f"values of {space}")
        if len(shape) == 1 and config["vae"]["likelihood"] == OF_FRAMES:
            yield (
                f"vae.likelihood: {OF_FRAMES} found, but the values of {space} (vae.trainings) "
                "have no frames and bands; use another likelihood"
            )
        allowed = [WITHOUT_SHAPE, *([_OF_SAMPLES] if space == _SAMPLES else [])]
        if len(shape) == 1 and model not in allowed:
            yield (
                f"vae.trainings: model {model} found for the values of {space}, which have no "
                f"frames and bands; expected {' or '.join(allowed)}"
            )


def _disagreements_of_sounds(
    config: Mapping[str, Any], network: NetworkDescription
) -> Iterator[str]:
    block_s, rate = config["dataset"]["block_s"], config["synthetic"]["samplerate"]
    if block_s is not None and block_s < network.snippet_s:
        yield (
            f"dataset.block_s: {block_s} found, expected at least {network.snippet_s:g}, the "
            f"length of a snippet of {network.title}"
        )
    if config["dataset"]["source"] == "additive":
        yield from additive_disagreements(config, network)
    if config["dataset"]["source"] == "distances":
        yield from distance_disagreements(config, network)
    if config["dataset"]["source"] == "synthetic" and rate < network.samplerate:
        yield (
            f"synthetic.samplerate: {rate} found, expected at least {network.samplerate}, the "
            f"sample rate of {network.title}"
        )
