"""Checking a configuration before anything is computed."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from latentaudio.decoding.decoders import running
from latentaudio.errors import ConfigError, did_you_mean, suggestion
from latentaudio.factor_types import Factor, parse_factors
from latentaudio.factors import factor_layout
from latentaudio.workflow.explorer_config import explorer_disagreements
from latentaudio.workflow.known_factors_config import STUDY, known_factors_disagreements
from latentaudio.workflow.network_config import network_disagreements
from latentaudio.workflow.own_factors import with_own_factors
from latentaudio.workflow.prediction_config import prediction_disagreements
from latentaudio.workflow.settings_files import laid_over, read_settings
from latentaudio.workflow.studies import disagreements_of_studies, needs_folds, switched_off
from latentaudio.workflow.tuning_config import tuning_disagreements

#: The folder of the defaults, in the repository that this library is part of.
DEFAULTS_FOLDER = Path(__file__).resolve().parents[2] / "config"

#: The files that hold all keys and their defaults, in the order in which they are merged.
DEFAULT_FILES = (
    *("config.yaml", "layers.yaml", "known_factors.yaml", "prediction.yaml", "explorer.yaml"),
    "listening.yaml",
)

#: The schema, in the same folder.
SCHEMA = Path("schema") / "config.schema.yaml"

#: Keys of earlier versions, and what they are called now.
RENAMED = {"yamnet": "network"}

#: Keys of earlier versions that are no more, and what to do instead.
REPLACED = {"probe": "leave probe out of the list 'decoders' to switch the linear probe off"}

_EXPONENT = "; YAML takes this for text: write a number with a point and a sign, such as 1.0e-3"


def read_config(
    folder: Path, files: Iterable[Path] = (), given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Read the configuration of a run: defaults, and what is laid over them.

    Factors that no file names are those that the source has by itself.

    Parameters
    ----------
    folder
        The folder ``config``.
    files
        Files of settings; each is laid over those before it.
    given
        Settings that are laid over all files.

    Raises
    ------
    ConfigError
        When a file cannot be used; see `latentaudio.workflow.settings_files.read_settings`.
    """
    config: dict[str, Any] = {}
    paths = [*(folder / name for name in DEFAULT_FILES), *files]
    for overlay in [*map(read_settings, paths), given or {}]:
        config = laid_over(config, overlay)
    return with_own_factors(config)


def results_folder(config: Mapping[str, Any]) -> Path:
    """Give the folder of the results of a run, relative to where it is started."""
    return Path("results") / str(config["run"])


def kept_layers(config: Mapping[str, Any]) -> list[int]:
    """Give the numbers of the layers whose activations stay on disk, in ascending order."""
    layers, keep = sorted(config["network"]["layers"]), config["embeddings"]["keep"]
    return layers if keep == "all" else [number for number in layers if number in keep]


def check_config(config: Mapping[str, Any], schema_path: Path) -> None:
    """Check a configuration against its schema, and that its keys agree with each other.

    Parameters
    ----------
    config
        The merged configuration.
    schema_path
        A JSON schema, written in YAML; ``$ref`` names schemas in the same folder.

    Raises
    ------
    ConfigError
        Listing every key that is unknown (with the nearest known one), missing, or of an impossible
        value (with what is possible).
    """
    schema = _schema(schema_path)
    sections = Registry(retrieve=partial(_section, schema_path.parent))  # type: ignore[call-arg]
    validator = _Validator(schema, registry=sections)
    errors = sorted(validator.iter_errors(config), key=lambda error: list(map(str, error.path)))
    # jsonschema reports every missing key by itself, and each report lists all of them.
    problems = list(dict.fromkeys(line for error in errors for line in _described(error)))
    if not problems:
        problems = list(_disagreements(switched_off(config)))
    if problems:
        raise ConfigError(
            "the configuration cannot be used:\n" + "\n".join(f"  {line}" for line in problems)
        )


def _schema(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache  # each is referred to many times
def _section(folder: Path, name: str) -> Resource[Any]:
    schema = _schema(folder / name)
    # A dialect of its own would bring back jsonschema's notion of a number.
    del schema["$schema"]
    return DRAFT202012.create_resource(schema)


def _is_integer(_: object, value: object) -> bool:
    # 10.0 passes for an integer in JSON, but not for the programs that the value is handed to.
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_: object, value: object) -> bool:
    return _is_integer(_, value) or (isinstance(value, float) and math.isfinite(value))


_Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)


def _described(error: jsonschema.ValidationError) -> Iterator[str]:
    key = _dotted(error.absolute_path)
    found: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "additionalProperties" if isinstance(wanted, bool):
            known = list(schema["properties"])
            for name in sorted(set(found) - set(known)):
                path = _dotted([*error.absolute_path, name])
                if path in RENAMED:
                    yield f"{path}: has a new name, {RENAMED[path]}; rename it"
                elif path in REPLACED:
                    yield f"{path}: no longer a key; {REPLACED[path]}"
                else:
                    yield f"{path}: unknown key{suggestion(name, known)}"
        case "required":
            for name in sorted(set(wanted) - set(found)):
                yield f"{_dotted([*error.absolute_path, name])}: missing"
        case "enum":
            near = did_you_mean(str(found), list(map(str, wanted)))
            yield f"{key}: {found!r} found, expected one of {', '.join(map(str, wanted))}{near}"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            hint = _EXPONENT if "number" in kinds and _has_exponent(found) else ""
            yield f"{key}: {found!r} found, expected {' or '.join(kinds)}{hint}"
        case "minimum":
            yield f"{key}: {found!r} found, expected at least {wanted}"
        case "maximum":
            yield f"{key}: {found!r} found, expected at most {wanted}"
        case "exclusiveMinimum":
            yield f"{key}: {found!r} found, expected more than {wanted}"
        case "exclusiveMaximum":
            yield f"{key}: {found!r} found, expected less than {wanted}"
        case "oneOf":
            yield f"{key}: {found!r} found, expected {schema['description']}"
        case "not":
            yield f"{key}: {found!r} is the name of a column of the result tables; choose another"
        case _:
            yield f"{key}: {error.message}"


def _has_exponent(found: object) -> bool:
    return isinstance(found, str) and re.fullmatch(r"[-+]?[\d.]+[eE][-+]?\d+", found) is not None


def _dotted(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "configuration"


def _disagreements(config: Mapping[str, Any]) -> Iterator[str]:
    """List what a schema cannot express: keys that contradict or need each other."""
    dataset = config["dataset"]
    source = dataset["source"]
    try:
        factors = parse_factors(dataset["factors"])
    except ConfigError as error:
        yield str(error)
        return
    yield from _disagreements_of_factors(config, factors)
    needed = {"manifest": "manifest", "maas": "root", "folder": "root"}
    key = needed.get(source)
    if key is not None and dataset[key] is None:
        yield f"dataset.{key}: missing, but dataset.source is '{source}'"
    if source == "manifest" and isinstance(dataset["manifest"], Mapping) and not dataset["root"]:
        yield "dataset.root: missing, but dataset.manifest has several tables"
    yield from disagreements_of_studies(config)
    for name in ("pattern", "path_pattern"):
        if "\b" in (dataset[name] or ""):
            yield (
                f"dataset.{name}: {dataset[name]!r} found, with a backspace, which \\b means in "
                "double quotes; put the pattern in single quotes"
            )
    if source == "synthetic" and dataset["block_s"] is not None:
        yield (
            "dataset.block_s: must be null for the synthetic source, whose blocks are its objects "
            "(synthetic.seconds_per_object)"
        )
    if source == "synthetic" and dataset["guard_s"] > 0:
        yield "dataset.guard_s: must be 0 for the synthetic source, whose objects do not overlap"
    if source != "synthetic" and dataset["block_s"] is None and dataset["guard_s"] > 0:
        yield "dataset.guard_s: a gap between blocks, but dataset.block_s is null: there are none"
    yield from network_disagreements(config)
    yield from known_factors_disagreements(config)
    yield from tuning_disagreements(config)
    yield from prediction_disagreements(config)
    yield from explorer_disagreements(config)
    # Only manifests and patterns have columns.
    has_folds = dataset["fold_column"] is not None and source in ("manifest", "folder")
    if config["folds"]["grouped"] is None and not has_folds and needs_folds(config):
        yield (
            "folds.grouped: null found, but conclusions rest on folds that keep groups whole; give "
            "a number, or dataset.fold_column if the data set comes with folds"
        )
    keep, layers = config["embeddings"]["keep"], config["network"]["layers"]
    for number in [] if keep == "all" else keep:
        if number not in layers:
            yield f"embeddings.keep: {number} found, but network.layers is {layers}"
    yield from _disagreements_of_decoders(config["decoders"], factors)
    yield from _disagreements_of_flow(config)
    if config["tsne"]["perplexity"] >= config["tsne"]["snippets"]:
        yield "tsne.perplexity: must be less than tsne.snippets"
    if dataset["reverb"]["distance_m"] >= min(dataset["reverb"]["room_m"][:2]):
        yield "dataset.reverb.distance_m: must be less than the length and the width of room_m"


def _disagreements_of_factors(
    config: Mapping[str, Any], factors: Sequence[Factor]
) -> Iterator[str]:
    names = [factor.name for factor in factors]
    numeric = [factor.name for factor in factors if factor.is_numeric]
    source = config["dataset"]["source"]
    if source in ("synthetic", "maas") and (len(factors) != 2 or numeric):
        yield (
            f"dataset.factors: {config['dataset']['factors']} found, but source '{source}' has two "
            "categorical factors: what the object is made of, and what is done to it"
        )
    sections = [f"dataset.{name}" for name in ("classes", "select")]
    if config["flow"]["layer"] != "none":
        sections.append("flow.classes")
    for key in sections:
        section, _, name = key.partition(".")
        for factor in config[section][name]:
            if factor not in names:
                yield f"{key}.{factor}: not one of dataset.factors{suggestion(factor, names)}"
            elif factor in numeric:
                yield f"{key}.{factor}: a numeric factor has no classes; remove it"


def _disagreements_of_decoders(names: Sequence[str], factors: Sequence[Factor]) -> Iterator[str]:
    try:
        running(names, factors, control=False)
    except ConfigError as error:
        yield str(error)


def _disagreements_of_flow(config: Mapping[str, Any]) -> Iterator[str]:
    flow, factors = config["flow"], list(config["dataset"]["factors"])
    asked = flow["layer"]
    for number in [asked] if isinstance(asked, int) else asked if isinstance(asked, list) else []:
        if number not in config["network"]["layers"]:
            yield f"flow.layer: {number} found, but network.layers is {config['network']['layers']}"
    # That a study lacks factors is told by itself.
    if not factors or (asked == "none" and STUDY not in config["studies"]):
        return
    if flow["components"] > config["pca"]["components"]:
        yield (
            f"flow.components: {flow['components']} found, but pca.components is "
            f"{config['pca']['components']}"
        )
    try:
        layout = factor_layout(factors, flow["components"], flow["dimensions_per_factor"])
        if layout.residual < 1:
            yield (
                f"flow.components: {flow['components']} found, which leaves no residual beside the "
                "axes of the factors; sounds are moved along it as a control"
            )
    except ConfigError as error:
        yield str(error)
