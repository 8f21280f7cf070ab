"""Checking that the settings of the study of prediction suit the run, and what it consists of."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from latentaudio.datasets.configured import block_seconds
from latentaudio.errors import ConfigError, did_you_mean
from latentaudio.factor_types import parse_factors
from latentaudio.features.frames import FrameSettings
from latentaudio.networks.base import layer_folder
from latentaudio.prediction.head_kinds import LINEAR
from latentaudio.prediction.kinds.names import asked_kind
from latentaudio.prediction.network_settings import NetworkSettings

STUDY = "prediction"

#: Names that can be folders on any system.
_FOLDER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]*[A-Za-z0-9_-])?")
#: Names of the tables beside the folders of tasks have a dot.
_WITHOUT_A_DOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class PredictorTraining(NamedTuple):
    """One training of a model, but for its fold."""

    task: str
    model: str
    seed: int


def tasks_of(config: Mapping[str, Any]) -> list[str]:
    """List the factors that are predicted."""
    named = config[STUDY]["tasks"]
    if named is not None:
        return list(named)
    factors = parse_factors(config["dataset"]["factors"])
    return [factor.name for factor in factors]


def asked_kinds(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Say of which kind each task is; see `latentaudio.prediction.kinds.names.asked_kind`."""
    factors = {one.name: one for one in parse_factors(config["dataset"]["factors"])}
    return {task: asked_kind(factors[task]) for task in tasks_of(config)}


def predictor_trainings(config: Mapping[str, Any]) -> list[PredictorTraining]:
    """List all trainings of a run, each of which is done for every fold.

    A linear head is fitted for the first seed only.
    """
    section = config[STUDY]
    return [
        PredictorTraining(task, model, seed)
        for task in tasks_of(config)
        for model in section["models"]
        for seed in (section["seeds"][:1] if _is_linear(section, model) else section["seeds"])
    ]


def _is_linear(section: Mapping[str, Any], model: str) -> bool:
    return bool(section["heads"].get(model, {}).get("kind") == LINEAR)


def prediction_disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List keys of section ``prediction`` that do not suit the run, or each other.

    Nothing is asked of them in a run without the study.
    """
    if STUDY not in config["studies"]:
        return
    if block_seconds(config) is not None:
        yield (
            f"studies: {STUDY} found, which predicts whole recordings, but recordings are cut into "
            "blocks that are groups of their own (dataset.block_s, or the synthetic source); leave "
            "the study out, or set dataset.block_s to null"
        )
    yield from _tasks_that_do_not_fit(config)
    yield from _frames_that_do_not_fit(config)
    yield from _models_that_do_not_fit(config)


def _tasks_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    factors = {one.name: one for one in parse_factors(config["dataset"]["factors"])}
    if not tasks_of(config):
        yield f"{STUDY}.tasks: none found, because there are no factors; leave the study out"
    for task in tasks_of(config):
        if task not in factors:
            yield f"{STUDY}.tasks: {task!r} is not one of dataset.factors{_hint(task, factors)}"
        elif not _FOLDER.fullmatch(task):
            yield (
                f"{STUDY}.tasks: {task!r} cannot be the name of a folder; use letters, digits, "
                "blanks and - _ . in the name of the factor"
            )


def _frames_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    section = config[STUDY]
    for name, given in section["frames"].items():
        if not _WITHOUT_A_DOT.fullmatch(name):
            yield f"{STUDY}.frames: {name!r} found; use letters, digits, - and _ only"
        try:
            FrameSettings.of(given)
        except (ConfigError, TypeError) as error:
            yield f"{STUDY}.frames.{name}: {error}"
    for name in section["frames"]:
        if name in _spaces(config) and name in [one["values"] for one in section["heads"].values()]:
            yield (
                f"{STUDY}.frames: {name!r} is also a feature of the run, so a head on it could "
                "mean either; rename the frames"
            )


def _models_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    section = config[STUDY]
    for name in sorted(section["networks"].keys() & section["heads"].keys()):
        yield f"{STUDY}: {name!r} is the name of a network and of a head; rename one of them"
    known = [*section["networks"], *section["heads"]]
    for name in section["models"]:
        if name not in known:
            yield f"{STUDY}.models: {name!r} is no network or head{_hint(name, known)}"
        if not _WITHOUT_A_DOT.fullmatch(name):
            yield f"{STUDY}.models: {name!r} found; use letters, digits, - and _ only"
    for name, given in section["networks"].items():
        try:
            frames = NetworkSettings.of(given).frames
        except (ConfigError, TypeError) as error:
            yield f"{STUDY}.networks.{name}: {error}"
            continue
        if frames not in section["frames"]:
            yield (
                f"{STUDY}.networks.{name}.frames: {frames!r} is not one of {STUDY}.frames"
                f"{_hint(frames, section['frames'])}"
            )
    values = [*section["frames"], *_spaces(config)]
    for name in section["models"]:
        asked = section["heads"].get(name, {}).get("values")
        if asked is not None and asked not in values:
            yield (
                f"{STUDY}.heads.{name}.values: {asked!r} is no feature or layer of this run, "
                f"and no frames{_hint(asked, values)}; add it to features"
            )


def _spaces(config: Mapping[str, Any]) -> list[str]:
    layers = [layer_folder(number) for number in sorted(config["network"]["layers"])]
    return [*layers, *config["features"]]


def _hint(name: str, known: Mapping[str, Any] | list[str]) -> str:
    return did_you_mean(name, known) or f" (known here: {', '.join(known)})"
