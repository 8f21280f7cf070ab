import re

import pytest
import yaml
from places import REPOSITORY
from settings import SCHEMA_PATH as SCHEMA
from settings import defaults, overlays, schema
from snakemake.utils import update_config

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import (
    DEFAULT_FILES,
    DEFAULTS_FOLDER,
    RENAMED,
    check_config,
    read_config,
    results_folder,
)

TYPED = {
    "size": "categorical",
    "age": "numeric",
    "distance": {"type": "numeric", "unit": "m", "scale": "log", "bins": 5},
}


@pytest.fixture
def config():
    return defaults()


def set_key(config, key, value):
    *sections, name = key.split(".")
    for section in sections:
        config = config[section]
    config[name] = value


def problems(config):
    """The lines of the error that a configuration is refused with."""
    with pytest.raises(ConfigError) as caught:
        check_config(config, SCHEMA)
    first, *lines = str(caught.value).splitlines()
    assert first == "the configuration cannot be used:"
    return [line.strip() for line in lines]


def test_the_shipped_configuration_is_valid(config):
    check_config(config, SCHEMA)


def test_there_are_example_runs():
    assert {"maas.yaml", "maas_scale.yaml"} <= {path.name for path in overlays()}


def test_every_file_of_defaults_is_read_by_the_workflow_in_the_same_order():
    text = (REPOSITORY / "Snakefile").read_text(encoding="utf-8")
    read = re.findall(r'configfile: workflow\.source_path\("config/(.+?)"\)', text)
    assert tuple(read) == DEFAULT_FILES
    assert {path.name for path in (REPOSITORY / "config").glob("*.yaml")} == set(DEFAULT_FILES)


def test_every_section_has_a_schema_of_its_own():
    names = {path.name for path in SCHEMA.parent.glob("*.yaml")}
    sections = {name for name, node in schema()["properties"].items() if "properties" in node}
    assert names == {f"{name}.schema.yaml" for name in sections | {"config", "shared"}}


@pytest.mark.parametrize("path", overlays(), ids=lambda path: path.name)
def test_every_shipped_overlay_is_valid_over_the_default(path):
    merged = read_config(DEFAULTS_FOLDER, [path])
    if merged["dataset"]["source"] != "synthetic":
        # Where the recordings lie is the user's to say.
        merged["dataset"]["root"] = merged["dataset"]["root"] or "recordings"
    check_config(merged, SCHEMA)


def test_every_key_of_the_schema_is_in_the_shipped_configuration_and_the_other_way_round(config):
    def keys(node, prefix=""):
        for name, child in node.get("properties", {}).items():
            yield prefix + name
            yield from keys(child, f"{prefix}{name}.")

    def used(node, prefix=""):
        for name, child in node.items():
            yield prefix + name
            # The factors and classes of `associated` are the user's, and so are the spaces of VAEs,
            # and names and settings of predictors.
            of_user = ("associated", "spaces", "frames", "networks", "heads")
            if isinstance(child, dict) and name not in of_user:
                yield from used(child, f"{prefix}{name}.")

    assert set(used(config)) == set(keys(schema()))


def test_an_unknown_key_suggests_the_nearest_known_one(config):
    config["knn"] = {"neighbors": 10, "neighbours": 5}
    config["pcs"] = {}
    assert problems(config) == [
        "pcs: unknown key; did you mean 'pca'?",
        "knn.neighbours: unknown key; did you mean 'neighbors'?",
    ]


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_key_of_an_earlier_version_is_told_its_new_name(config, old, new):
    set_key(config, old, {})
    assert problems(config) == [f"{old}: has a new name, {new}; rename it"]


def test_an_unknown_key_like_no_other_lists_the_known_ones(config):
    config["tsne"]["zzz"] = 1
    assert problems(config) == ["tsne.zzz: unknown key (known here: snippets, perplexity)"]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("knn.neighbors", 0, "knn.neighbors: 0 found, expected at least 1"),
        ("knn.neighbors", -3, "knn.neighbors: -3 found, expected at least 1"),
        ("knn.neighbors", 2.5, "knn.neighbors: 2.5 found, expected integer"),
        ("knn.neighbors", "ten", "knn.neighbors: 'ten' found, expected integer"),
        ("knn.neighbors", True, "knn.neighbors: True found, expected integer"),
        (
            "flow.noise",
            "5e-1",
            "flow.noise: '5e-1' found, expected number; YAML takes this for text: write a number "
            "with a point and a sign, such as 1.0e-3",
        ),
        ("folds.grouped", 1, "folds.grouped: 1 found, expected at least 2"),
        ("folds.random", 0, "folds.random: 0 found, expected at least 2"),
        ("folds.random", -1, "folds.random: -1 found, expected at least 2"),
        ("folds.grouped", 100, "folds.grouped: 100 found, expected at most 99"),
        ("pca.components", 0, "pca.components: 0 found, expected at least 1"),
        ("pca.components", -64, "pca.components: -64 found, expected at least 1"),
        (
            "pca.components",
            6145,
            "pca.components: 6145 found, but layer 13 of YAMNet has 6144 units\n"
            "pca.components: 6145 found, but feature 'log_mel' has 6144 values",
        ),
        (
            "pca.fit_on",
            "trainin",
            "pca.fit_on: 'trainin' found, expected one of training, all; did you mean 'training'?",
        ),
        ("pca", None, "pca: None found, expected object"),
        (
            "studies",
            ["layer"],
            "studies[0]: 'layer' found, expected one of layers, known_factors, prediction, "
            "explorer; did you mean 'layers'?",
        ),
        ("dataset.hop_s", 0, "dataset.hop_s: 0 found, expected more than 0"),
        ("dataset.block_s", 0, "dataset.block_s: 0 found, expected more than 0"),
        ("dataset.block_s", "1", "dataset.block_s: '1' found, expected number or null"),
        ("dataset.silence_db", 3, "dataset.silence_db: 3 found, expected at most 0"),
        ("split.held_out_fraction", 1, "split.held_out_fraction: 1 found, expected less than 1"),
        ("network.layers", [0], "network.layers[0]: 0 found, expected at least 1"),
        ("seed", -1, "seed: -1 found, expected at least 0"),
        ("comparisons.alpha", 0, "comparisons.alpha: 0 found, expected more than 0"),
        ("flow.sigma", 1.0, "flow.sigma: 1.0 found, expected less than 1"),
        ("flow.sigma", 0, "flow.sigma: 0 found, expected more than 0"),
        (
            "flow.layer",
            0,
            "flow.layer: 0 found, expected best, all, none, the number of a layer, or a list of "
            "such numbers",
        ),
        ("flow.noise", -0.1, "flow.noise: -0.1 found, expected at least 0"),
        ("flow.seeds", [-1], "flow.seeds[0]: -1 found, expected at least 0"),
        ("flow.learning_rates", [0.0], "flow.learning_rates[0]: 0.0 found, expected more than 0"),
        ("transfer.bootstrap", 10, "transfer.bootstrap: 10 found, expected at least 100"),
        (
            "dataset.factors",
            ["group", "action"],
            "dataset.factors: found 'group', but this is a column of the result tables; rename it",
        ),
    ],
)
def test_an_impossible_value_is_refused_with_its_key_and_what_is_expected(
    config, key, value, expected
):
    set_key(config, key, value)
    assert problems(config) == expected.split("\n")


def test_results_lie_in_a_folder_of_the_run(config):
    assert str(results_folder(config)) == "results/demo"


@pytest.mark.parametrize("run", ["", "../elsewhere", "a b", ".hidden", "a/b"])
def test_a_run_that_would_be_no_folder_of_results_is_refused(config, run):
    config["run"] = run
    (problem,) = problems(config)
    assert problem.startswith("run: ")


@pytest.mark.parametrize("layers", [[], [9, 9]])
def test_no_layers_or_one_twice_are_refused(config, layers):
    config["network"]["layers"] = layers
    (problem,) = problems(config)
    assert problem.startswith("network.layers: ")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("layers", [1, 15], r"network\.layers\[1\]: 15 found, but YAMNet has layers 1 to 14"),
        ("name", "yamnt", r"network\.name: 'yamnt' found, .* did you mean 'yamnet'\?"),
        ("module", "nowhere", r"network\.module: no module 'nowhere'; give the dotted name"),
    ],
)
def test_a_network_or_a_layer_that_does_not_exist_is_refused(config, key, value, expected):
    config["network"][key] = value
    (problem,) = problems(config)
    assert re.match(expected, problem)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"network.layers": [4, 5]},
            r"network\.layers\[1\]: 5 found, but TinyNet has layers 1 ",
        ),
        ({"pca.components": 51}, r"pca\.components: 51 found, but layer 3 of TinyNet has 50 units"),
        (
            {"dataset.source": "maas", "dataset.root": "x", "dataset.block_s": 0.4},
            r"dataset\.block_s: 0\.4 found, expected at least 0\.5, the length of a snippet",
        ),
        (
            {"transfer.associated": {"material": {"wood": ["Ting"]}}},
            r"transfer\.associated\.material\.wood: 'Ting' is not one of TinyNet's tiny "
            r"classes; .* did you mean 'Ping' or 'Ding'",
        ),
    ],
)
def test_what_does_not_suit_the_network_is_refused(config, changes, expected):
    config["network"].update(name="tiny", module="tiny_network", layers=[1, 2, 3, 4])
    config["pca"]["components"] = 40
    # The default names AudioSet classes for these factors; of others it would not matter.
    config["transfer"]["associated"] = {"mood": {"calm": ["Purr"]}}
    check_config(config, SCHEMA)
    for key, value in changes.items():
        set_key(config, key, value)
    (problem,) = problems(config)
    assert re.match(expected, problem), problem


def test_a_missing_key_is_named(config):
    del config["pca"]["components"]
    assert problems(config) == ["pca.components: missing"]


def test_everything_that_is_wrong_is_listed_at_once(config):
    config["knn"]["neighbors"] = 0
    config["folds"]["grouped"] = 1
    config["control"]["permute"] = True
    del config["decoders"]
    found = problems(config)
    assert sorted(line.split(":")[0] for line in found) == [
        "control.permute",
        "decoders",
        "folds.grouped",
        "knn.neighbors",
    ]


def test_the_key_that_switched_the_probe_off_names_what_does_so_now(config):
    config["probe"] = {"enabled": False}
    assert problems(config) == [
        "probe: no longer a key; leave probe out of the list 'decoders' to switch the linear probe "
        "off"
    ]


@pytest.mark.parametrize(
    ("decoders", "expected"),
    [
        (["knn", "prob"], "decoders: 'prob' is unknown, .*; did you mean 'probe'?"),
        (["probe"], "decoders: 'knn' is missing, whose scores choose the best layer"),
        (["knn", "knn_permuted"], "decoders: 'knn_permuted' is a control"),
    ],
)
def test_decoders_that_cannot_run_are_refused(config, decoders, expected):
    config["decoders"] = decoders
    (problem,) = problems(config)
    assert re.match(expected, problem)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dataset.source": "manifest"}, ["dataset.manifest: missing, but .* is 'manifest'"]),
        (
            {"dataset.source": "manifest", "dataset.manifest": {"train": "a.csv"}},
            ["dataset.root: missing, but dataset.manifest has several tables"],
        ),
        ({"dataset.source": "maas"}, ["dataset.root: missing, but dataset.source is 'maas'"]),
        (
            {"dataset.source": "folder"},
            ["dataset.root: missing", "dataset.pattern: missing, but .* is 'folder'"],
        ),
        (
            {
                "dataset.source": "folder",
                "dataset.root": "x",
                "dataset.pattern": "\b(?P<material>a)",
            },
            [r"dataset\.pattern: '\\x08\(.* found, with a backspace, .* in single quotes"],
        ),
        ({"dataset.factors": ["pitch"]}, [r"dataset.factors: \['pitch'\] .*'synthetic' has two"]),
        (
            {"dataset.classes": {"materials": ["wood"]}},
            ["dataset.classes.materials: not one of .*; did you mean 'material'"],
        ),
        ({"dataset.select": {"actio": ["x"]}}, ["dataset.select.actio: .*did you mean 'action'"]),
        ({"dataset.block_s": 5.0}, ["dataset.block_s: must be null for the synthetic source"]),
        (
            {"flow.layer": 3, "network.layers": [1, 9]},
            ["flow.layer: 3 found, but network.layers is"],
        ),
        (
            {"flow.layer": [9, 3], "network.layers": [9]},
            ["flow.layer: 3 found, but network.layers"],
        ),
        ({"flow.components": 65}, ["flow.components: 65 found, but pca.components is 64"]),
        ({"flow.classes": {"actoin": ["a", "b"]}}, ["flow.classes.actoin: .*mean 'action'"]),
        (
            {"flow.dimensions_per_factor": {"residual": 29}},
            ["flow.dimensions_per_factor: .* and 29 for the residual sum to 31, expected 32"],
        ),
        (
            {"flow.dimensions_per_factor": {"material": 20, "action": 20}},
            ["flow.dimensions_per_factor: the factors take 40 dimensions"],
        ),
        (
            {"flow.components": 2},
            ["flow.components: 2 found, which leaves no residual"],
        ),
        (
            {"transfer.associated": {"material": {"wood": ["Woood"]}}},
            ["transfer.associated.material.wood: 'Woood' is not one of YAMNet's .*'Wood'"],
        ),
        ({"dataset.reverb.distance_m": 5.0}, ["dataset.reverb.distance_m: must be less than"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_keys_that_contradict_or_need_each_other_are_named(config, changes, expected):
    for key, value in changes.items():
        set_key(config, key, value)
    found = problems(config)
    assert len(found) == len(expected)
    for line, pattern in zip(found, expected, strict=True):
        assert re.match(pattern, line), line


def test_without_a_flow_its_sizes_are_nobodys_concern(config):
    config["flow"].update(layer="none", components=65)
    check_config(config, SCHEMA)


@pytest.mark.parametrize("layer", ["best", "all", "none", 9, [1, 14]])
def test_layers_of_flows_are_named_in_many_ways(config, layer):
    config["flow"]["layer"] = layer
    check_config(config, SCHEMA)


def test_any_number_of_factors_of_any_name_is_accepted_of_recordings(config):
    config["dataset"].update(
        source="manifest", manifest="sounds.csv", factors=["pitch", "decay", "room"]
    )
    check_config(config, SCHEMA)
    config["dataset"].update(source="folder", root="clips", pattern=r"(?P<pitch>\d+)\.wav")
    config["dataset"]["factors"] = ["pitch"]
    check_config(config, SCHEMA)


def test_factors_may_be_a_mapping_to_types(config):
    config["dataset"].update(source="manifest", manifest="sounds.csv", factors=TYPED)
    check_config(config, SCHEMA)


@pytest.fixture
def overlaid(tmp_path):
    """Give a function that lays settings over the defaults, one file after the other."""

    def lay(*overlays, **given):
        files = [tmp_path / f"{number}.yaml" for number in range(len(overlays))]
        for file, overlay in zip(files, overlays, strict=True):
            file.write_text(yaml.safe_dump(overlay), encoding="utf-8")
        return read_config(DEFAULTS_FOLDER, files, given)

    return lay


def test_files_are_laid_over_the_defaults_in_their_order_and_what_is_given_over_all(overlaid):
    one, other = {"run": "a", "knn": {"neighbors": 3}}, {"run": "b", "tsne": {"snippets": 9}}
    config = overlaid(one, other, run="c")
    expected = defaults()
    assert (config["run"], config["knn"], config["tsne"]["snippets"]) == ("c", {"neighbors": 3}, 9)
    assert config["tsne"]["perplexity"] == expected["tsne"]["perplexity"]
    assert overlaid() == expected


@pytest.mark.parametrize(
    "overlays",
    [
        [{"run": "a", "dataset": {"factors": TYPED}}],
        [
            {"run": "a"},
            {"run": "b", "network": {"layers": [1, 9]}, "flow": {"classes": {"f": ["x"]}}},
        ],
    ],
)
def test_what_empties_nothing_is_merged_as_snakemake_does(overlaid, overlays):
    expected = defaults()
    for overlay in overlays:
        update_config(expected, overlay)
    assert overlaid(*overlays) == expected


def test_an_empty_mapping_of_factors_does_not_mean_the_default_ones(overlaid):
    config = overlaid({"dataset": {"source": "manifest", "manifest": "a.csv", "factors": {}}})
    (found,) = problems(config)
    assert found.startswith("dataset.factors: {} found, but the studies ['layers'] need factors;")


@pytest.mark.parametrize(
    ("key", "below"),
    [
        ("dataset.classes", {"material": ["wood"]}),
        ("dataset.select", {"material": ["wood", "metal"]}),
        ("flow.classes", {"material": ["wood", "metal"]}),
        ("flow.dimensions_per_factor", {"material": 2}),
        ("transfer.associated", {}),
    ],
)
def test_an_empty_mapping_empties_what_is_below_it(overlaid, key, below):
    section, name = key.split(".")
    config = overlaid({section: {name: below}}, {section: {name: {}}})
    assert config[section][name] == {}
    check_config(config, SCHEMA)


def test_an_empty_section_lacks_its_keys(overlaid):
    assert problems(overlaid({"knn": {}})) == ["knn.neighbors: missing"]


def test_a_mapping_laid_over_the_default_list_replaces_it(overlaid):
    assert overlaid({"dataset": {"factors": TYPED}})["dataset"]["factors"] == TYPED


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ({}, "dataset.factors: {} found, but the studies ['layers'] need factors"),
        ({"a+b": "numeric"}, "dataset.factors: found 'a+b', but '+' joins the names of factors"),
        ({7: "numeric"}, "dataset.factors: 7 found, expected string"),
        ({"f": "ordinal"}, "dataset.factors.f.type: 'ordinal' found, expected one of categorical"),
        ({"f": {"type": "numeric", "units": "m"}}, "dataset.factors.f.units: unknown key; did you"),
        ({"f": {"type": "number"}}, "dataset.factors.f.type: 'number' found, expected one of"),
        ({"f": {"type": "numeric", "bins": 1}}, "dataset.factors.f.bins: 1 found, expected at"),
        ({"f": {"unit": "m"}}, "dataset.factors.f: unit found, but only a numeric factor has"),
        ({"f": 3}, "dataset.factors.f: 3 found, expected string or object"),
    ],
)
def test_an_impossible_type_of_a_factor_is_refused(config, factors, expected):
    config["dataset"].update(source="manifest", manifest="sounds.csv", factors=factors)
    (found,) = problems(config)
    assert found.startswith(expected)


@pytest.mark.parametrize("key", ["dataset.classes", "dataset.select", "flow.classes"])
def test_a_numeric_factor_has_no_classes(config, key):
    config["dataset"].update(source="manifest", manifest="sounds.csv", factors=TYPED)
    set_key(config, key, {"distance": ["1"]})
    assert problems(config) == [f"{key}.distance: a numeric factor has no classes; remove it"]


def test_grouped_folds_may_be_left_out_if_the_data_set_comes_with_folds(config):
    config["folds"].update(grouped=None, random=None)
    (found,) = problems(config)
    assert found.startswith("folds.grouped: null found, but conclusions rest on folds")
    # The built-in sounds have no columns.
    config["dataset"]["fold_column"] = "fold"
    assert problems(config) == [found]
    config["dataset"].update(source="manifest", manifest="sounds.csv", factors=["pitch"])
    check_config(config, SCHEMA)


def test_factors_of_the_built_in_sounds_are_categorical(config):
    config["dataset"]["factors"] = {"material": "categorical", "action": "numeric"}
    (found,) = problems(config)
    assert "source 'synthetic' has two categorical factors" in found


def test_each_missing_key_is_listed_once(config):
    del config["pca"], config["knn"]
    with pytest.raises(ConfigError) as caught:
        check_config(config, SCHEMA)
    assert str(caught.value).count("knn: missing") == 1


def test_a_whole_number_with_a_point_is_no_integer(config):
    config["knn"]["neighbors"] = 10.0  # argparse would refuse "10.0"
    with pytest.raises(ConfigError, match=r"knn\.neighbors"):
        check_config(config, SCHEMA)


def test_not_a_number_is_refused(config):
    config["dataset"]["silence_db"] = float("nan")  # YAML .nan
    with pytest.raises(ConfigError, match=r"dataset\.silence_db"):
        check_config(config, SCHEMA)


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        ("log_mels", "features: 'log_mels' found, expected one of .*; did you mean 'log_mel'?"),
        ("layer_15_means", "layer 15: YAMNet has layers 1 to 14"),
    ],
)
def test_features_that_do_not_exist_are_refused(config, feature, expected):
    config["features"] = [feature]
    (problem,) = problems(config)
    assert re.match(expected.replace("?", r"\?"), problem)


def test_the_layer_of_a_feature_must_be_read_out(config):
    config["features"], config["network"]["layers"] = ["layer_09_means"], [1, 14]
    assert problems(config) == [
        "features: 'layer_09_means' found, which needs layer 9, but network.layers is [1, 14]; add "
        "the layer, or remove the feature"
    ]
