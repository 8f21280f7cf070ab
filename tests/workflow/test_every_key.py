"""Every key of the configuration re-runs what docs/workflow.md says, and nothing else.

The page is read as data: its tables, and the arrows of its picture.
"""

import copy
import functools
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
import yaml
from dry_runs import dry_runs, pretend_finished, rule_graphs, settle
from settings import defaults, schema
from tiny_project import REPOSITORY, TONES, Outcome, Project, listed_jobs, write_tones

from latentaudio.workflow.studies import switched_off

pytestmark = pytest.mark.workflow

PAGE = (REPOSITORY / "docs" / "workflow.md").read_text(encoding="utf-8")
SCHEMA = schema()
DEFAULTS = defaults()

CROPS_CNN = {"architecture": "crops_cnn", "frames": "log_mel", "crop_frames": 32}
#: Stages whose figures none of these projects has: they predict no numbers, and have one head on a
#: layer at most.
NUMBER_FIGURES = {
    "predicted_numbers": "figure_predicted_numbers",
    "prediction_by_layer": "figure_prediction_by_layer",
}
#: Where the labels of a task are listed; names of other files are passed over.
TAGS = {"column": "labels", "table": "tags.csv", "unused": "ignore"}
#: Heads: on a feature of the pass, on one of waveforms, on a layer, and on frames.
HEADS = {
    name: {"kind": "linear", "values": name}
    for name in ("embedding", "stft", "layer_09", "descriptors")
}
#: Other values of keys, where type and bounds in the schema do not give one.
OTHER = {
    "run": "again",
    "dataset.source": "manifest",
    "dataset.root": "elsewhere",
    "dataset.manifest": "others.csv",
    "dataset.path_template": "./{path}",
    "dataset.path_pattern": r"(?P<name>.*)\.wav",
    "dataset.rows": {"decay": ["long", "short"]},
    "dataset.notes": {"pitch": "text"},
    "dataset.first_of": {"pitch": "pitch"},
    "dataset.ignore": ["*.txt"],
    "dataset.pattern": r"(?P<pitch>[a-z]+) & (?P<decay>[a-z]+)\.wav",
    "dataset.factors": ["decay", "pitch"],
    "dataset.group_column": "decay",
    "dataset.fold_column": "decay",
    "dataset.classes": {"pitch": ["low", "high"]},
    "dataset.select": {"pitch": ["low", "high"]},
    "dataset.distinct": ["pitch"],
    "dataset.reverb.room_m": [6.0, 5.0, 4.0],
    "synthetic.materials": ["wood", "metal", "glass"],
    "synthetic.actions": ["tapping", "rubbing", "whirling"],
    "additive.fundamental_hz": [100.0, 700.0],
    "additive.slope": [0.0, 1.0],
    "additive.inharmonicity": [0.0, 0.01],
    "additive.decay_per_s": [0.0, 5.0],
    "additive.snr_db": 20.0,
    "additive.presence": ["odd"],
    "additive.log_scale": [],
    "additive.design": "grid",
    "additive.seconds": 1.0,
    "additive.groups": ["fundamental_hz"],
    # Another value needs other sounds; tests/datasets/test_known_distances.py tries it.
    "distances.dry": "synthetic",
    "distances.distances_m": [1.0, 2.0, 5.0],
    "distances.size_m": [[7.0, 12.0], [7.5, 12.0], [2.8, 4.0]],
    "distances.rt60_s": [0.3, 0.9],
    "distances.noise_db": -60.0,
    "distances.seconds": 1.0,
    "network.name": "tiny",
    "network.module": "tiny_network",
    "network.weights": "wheel",
    "decoders": ["knn", "ridge"],
    "network.layers": [1, 9, 10, 14],
    "features": [],
    "explorer.maps.pca": ["layers"],
    "explorer.maps.tsne": ["embedding", "layers"],
    "explorer.maps.umap": ["embedding", "layers"],
    "explorer.maps.factor_axes": [],
    "explorer.clusters.spaces": ["layers"],
    "embeddings.keep": [],
    "flow.layer": "all",
    "flow.seeds": [7, 2],
    "flow.classes": {"pitch": ["low", "high"]},
    "flow.dimensions_per_factor": {"pitch": 2},
    "flow.learning_rates": [0.01, 0.001],
    # One of those that are tried.
    "flow.noise": 0.25,
    "vae.learning_rate": 0.003,
    "transfer.associated": {"pitch": {"low": ["Rumble"]}},
    "flow.validation_fraction": 0.135,
    "vae.validation_fraction": 0.135,
    "known_factors.spaces": ["log_mel"],
    "known_factors.axes": ["ridge", "lda"],
    "known_factors.seeds": [1, 2],
    "known_factors.tuning.ridge.penalty": [2, 100, 10000],
    "known_factors.tuning.lda.shrinkage": [0.02, 0.1, 0.7],
    "known_factors.tuning.network.weight_decay": [0.0002, 0.01, 1],
    "known_factors.tuning.flow.noise": [0.2, 0.5, 1.0],
    "known_factors.tuning.vae.learning_rate": [0.0002, 0.001, 0.003],
    "known_factors.trial_epochs": 1,
    "known_factors.digits.betas": [1, 2],
    "known_factors.digits.seeds": [1, 2],
    "vae.spaces": {"log_mel": "values", "log_mel_48x32": "values", "mfcc": "values"},
    "vae.models.dense.hidden_units": [128],
    "vae.models.convolution_1d.filters": [32, 32],
    "vae.models.convolution_1d.decoder_kernel": 3,
    "vae.models.convolution_1d.pooled_frames": 4,
    "vae.models.convolution_2d.filters": [16, 32],
    "vae.models.convolution_2d.decoder_kernel": 5,
    "views.flows": ["log_mel"],
    "views.range": [-3.0, 3.0],
    "views.mixing_space": "log_mel_48x32",
    "views.gallery_features": ["log_mel_48x32", "mfcc"],
    "prediction.tasks": ["pitch", "tags"],
    "prediction.label_sets": {"tags": TAGS | {"separator": ";"}},
    "prediction.apart": ["decay"],
    "prediction.shown_note": None,
    # A network and a head less.
    "prediction.models": ["embedding", "layer_09"],
    "prediction.seeds": [1, 2],
    "prediction.frames": {
        "log_mel": {"kind": "log_mel", "hop_s": 0.01, "frame_s": 0.032, "bands": 32},
        "descriptors": {"kind": "descriptors", "hop_s": 0.01, "frame_s": 0.064},
    },
    "prediction.networks": {"crops_cnn": CROPS_CNN | {"rooms": 1, "crop_frames": 48}},
    "prediction.heads": HEADS | {"embedding": {"kind": "mlp", "values": "embedding"}},
    "listening.slice_s": 1.2,
    "listening.answers": "others.csv",
}
#: Other values of keys in projects of a source with other factors.
OTHER_OF_SOURCE = {
    "distances": {
        "dataset.factors": ["action", "material", "distance_m"],
        "dataset.select": {"material": ["metal", "wood"]},
    },
}
#: Autoencoders: of each model, of values and of components.
TRAININGS = [
    {
        "spaces": spaces,
        "models": models,
        "objectives": ["beta_vae-constant"],
        "betas": [1],
        "seeds": [1],
    }
    for spaces, models in (
        (["log_mel", "mfcc"], ["dense"]),
        (["log_mel_48x32"], ["convolution_1d", "convolution_2d", "recurrent"]),
    )
]
#: The names of them all, for `views.vaes`.
TRAINED = [
    {"space": space, "model": model, "objective": "beta_vae-constant", "beta": 1, "seed": 1}
    for item in TRAININGS
    for space in item["spaces"]
    for model in item["models"]
]
# One that is trained remains untrained, or unseen.
OTHER["vae.trainings"] = [TRAININGS[0], {**TRAININGS[1], "models": TRAININGS[1]["models"][:-1]}]
OTHER["views.vaes"] = TRAINED[:-1]
#: Labels of the same sounds.
LABELS = """path,labels
low & short.wav,dull
low & long.wav,"dull,ringing"
high & short.wav,bright
high & long.wav,"bright,ringing"
"""
MANIFEST = """path,pitch,decay
low & short.wav,low,short
low & long.wav,low,long
high & short.wav,high,short
high & long.wav,high,long
"""
#: Keys that decide what there is to run; `test_a_further_study_adds_its_jobs` tries them.
ONE_VALUE = {"studies"}
#: Sections whose keys reach a rule as one option; they are changed together, to save runs.
TOGETHER = ("vae.models", "distances")
#: The condition of rows of a study. Without it, all its keys are tried at once.
OF_KNOWN_FACTORS = "studies: [known_factors]"
#: What must change along with a key for the configuration to make sense.
ALONG = {
    # Steps of a grid; its factors vary as those of the other design.
    "additive.design": {
        "additive.fundamental_hz": [100, 100, 800],
        "additive.slope": [0, 1, 2],
        "additive.inharmonicity": [0, 0.01, 0.02],
        "additive.decay_per_s": [0, 5, 10],
    },
    # All keys of the section change along with this one, its level too.
    "distances.dry": {"dataset.normalise": "none"},
    "dataset.source": {"dataset.manifest": "sounds.csv"},
    "dataset.group_column": {"dataset.block_s": None},
    "dataset.remainder": {"dataset.block_s": None},
    "vae.trainings": {"views.vaes": OTHER["views.vaes"]},
    # Flows and autoencoders share a split.
    "flow.validation_fraction": {"vae.validation_fraction": 0.135},
    "vae.validation_fraction": {"flow.validation_fraction": 0.135},
    "network.name": {
        "network.module": "tiny_network",
        "network.layers": [1, 2, 4],
        "flow.layer": 2,
    },
}
#: Stages that the other value of a key brings into a project.
BROUGHT = {
    "dataset.reverb.enabled": {"original_measurements", "originals", "reverberation"},
    "embeddings.keep": {"activations_again"},
    "listening.answers": {"listening_test", "people"},
}
#: Keys of supervised axes, which have no epochs.
OF_AXES = (
    *("known_factors.axes", "known_factors.seeds", "known_factors.tuning.lda.shrinkage"),
    *("known_factors.tuning.network.weight_decay", "known_factors.tuning.ridge.penalty"),
)
#: Rules that the other value of a key takes out of a project, or that it does not reach.
TAKEN = {
    "features": {"compare_features"},
    "control.technical": {"compare_technical"},
    **{key: {"figure_known_factors_curves"} for key in OF_AXES},
}


# -- What the page says ---------------------------------------------------------------------------


def table(*columns: str) -> list[dict[str, str]]:
    """Read the table of the page that has these columns."""
    lines = iter(PAGE.splitlines())
    header = next(line for line in lines if line.startswith(f"| {' | '.join(columns)} |"))
    next(lines)  # the rule below it
    rows = []
    for line in lines:
        if not line.startswith("|"):
            return rows
        rows.append(dict(zip(cells(header), cells(line), strict=True)))
    return rows


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


STAGES = {row["stage"]: set(code(row["rules"])) for row in table("stage", "rules")}
STAGE_OF = {rule: stage for stage, rules in STAGES.items() for rule in rules}
ARROWS = set(re.findall(r"^ +(\w+) --> (\w+)$", PAGE, re.MULTILINE))


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Row:
    """Where a key starts again, if its condition holds: a key and one of some values.

    A key that is a list must have one of them among its items.
    """

    condition: str
    stages: tuple[str, ...]

    def holds(self, config: dict) -> bool:
        for key, wanted in (yaml.safe_load(self.condition) or {}).items():
            allowed = listed(wanted)
            if not any(item in allowed for item in listed(value_of(config, key))):
                return False
        return True


ROWS: dict[str, list[Row]] = {}
for line in table("key", "only if", "starts again at"):
    for name in code(line["key"]):
        stages = tuple(line["starts again at"].split(", "))
        ROWS.setdefault(name, []).append(Row("".join(code(line["only if"])), stages))


@functools.cache
def followed(name: str) -> frozenset[str]:
    """List a stage and all that the arrows lead to from it."""
    return frozenset({name}.union(*(followed(end) for start, end in ARROWS if start == name)))


# -- The configuration ----------------------------------------------------------------------------


def leaves(schema: dict, prefix: str = "") -> Iterator[tuple[str, dict]]:
    """List all keys that have a value rather than keys, with their part of the schema."""
    for name, part in schema["properties"].items():
        if "properties" in part:
            yield from leaves(part, f"{prefix}{name}.")
        else:
            yield prefix + name, part


LEAVES = dict(leaves(SCHEMA))


def value_of(config: dict, key: str) -> Any:
    return functools.reduce(dict.__getitem__, key.split("."), config)


def with_values(config: dict, values: dict[str, Any]) -> dict:
    changed = copy.deepcopy(config)
    for key, value in values.items():
        *sections, name = key.split(".")
        inner = functools.reduce(dict.__getitem__, sections, changed)
        inner[name] = value
    return changed


def other_value(key: str, config: dict) -> Any:
    """Give a value of a key that differs from the present one, and that the schema allows."""
    others = OTHER | OTHER_OF_SOURCE.get(config["dataset"]["source"], {})
    if key in others:
        return others[key]
    old = value_of(config, key)
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        candidates = [old + 1, old - 1]
    elif isinstance(old, float):
        candidates = [old * 0.9, old + 0.1]
    else:
        candidates = LEAVES[key].get("enum", [])
    schema = LEAVES[key]
    fitting = (
        value for value in candidates if jsonschema.Draft202012Validator(schema).is_valid(value)
    )
    new = next((value for value in fitting if value != old), None)
    assert new is not None, f"{key}: give another value than {old!r} in OTHER"
    return new


def tried_with(key: str) -> str:
    """Name the key that is changed to try this one: the first of those changed together."""
    section = key.rpartition(".")[0]
    if not section.startswith(TOGETHER):
        return key
    return next(name for name in LEAVES if name.rpartition(".")[0] == section)


def changes_of(key: str, config: dict) -> dict[str, Any]:
    """Give what changes when a key is tried, by key."""
    others = {name: other_value(name, config) for name in LEAVES if tried_with(name) == key}
    return {**ALONG.get(key, {}), **others}


def merged(config: dict, changes: dict) -> dict:
    """Lay changes over a configuration, as Snakemake does."""
    result = dict(config)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(config.get(key), dict)
        result[key] = merged(config[key], value) if both else value
    return result


# -- Finished projects ----------------------------------------------------------------------------


@dataclass
class Finished:
    """A project with nothing left to do."""

    project: Project
    reads: set[tuple[str, str]]  # pairs of rules: the second reads what the first makes

    @property
    def config(self) -> dict:
        return self.project.config

    @property
    def stages(self) -> set[str]:
        return {STAGE_OF[rule] for pair in self.reads for rule in pair}

    def expected(self, key: str) -> set[str]:
        """List the rules that should run again when a key changes."""
        config = switched_off(self.config)
        changes = changes_of(key, self.config)
        if switched_off(with_values(self.config, changes)) == config:
            return set()
        stages = {"report"}
        changed = [
            name
            for name, value in changes.items()
            if name != key and value_of(self.config, name) != value
        ]
        for row in (row for name in (key, *changed) for row in ROWS[name]):
            if row.holds(config):
                stages.update(*(followed(start) for start in row.stages))
        present = stages & (self.stages | BROUGHT.get(key, set()))
        rules = set().union(*(STAGES[stage] for stage in present))
        return rules - TAKEN.get(key, set())


@pytest.fixture(scope="module")
def projects(finished, tmp_path_factory) -> list[Finished]:
    """One project that has run, and others that only seem so."""
    best = finished.best_layer()
    # The layer of flows by its number: a dry run cannot list jobs of flows while the best layer
    # must be found first.
    ran = with_values(merged(DEFAULTS, TONES), {"flow.layer": best})
    configs = {
        "ran": ran,
        "manifest": with_values(
            ran,
            {
                "dataset.source": "manifest",
                "dataset.manifest": "sounds.csv",
                "dataset.notes": {"decay": "text"},
                "features": ["log_mel", "mfcc"],
                "control.permuted_weights": False,
                "control.permuted_labels": False,
                "pca.fit_on": "all",
                "listening.answers": "answers.csv",
            },
        ),
        # Without the best layer, which an empty file does not tell.
        "mapped": with_values(
            ran,
            {
                "studies": ["layers", "explorer"],
                "explorer.maps.tsne": ["embedding"],
                "explorer.maps.umap": ["embedding"],
            },
        ),
        "additive": with_values(
            ran,
            {
                "dataset.source": "additive",
                "dataset.block_s": None,
                "dataset.factors": ["fundamental_hz", "inharmonicity", "slope", "decay_per_s"],
                "additive.sounds": 60,
                "flow.components": 5,
                "transfer.associated": {},
            },
        ),
        "distances": with_values(
            ran,
            {
                "dataset.source": "distances",
                "dataset.block_s": None,
                "dataset.factors": ["material", "action", "distance_m"],
                "synthetic.materials": ["wood", "metal"],
                "synthetic.actions": ["tapping", "rubbing"],
                "distances.distances_m": [1.0, 2.0],
                "distances.rooms": 6,
                "distances.groups": 6,
                "flow.components": 5,
                "transfer.associated": {},
            },
        ),
        "twins": with_values(ran, {"dataset.reverb.enabled": True}),
        "known": with_values(
            ran,
            {
                "studies": ["known_factors"],
                "features": ["log_mel", "log_mel_48x32", "mfcc"],
                "flow.seeds": [1],
                "known_factors.spaces": ["log_mel", "layer_09"],
                "known_factors.axes": ["ridge", "lda", "network"],
                "known_factors.seeds": [1],
                "known_factors.digits.betas": [1],
                "vae.spaces": {
                    "log_mel": "components",
                    "log_mel_48x32": "values",
                    "mfcc": "values",
                },
                "vae.components": 4,
                "vae.latent_units": 3,
                "vae.trainings": TRAININGS,
                "views.vaes": TRAINED,
                "views.gallery_features": ["log_mel", "mfcc"],
            },
        ),
        "predicted": with_values(
            ran,
            {
                "studies": ["prediction"],
                "dataset.block_s": None,
                "dataset.source": "manifest",
                "dataset.manifest": "sounds.csv",
                "dataset.notes": {"decay": "text"},
                "prediction.shown_note": "decay",
                "features": ["log_mel", "embedding", "stft"],
                "prediction.label_sets": {"tags": TAGS},
                "prediction.models": ["crops_cnn", *HEADS],
                "prediction.networks": {"crops_cnn": CROPS_CNN | {"rooms": 1}},
                "prediction.seeds": [1],
                "prediction.heads": HEADS,
            },
        ),
        "synthetic": with_values(
            ran,
            {
                "dataset.source": "synthetic",
                "dataset.block_s": None,
                "dataset.reverb.enabled": True,
                "synthetic.materials": ["wood", "metal"],
                "synthetic.actions": ["tapping", "rubbing"],
            },
        ),
    }
    folder = tmp_path_factory.mktemp("projects")
    shutil.copytree(finished.folder, folder / "ran")
    projects = [Project(folder / name, config) for name, config in configs.items()]
    for project in projects:
        write_tones(project.folder / TONES["dataset"]["root"])
        write_tones(project.folder / OTHER["dataset.root"])
        (project.folder / TONES["dataset"]["root"] / "notes.txt").touch()
        (project.folder / "answers.csv").touch()
        shutil.copy(REPOSITORY / "tests" / "tiny_network.py", project.folder)
        for name in ("sounds.csv", OTHER["dataset.manifest"]):
            (project.folder / name).write_text(MANIFEST, encoding="utf-8")
        (project.folder / TAGS["table"]).write_text(LABELS, encoding="utf-8")
    settle(projects[0])
    for project in projects[1:]:
        # The page of the sound map asks which layer is best.
        chosen = project.results / "stats" / "best_layer.json"
        chosen.parent.mkdir(parents=True)
        shutil.copy(finished.results / "stats" / "best_layer.json", chosen)
    pretend_finished(projects[1:])
    return [Finished(*both) for both in zip(projects, rule_graphs(projects), strict=True)]


def tried_in(key: str, projects: list[Finished]) -> list[Finished]:
    """Choose projects in which the rows of a key hold, have their stages, and do not hold."""
    chosen = []
    for row in ROWS[key]:
        holds = [row.holds(one.config) for one in projects]
        assert any(holds), f"{key}: no project to try it in with {row.condition}"
        chosen.append(projects[holds.index(True)])
        for stage in row.stages:
            with_it = (one for one in projects if row.holds(one.config) and stage in one.stages)
            chosen += itertools.islice(with_it, 1)
        assert not (row.condition and all(holds)), f"{key}: nothing without {row.condition}"
    for row in [row for row in ROWS[key] if row.condition not in ("", OF_KNOWN_FACTORS)]:
        if all(row.holds(one.config) for one in chosen):
            # The last one, because in some sources the keys of others are errors.
            chosen.append(next(one for one in projects[::-1] if not row.holds(one.config)))
    return [one for one in projects if one in chosen]


#: The keys that are changed, alone or together with others.
TRIED = [key for key in LEAVES if key not in ONE_VALUE and tried_with(key) == key]


@pytest.fixture(scope="module")
def trials(projects) -> dict[str, list[tuple[Finished, Outcome]]]:
    """Change each key in some of the projects, and see what would run."""
    asked = [(key, one) for key in TRIED if key in ROWS for one in tried_in(key, projects)]
    runs = [
        (one.project, with_values(one.config, changes_of(key, one.config))) for key, one in asked
    ]
    trials: dict[str, list[tuple[Finished, Outcome]]] = {}
    for (key, one), outcome in zip(asked, dry_runs(runs), strict=True):
        trials.setdefault(key, []).append((one, outcome))
    return trials


# -- Tests ----------------------------------------------------------------------------------------


def test_every_key_has_a_row_and_every_row_a_key():
    assert set(ROWS) == set(LEAVES)


def test_the_picture_shows_what_rules_read(projects):
    pairs = set().union(*(one.reads for one in projects))
    # Activations are made again only where they were not kept.
    not_made = {"embed_again", *NUMBER_FIGURES.values()}
    assert {rule for pair in pairs for rule in pair} == set(STAGE_OF) - not_made
    read = {(STAGE_OF[first], STAGE_OF[second]) for first, second in pairs}
    assert {(first, second) for first, second in read if second not in followed(first)} == set()
    not_read = {"activations_again", *NUMBER_FIGURES}
    assert {arrow for arrow in ARROWS if not not_read & set(arrow)} <= read


def test_a_finished_project_has_nothing_left_to_do(projects):
    for outcome in dry_runs([(one.project, one.config) for one in projects]):
        assert listed_jobs(outcome) == {}


@pytest.mark.parametrize("key", sorted(TRIED))
def test_another_value_re_runs_what_the_page_says(trials, key):
    for one, outcome in trials.get(key, []):
        assert set(listed_jobs(outcome)) == one.expected(key), one.project.folder.name


def test_keys_changed_together_have_the_same_rows():
    for key in ROWS:
        assert ROWS[key] == ROWS[tried_with(key)] or not key.startswith(TOGETHER), key


def test_keys_of_a_study_that_a_run_does_not_have_change_the_report_only(projects):
    without = projects[0]
    assert not Row(OF_KNOWN_FACTORS, ()).holds(without.config)
    keys = [key for key in TRIED if {row.condition for row in ROWS[key]} == {OF_KNOWN_FACTORS}]
    assert len(keys) > 30
    # Without the study, nothing must change along with them.
    changes = {k: other_value(k, without.config) for k in LEAVES if tried_with(k) in keys}
    config = with_values(without.config, changes)
    (outcome,) = dry_runs([(without.project, config)])
    assert set(listed_jobs(outcome)) == {"report"}


def test_a_further_study_adds_its_jobs(projects):
    (without, mapped) = (
        next(one for one in projects if one.project.folder.name == name)
        for name in ("ran", "mapped")
    )
    (outcome,) = dry_runs([(without.project, mapped.config)])
    further = {rule for pair in mapped.reads - without.reads for rule in pair}
    alone = further - {rule for pair in without.reads for rule in pair}
    assert alone
    # The embedding is projected, which the other study does not need.
    of_embedding = {"feature", "pca_fit", "pca_project"}
    assert set(listed_jobs(outcome)) == alone | of_embedding | {"findings", "report"}
