"""Which settings the methods of the study `known_factors` try, and in which spaces."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from latentaudio.workflow.known_factors_config import STUDY, VaeTraining, vae_trainings

TUNING = f"{STUDY}.tuning"


def tuned_flows(config: Mapping[str, Any]) -> list[str]:
    """List the spaces for whose flows several settings are tried; none in a run without the study.

    Examples
    --------
    >>> tuning = {"flow": {"noise": [0.25, 0.5]}}
    >>> config = {"studies": ["known_factors"], "known_factors": {"spaces": ["mfcc"]}}
    >>> config["known_factors"]["tuning"] = tuning
    >>> tuned_flows(config), tuned_flows({**config, "studies": ["layers"]})
    (['mfcc'], [])
    """
    return list(config[STUDY]["spaces"]) if _is_tuned(config, "flow") else []


def tuned_models(config: Mapping[str, Any]) -> dict[tuple[str, str], VaeTraining]:
    """List the autoencoders for which several settings are tried; none in a run without the study.

    Returns
    -------
    dict
        The first training of each, by its space and its model.
    """
    if not _is_tuned(config, "vae"):
        return {}
    first: dict[tuple[str, str], VaeTraining] = {}
    for training in vae_trainings(config):
        first.setdefault((training.space, training.model), training)
    return first


def trial_epochs(config: Mapping[str, Any], method: str) -> int:
    """Compute for how many epochs a setting of a flow or of an autoencoder is tried.

    Examples
    --------
    >>> config = {"known_factors": {"trial_epochs": 0.25}, "vae": {"epochs": 50}}
    >>> trial_epochs(config, "vae")
    13
    """
    return math.ceil(config[STUDY]["trial_epochs"] * config[method]["epochs"])


def _is_tuned(config: Mapping[str, Any], method: str) -> bool:
    return STUDY in config["studies"] and len(_settings(config)[method]) > 1


def _settings(config: Mapping[str, Any]) -> dict[str, list[float]]:
    """Give the values that each method tries; the schema allows one key for each."""
    tuning = config[STUDY]["tuning"]
    return {method: next(iter(grid.values())) for method, grid in tuning.items()}


def tuning_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of the settings to try that do not suit each other, or the sections of methods.

    Nothing is asked of them in a run without the study.
    """
    if STUDY not in config["studies"]:
        return
    (first, values), *others = _settings(config).items()
    for method, other in others:
        if len(other) != len(values):
            yield (
                f"{TUNING}: {len(values)} settings of {first} found, and {len(other)} of {method}; "
                "give all methods equally many, so that none is tuned harder than another"
            )
            break
    for method, key in (("flow", "noise"), ("vae", "learning_rate")):
        asked, tried = config[method][key], config[STUDY]["tuning"][method][key]
        if asked not in tried:
            yield (
                f"{method}.{key}: {asked} found, which {TUNING}.{method}.{key} does not list "
                f"({', '.join(map(str, tried))}); the study trains with one of those, so add it "
                "there"
            )
