# What all rules share: the checked configuration, the names of layers and folds, and how programs are
# called. Settings reach a program only through the `params:` or the `input:` of its rule, so that
# Snakemake can tell which results a change outdates.

import dataclasses
import json
import os
import shlex
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from latentaudio.datasets.checks import check_ungrouped
from latentaudio.datasets.configured import (
    block_seconds,
    configured_source,
    is_map_only,
    measuring_settings,
    skips_unreadable,
    to_json,
)
from latentaudio.datasets.file_digests import file_digests, remembered_digests
from latentaudio.datasets.fold_table import GIVEN, main_scheme
from latentaudio.datasets.listing import dry_recordings, list_recordings
from latentaudio.datasets.parts import divide
from latentaudio.decoding.decoders import running
from latentaudio.errors import LatentAudioError
from latentaudio.factor_types import Factor, factors_to_json
from latentaudio.features.feature import WAVEFORMS, feature_module, find_feature
from latentaudio.features.technical import TECHNICAL, TITLE as TECHNICAL_TITLE
from latentaudio.figures.registry import FIGURES, figure_names
from latentaudio.listening.answer_files import answer_files
from latentaudio.networks.base import layer_folder
from latentaudio.networks.registry import describe, description_modules, network_modules
from latentaudio.workflow.command_line import check_command_line
from latentaudio.workflow.config import (
    SCHEMA,
    check_config,
    kept_layers,
    read_config,
    results_folder,
)
from latentaudio.workflow.explorer_config import only_mapped
from latentaudio.workflow.environment import check_records, share_with_programs
from latentaudio.workflow.network_config import associated_classes
from latentaudio.workflow.prediction_config import only_seen_by_heads
from latentaudio.workflow.provenance import code_digest, content_digest
from latentaudio.workflow.studies import (
    axis_neighbors,
    decodes,
    needs_folds,
    pca_components,
    switched_off,
    trains_flows,
)


def is_made(recording):
    """Return whether a rule makes the file of a recording."""
    return SOURCE.is_made or is_twin(recording)


def is_twin(recording):
    """Return whether a recording is the reverberated twin of another."""
    return recording.path.parent == SOURCE.reverberated


share_with_programs(BASE)
SETTINGS = workflow.config_settings
try:
    if workflow.is_main_process:
        check_command_line(sys.argv[1:], SETTINGS.configfiles, SETTINGS.config_args)
        check_records(Path())
    # Read again, because Snakemake has kept the last of equal keys, and what `{}` should empty.
    config = read_config(BASE / "config", SETTINGS.configfiles, SETTINGS.config)
    check_config(config, BASE / "config" / SCHEMA)
    config = switched_off(config)
    RESULTS = str(results_folder(config))
    NETWORK = describe(config["network"]["name"], config["network"]["module"])
    SOURCE = configured_source(config, Path(RESULTS), NETWORK.snippet)
    ANSWERS = answer_files(config["listening"]["answers"])
    RECORDINGS = {one.recording_id: one for one in list_recordings(SOURCE)}
    # A user's recordings that will be heard in rooms.
    DRY = dry_recordings(SOURCE)
    if block_seconds(config) is not None:
        check_ungrouped(RECORDINGS.values())
    # The contents of a user's files; the processes that a cluster starts take what the first has found.
    INDEX = Path(RESULTS) / ".digests.json"
    DIGESTS = (
        file_digests(
            [
                *(one.path for one in RECORDINGS.values() if not is_made(one)),
                *(one.path for one in DRY),
            ],
            INDEX,
        )
        if workflow.is_main_process
        else remembered_digests(INDEX)
    )
except LatentAudioError as error:
    raise WorkflowError(str(error)) from None

# Nothing is held out then, and no size is needed but that of the map.
MAP_ONLY = is_map_only(config)
# Factors are decoded, on folds, for the study of layers only; other studies have tables of their own.
DECODES = decodes(config)
PREDICTS = "prediction" in config["studies"]
FOLDED = needs_folds(config)
COMPARES = "known_factors" in config["studies"]
TYPED_FACTORS = SOURCE.factors
FACTORS = SOURCE.names
LAYER_NUMBERS = {layer_folder(number): number for number in sorted(config["network"]["layers"])}
LAYERS = list(LAYER_NUMBERS)
LAYER_NAMES = {folder: NETWORK.layer(number).name for folder, number in LAYER_NUMBERS.items()}
# Spaces that are projected: layers, and features without training.
FEATURES = {name: find_feature(name, NETWORK) for name in config["features"]}
SPACES = [*LAYERS, *FEATURES]
SPACE_TITLES = LAYER_NAMES | {name: feature.space.title for name, feature in FEATURES.items()}
# Spaces in which factors are decoded, also from what needs no projection.
DECODED = SPACES + ([TECHNICAL] if config["control"]["technical"] else [])
DECODED_TITLES = SPACE_TITLES | {TECHNICAL: TECHNICAL_TITLE}
# Spaces that only maps need are projected too, but not decoded.
MAP_FEATURES = {name: find_feature(name, NETWORK) for name in only_mapped(config)}
PROJECTED_FEATURES = FEATURES | MAP_FEATURES
# Features that only heads of the study of prediction see are neither.
HEAD_FEATURES = {name: find_feature(name, NETWORK) for name in only_seen_by_heads(config)}
COMPUTED_FEATURES = PROJECTED_FEATURES | HEAD_FEATURES
STORED_FEATURES = [*FEATURES, *HEAD_FEATURES]
PROJECTED_TITLES = SPACE_TITLES | {
    name: feature.space.title for name, feature in MAP_FEATURES.items()
}
# Modules of the network, which programs load by its name.
DESCRIPTION_CODE = description_modules(config["network"]["name"], config["network"]["module"])
NETWORK_CODE = network_modules(config["network"]["name"], config["network"]["module"])
# Recordings are measured and embedded in parts, one part per job.
PARTS = divide(RECORDINGS.values(), config["embeddings"]["parts"])
PART_OF = {one.recording_id: part for part, members in PARTS.items() for one in members}
# Those of which reverberated twins are made; the others are the twins.
ORIGINAL_SOURCE = dataclasses.replace(SOURCE, reverberated=None)
ORIGINALS = [one for one in RECORDINGS.values() if not is_twin(one)]
PARTS_OF_ORIGINALS = divide(ORIGINALS, config["embeddings"]["parts"])
# Activations of all other layers are removed once their projections exist.
KEPT = [layer_folder(number) for number in kept_layers(config)]
# Conclusions rest on the folds that the data set comes with, if it does.
SCHEME = main_scheme(SOURCE)
FOLD_COUNTS = [len({one.fold for one in RECORDINGS.values()}), *config["folds"].values()]
FOLD_NUMBERS = {
    f"fold_{number:02d}": number for number in range(1, max(filter(None, FOLD_COUNTS)) + 1)
}
FOLDS = list(FOLD_NUMBERS)
# Rules whose jobs wait until no job of certain other rules is left to run, which need not make their
# inputs; see patches.smk.
CHECKS = {"dataset", "folds", "preflight", "label_lists"}
WAITS |= dict.fromkeys(
    ["embed", "embed_again", "waveform_feature", "frames", "frames_in_rooms", "knn"], CHECKS
)
WAITS |= {"reverberate": {"originals"}}
CONTROL = config["control"]["permuted_weights"]
# The decoders that suit the factors, and the main ones again on the control network.
DECODERS = running(config["decoders"], TYPED_FACTORS, control=CONTROL)
# The first flow of a layer is the main one, the others are its replicates.
MAIN_SEED, *OTHER_SEEDS = config["flow"]["seeds"]
REPLICATES = {"": MAIN_SEED} | {f"seed_{seed}/": seed for seed in OTHER_SEEDS}


wildcard_constraints:
    # The folder of a control's results; empty if it is not a control.
    control="(control/)?",
    layer=r"layer_\d\d",
    feature="|".join(COMPUTED_FEATURES) or "no feature",
    space="|".join([*DECODED, *MAP_FEATURES]),
    fold=r"fold_\d+",
    recording="[^/]+",
    tones=r"tones_\d+",
    rooms=r"rooms_\d+",
    part=r"part_\d+",
    # The folder of a replicate of a flow; empty for the main one.
    replicate=r"(seed_\d+/)?",


def growing(amount):
    """Ask for memory (MB) or time (minutes) in proportion to the number of the attempt."""
    return lambda wildcards, attempt: amount * attempt


def code(script, *members):
    """Digest what a script computes: editing that re-runs its stage, a comment or a move does not.

    Members are modules that the script loads by name; see `code_digest`.
    """
    return code_digest(BASE / "scripts" / script, BASE, members)


def program(script):
    """Give the path of a script as a function of `output`, which Snakemake does not compare."""
    path = os.path.relpath(BASE / "scripts" / script)
    return lambda wildcards, output: path


def options(**values):
    """Format command-line options; those that are None or False are left out."""
    words = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif isinstance(value, (list, tuple)):
            words.extend([option, *map(str, value)])
        else:
            # With "=", because a negative number would be taken for an option.
            words.append(f"{option}={value}")
    return shlex.join(words)


def typed_factors(*used):
    """Describe the factors to a program, by name, type and those of their fields that it uses.

    What it does not use must not outdate its results, as another unit would.
    """
    return factors_to_json(
        [
            Factor(factor.name, factor.type, **{field: getattr(factor, field) for field in used})
            for factor in TYPED_FACTORS
        ]
    )


def network_options(**values):
    """Format the options that name the network, and others."""
    return options(
        network=config["network"]["name"], network_module=config["network"]["module"], **values
    )


def source_option(source):
    """Describe a source to a program, without what is only checked, as it was above."""
    factors = tuple(Factor(factor.name, factor.type) for factor in source.factors)
    checked = {"classes": {}, "distinct": (), "complete_design": False}
    dry = source.dry and dataclasses.replace(source.dry, **checked)
    return to_json(dataclasses.replace(source, factors=factors, dry=dry, **checked))


def heard_band():
    """Give the band in which levels are measured, as values of options."""
    return dataclasses.asdict(NETWORK.heard_band)


def measuring_options():
    """Format the options that decide what is read of a recording, and which snippets it has."""
    return options(
        samplerate=NETWORK.snippet.samplerate,
        snippet_samples=NETWORK.snippet.samples,
        **heard_band(),
        **measuring_settings(config),
    )


def part_options(source):
    """Format the options that tell a program where the recordings of a part are."""
    return options(source=source_option(source), parts=config["embeddings"]["parts"], digests=INDEX)


def dataset_options(source):
    return options(
        source=source_option(source),
        samplerate=NETWORK.snippet.samplerate,
        blocks_are_groups=block_seconds(config) is not None,
        duplicates=config["dataset"]["duplicates"],
    )


def best_layer_number():
    """Read which layer is best, once it has been decoded."""
    with checkpoints.best_layer.get().output[0].open() as file:
        return json.load(file)["overall"]["layer"]


def flow_layers(wildcards):
    """List the layers that have a flow; the best one is known only after decoding."""
    asked = config["flow"]["layer"]
    if asked == "none":
        return []
    if asked == "all":
        return LAYERS
    if asked == "best":
        asked = best_layer_number()
    numbers = asked if isinstance(asked, list) else [asked]
    return [layer_folder(number) for number in numbers]


def for_flow_layers(*patterns, **values):
    """Give a function that lists files of all layers that have a flow."""
    return lambda wildcards: expand(patterns, layer=flow_layers(wildcards), **values)


def folder_of(files):
    """Give the folder that contains some files."""
    return os.path.dirname(files[0])


def made(recordings):
    """List the files of those recordings that rules make.

    A user's own files are not inputs, because Snakemake would interpret a name such as "<b> {x}". The
    parameter `content` stands for them.
    """
    # Each once: many recordings can be segments of one file.
    return list(dict.fromkeys(str(one.path) for one in recordings if is_made(one)))


def digest(values):
    """Digest values that JSON can hold."""
    return content_digest(json.dumps(values, default=str, sort_keys=True).encode())


def content(recordings):
    """Digest which files are in a part, and what they contain as far as no rule made them."""
    return digest(
        [
            (one.recording_id, str(one.path), DIGESTS.get(one.path), segment_options(one))
            for one in recordings
        ]
    )


def segment_options(recording):
    """Give the times of a segment, as values of options; none for a whole file."""
    return {} if recording.segment is None else dataclasses.asdict(recording.segment)


def listing(recordings):
    """Digest which files are listed, with their labels and groups."""
    return digest([dataclasses.asdict(one) for one in recordings])


def activations(space, control="", kept=None):
    """Give the files of a space, which Snakemake removes after their last use unless kept."""
    path = f"{RESULTS}/{control}embeddings/{space}/{{part}}.parquet"
    return path if (space in KEPT if kept is None else kept) else temp(path)


def embedding_files(layers, **files):
    """Give the options for what to write and how, which do not outdate what exists already.

    They belong in parameters that are functions of `output`, which Snakemake does not compare, so
    neither fewer layers nor another compression level outdate activations.
    """
    return options(
        layers=layers,
        compression_level=config["embeddings"]["compression_level"],
        digests=INDEX,
        **files,
    )


def feature_code(name):
    """Name the modules that compute a feature."""
    return [feature_module(name), *DESCRIPTION_CODE]


def decoders_in(space):
    """List the decoders that run in a space: the control network has layers only."""
    return [one for one in DECODERS if space in LAYERS or not one.control_of]


def coordinates(wildcards):
    """Give the file of what is decoded: projections, or the technical properties as they are."""
    if wildcards.space == TECHNICAL:
        return rules.technical.output[0]
    return f"{RESULTS}/pca/{wildcards.space}/projections.parquet"


def control_projections(wildcards):
    """List the projections of the control network that are decoded along with those of a layer."""
    path = f"{RESULTS}/control/pca/{wildcards.space}/projections.parquet"
    return [path] if CONTROL and wildcards.space in LAYERS else []


def figure_path(name, form):
    """Give the path of a figure; that of a flow lies in the folder of its layer."""
    folder = "{layer}/" if FIGURES[name].of_flow else ""
    return f"{RESULTS}/figures/{folder}{name}.{form}"


def svg(name):
    """Give the SVG file of a figure, which Snakemake's report shows with its caption."""
    figure = FIGURES[name]
    return report(
        figure_path(name, "svg"),
        caption=str(figure.caption_path),
        category=figure.part,
        subcategory="{layer}" if figure.of_flow else None,
    )


RUN_FIGURES, FLOW_FIGURES = (
    [
        figure_path(name, form)
        for name in figure_names(of_flow=of_flow)
        for form in ["svg", "png"]
        if FIGURES[name].is_in(config)
    ]
    for of_flow in (False, True)
)
