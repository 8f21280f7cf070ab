"""Checking that the settings of the study of prediction suit the run, and what it consists of."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from latentaudio.datasets.configured import block_seconds
from latentaudio.datasets.recording_columns import recording_columns
from latentaudio.errors import ConfigError, suggestion
from latentaudio.factor_types import parse_factors
from latentaudio.features.feature import FEATURES, is_feature
from latentaudio.features.frames import FrameSettings
from latentaudio.networks.base import layer_folder
from latentaudio.networks.registry import describe
from latentaudio.prediction.crop_networks.network_settings import NetworkSettings
from latentaudio.prediction.heads.head_kinds import CONSTANT, REVERBERATION, WITHOUT_SEEDS
from latentaudio.prediction.labels.label_table import LabelColumn
from latentaudio.prediction.models.registry import check_crops
from latentaudio.prediction.tasks.tasks import tasks_of

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


def predictor_trainings(config: Mapping[str, Any]) -> list[PredictorTraining]:
    """List all trainings of a run, each of which is done for every fold.

    A linear or constant head is fitted for the first seed only.
    """
    section = config[STUDY]
    return [
        PredictorTraining(task, model, seed)
        for task in tasks_of(config)
        for model in section["models"]
        for seed in (section["seeds"][:1] if _draws_nothing(section, model) else section["seeds"])
    ]


def _draws_nothing(section: Mapping[str, Any], model: str) -> bool:
    return section["heads"].get(model, {}).get("kind") in WITHOUT_SEEDS


def only_seen_by_heads(config: Mapping[str, Any]) -> list[str]:
    """List the features that only heads see, so that they are computed but not decoded.

    A name of frames means the frames.

    Examples
    --------
    >>> heads = {"a": {"kind": "linear", "values": "embedding"}, "b": {"kind": "constant"}}
    >>> section = {"models": ["a", "b"], "heads": heads, "frames": {}}
    >>> config = {"studies": ["prediction"], "features": ["log_mel"], "prediction": section}
    >>> only_seen_by_heads(config)
    ['embedding']
    >>> only_seen_by_heads({**config, "studies": ["layers"]})
    []
    """
    if STUDY not in config["studies"]:
        return []
    section = config[STUDY]
    seen = [section["heads"].get(name, {}).get("values") for name in section["models"]]
    known = [*section["frames"], *config["features"]]
    return [
        name
        for name in dict.fromkeys(one for one in seen if isinstance(one, str))
        if name not in known and is_feature(name)
    ]


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
    yield from _note_that_does_not_fit(config)
    yield from _tasks_that_do_not_fit(config)
    yield from _absent_columns("apart", config[STUDY]["apart"], list(recording_columns(config)))
    yield from _frames_that_do_not_fit(config)
    yield from _models_that_do_not_fit(config)


def _note_that_does_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    shown, notes = config[STUDY]["shown_note"], config["dataset"]["notes"]
    if shown is not None and notes.get(shown) != "text":
        texts = [name for name, kind in notes.items() if kind == "text"]
        hint = suggestion(shown, texts) if texts else ", which has none"
        yield f"{STUDY}.shown_note: {shown!r} is no text among dataset.notes{hint}"


def _tasks_that_do_not_fit(config: Mapping[str, Any]) -> Iterator[str]:
    factors = {one.name: one for one in parse_factors(config["dataset"]["factors"])}
    if not tasks_of(config):
        yield (
            f"{STUDY}.tasks: none found, because there are no factors; leave the study out, or say "
            f"where lists of labels are ({STUDY}.label_sets)"
        )
    labels = config[STUDY]["label_sets"]
    for name, given in labels.items():
        if name in factors:
            yield f"{STUDY}.label_sets: {name!r} is also a factor; rename the set of labels"
        try:
            LabelColumn.of(name, given)
        except ConfigError as error:
            yield str(error)
    known = [*factors, *labels]
    for task in tasks_of(config):
        if task not in known:
            yield (
                f"{STUDY}.tasks: {task!r} is not one of dataset.factors, and no set of labels"
                f"{suggestion(task, known)}"
            )
        elif not _FOLDER.fullmatch(task):
            yield (
                f"{STUDY}.tasks: {task!r} cannot be the name of a folder; use letters, digits, "
                "blanks and - _ . in its name"
            )


def _absent_columns(key: str, asked: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for name in asked:
        if name not in known:
            yield (
                f"{STUDY}.{key}: {name!r} is none of the columns of the table of recordings that "
                "this run can name here, to which those of a manifest belong if they are factors"
                f"{suggestion(name, known)}"
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
        if name in _spaces(config) and name in [
            one.get("values") for one in section["heads"].values()
        ]:
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
            yield f"{STUDY}.models: {name!r} is no network or head{suggestion(name, known)}"
        if not _WITHOUT_A_DOT.fullmatch(name):
            yield f"{STUDY}.models: {name!r} found; use letters, digits, - and _ only"
    for name, given in section["networks"].items():
        yield from _network_that_does_not_fit(config, name, given)
    for name in section["models"]:
        if name in section["heads"]:
            yield from _head_that_does_not_fit(config, name)


def _network_that_does_not_fit(
    config: Mapping[str, Any], name: str, given: Mapping[str, Any]
) -> Iterator[str]:
    section, key = config[STUDY], f"{STUDY}.networks.{name}"
    try:
        settings = NetworkSettings.of(given)
    except (ConfigError, TypeError) as error:
        yield f"{key}: {error}"
        return
    if settings.frames not in section["frames"]:
        yield (
            f"{key}.frames: {settings.frames!r} is not one of {STUDY}.frames"
            f"{suggestion(settings.frames, section['frames'])}"
        )
        return
    if name not in section["models"]:
        return
    if settings.patience and not section["validation_fraction"]:
        yield (
            f"{key}.patience: {settings.patience} found, which is without effect because "
            f"{STUDY}.validation_fraction is 0; remove it, or raise the fraction"
        )
    try:
        _check_crops(config, settings)
    except ConfigError as error:
        yield f"{key}: {error}"


def _check_crops(config: Mapping[str, Any], settings: NetworkSettings) -> None:
    """Refuse crops that are too small, unless the frames or the network are refused anyway."""
    chosen = config["network"]
    try:
        frames = FrameSettings.of(config[STUDY]["frames"][settings.frames])
        samplerate = describe(chosen["name"], chosen["module"]).samplerate
    except (ConfigError, TypeError):
        return
    shape = settings.crop_frames, frames.width(samplerate)
    check_crops(settings.architecture, shape, settings.sizes)


def _head_that_does_not_fit(config: Mapping[str, Any], name: str) -> Iterator[str]:
    section = config[STUDY]
    head, key = section["heads"][name], f"{STUDY}.heads.{name}"
    asked = head.get("values")
    known = [*section["frames"], *_spaces(config), *FEATURES]
    if (asked is None) != (head["kind"] == CONSTANT):
        found = "missing" if asked is None else f"{asked!r} found"
        yield f"{key}.values: {found}; all heads see some, but for those of kind {CONSTANT}"
        return
    if isinstance(asked, str) and asked not in known and not is_feature(asked):
        yield (
            f"{key}.values: {asked!r} is no feature, no layer of this run, and no frames"
            f"{suggestion(asked, list(dict.fromkeys(known)))}"
        )
    if isinstance(asked, Mapping):
        numbers = [one for one, numeric in recording_columns(config).items() if numeric]
        yield from _absent_columns(f"heads.{name}.values.columns", asked["columns"], numbers)
    if head.get("summary") == REVERBERATION:
        frames = section["frames"].get(asked, {}) if isinstance(asked, str) else {}
        if frames.get("kind") != "waveform":
            yield (
                f"{key}.summary: {REVERBERATION} found, which is computed from samples; name "
                "frames of kind waveform in values"
            )
    if "components" in head and head["kind"] == CONSTANT:
        yield f"{key}.components: found for kind {CONSTANT}, which sees nothing; remove it"


def _spaces(config: Mapping[str, Any]) -> list[str]:
    layers = [layer_folder(number) for number in sorted(config["network"]["layers"])]
    return [*layers, *config["features"]]
