"""The settings of the study of prediction suit the run, or are refused by name."""

import copy

import pytest
from settings import SCHEMA_PATH, defaults, overlays

from latentaudio.errors import ConfigError
from latentaudio.prediction.tasks.tasks import asked_kinds, tasks_of
from latentaudio.workflow.config import DEFAULTS_FOLDER, check_config, read_config
from latentaudio.workflow.prediction_config import only_seen_by_heads, predictor_trainings

CROPS = {"architecture": "crops_cnn", "frames": "log_mel", "crop_frames": 2}


@pytest.fixture
def config():
    config = copy.deepcopy(defaults())
    config |= {"studies": ["prediction"], "features": ["embedding"]}
    config["dataset"] |= {"source": "folder", "root": "clips"}
    config["dataset"] |= {"pattern": "(?P<kind>[a-z]+)_(?P<far>[0-9]+).wav"}
    config["dataset"]["factors"] = {"kind": "categorical", "far": "numeric"}
    config["transfer"]["associated"] = {}
    return config


def refused(config, message):
    with pytest.raises(ConfigError, match=message):
        check_config(config, SCHEMA_PATH)


def test_all_factors_are_predicted_by_networks_of_all_seeds_and_heads_of_one(config):
    check_config(config, SCHEMA_PATH)
    assert asked_kinds(config) == {
        "kind": {"kind": "classes"},
        "far": {"kind": "numbers", "scale": "linear", "unit": ""},
    }
    config["prediction"]["models"] = ["crops_cnn", "embedding", "embedding_mlp", "descriptors"]
    check_config(config, SCHEMA_PATH)
    seeds = {}
    config["prediction"]["tasks"] = ["kind"]
    for one in predictor_trainings(config):
        seeds.setdefault(one.model, []).append(one.seed)
    networks, linear = [1, 2, 3], [1]
    assert seeds == {
        "crops_cnn": networks,
        "embedding": linear,
        "embedding_mlp": networks,
        "descriptors": linear,
    }


def test_whole_recordings_cannot_be_predicted_where_blocks_are_groups(config):
    config["dataset"]["block_s"] = 2.0
    refused(config, "studies: prediction found, which predicts whole recordings")
    config["dataset"] |= {"source": "synthetic", "factors": ["material", "action"]}
    config["dataset"]["block_s"] = None
    refused(config, "recordings are cut into blocks that are groups of their own")


def test_folds_are_needed(config):
    config["folds"]["grouped"] = None
    refused(config, r"folds\.grouped: null found")
    config["dataset"]["fold_column"] = "kind"
    check_config(config, SCHEMA_PATH)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tasks": ["kinds"]}, "tasks: 'kinds' is not one of dataset.factors.*mean 'kind'"),
        ({"models": ["crop_cnn"]}, "models: 'crop_cnn' is no network or head.*mean 'crops_cnn'"),
        ({"frames": {"mel": {"kind": "mell", "hop_s": 0.1}}}, r"frames\.mel: .*kind 'mell' found"),
        ({"frames": {"mel": {"kind": "mfcc"}}}, r"frames\.mel: .*hop_s"),
        ({"frames": {"a/b": {"kind": "mfcc", "hop_s": 0.1}}}, "frames: 'a/b' found"),
        (
            {"networks": {"x": {"architecture": "crops_cnn", "frames": "mel", "crop_frames": 64}}},
            r"networks\.x\.frames: 'mel' is not one of prediction\.frames",
        ),
        (
            {"networks": {"x": {"architecture": "vgg", "frames": "mfcc", "crop_frames": 64}}},
            r"networks\.x: .*architecture 'vgg' found",
        ),
        ({"networks": {"embedding": {}}}, "'embedding' is the name of a network and of a head"),
        (
            {"heads": {"x": {"kind": "linear", "values": "layer_15"}}, "models": ["x"]},
            r"heads\.x\.values: 'layer_15' is no feature, no layer of this run",
        ),
        (
            {"heads": {"x": {"kind": "linear", "values": "embeding"}}, "models": ["x"]},
            r"heads\.x\.values: 'embeding' is no feature.*mean 'embedding'",
        ),
        (
            {"heads": {"x": {"kind": "linear", "values": "layer_15_means"}}, "models": ["x"]},
            r"prediction\.heads: 'layer_15_means' found; layer 15: YAMNet has layers 1 to 14",
        ),
        (
            {"networks": {"crops_cnn": CROPS | {"crop_frames": 2}}},
            r"networks\.crops_cnn: .*crop_frames: crops_cnn found for crops of 2 frames of 32 val",
        ),
        (
            {
                "networks": {"x": CROPS | {"architecture": "waveform_cnn", "frames": "samples"}},
                "models": ["x"],
            },
            r"networks\.x: .*crops of 2 frames of 160 values.*at least 512 samples",
        ),
        (
            {"networks": {"crops_cnn": CROPS | {"crop_frames": 64, "epochs": "many"}}},
            r"networks\.crops_cnn: .*epochs: 'many' found, expected a whole number",
        ),
        ({"apart": ["kid"]}, r"prediction\.apart: 'kid' is none of the columns.*mean 'kind'"),
        ({"apart": ["drr_db"]}, r"prediction\.apart: 'drr_db' is none"),
        (
            {
                "heads": {"x": {"kind": "linear", "values": {"columns": ["rms_db", "rms"]}}},
                "models": ["x"],
            },
            r"heads\.x\.values\.columns: 'rms' is none of the columns.*mean 'rms_db'",
        ),
        (
            {
                "heads": {"x": {"kind": "linear", "values": {"columns": ["kind"]}}},
                "models": ["x"],
            },
            r"heads\.x\.values\.columns: 'kind' is none",
        ),
        ({"heads": {"x": {"kind": "svm", "values": "embedding"}}}, "'svm' found, expected one of"),
    ],
)
def test_settings_of_prediction_that_do_not_suit_are_refused(config, changed, message):
    for name, value in changed.items():
        both = isinstance(value, dict)
        config["prediction"][name] = {**config["prediction"][name], **value} if both else value
    refused(config, message)


def test_patience_needs_validation_recordings(config):
    config["prediction"]["validation_fraction"] = 0
    refused(config, r"networks\.original_cnn\.patience: 5 found, which is without effect")
    config["prediction"]["models"] = ["crops_cnn"]
    check_config(config, SCHEMA_PATH)


def test_columns_that_the_table_of_recordings_will_have_can_be_named(config):
    config["prediction"]["apart"] = ["kind", "group"]
    config["prediction"]["models"] = ["level", "far"]
    far = {"kind": "linear", "values": {"columns": ["far", "duration_s"]}}
    config["prediction"]["heads"]["far"] = far
    check_config(config, SCHEMA_PATH)


def test_a_name_of_frames_and_of_a_feature_is_refused_for_heads(config):
    config["features"] = ["embedding", "log_mel"]
    check_config(config, SCHEMA_PATH)
    config["prediction"]["heads"]["x"] = {"kind": "linear", "values": "log_mel"}
    refused(config, "frames: 'log_mel' is also a feature of the run")


def test_features_that_heads_name_are_computed_by_themselves(config):
    config["features"] = ["log_mel"]
    check_config(config, SCHEMA_PATH)
    assert only_seen_by_heads(config) == ["embedding"]
    # A name of frames means the frames.
    config["prediction"]["heads"]["x"] = {"kind": "linear", "values": "mfcc"}
    config["prediction"]["models"] = ["x"]
    assert only_seen_by_heads(config) == []
    config["prediction"]["heads"]["x"]["values"] = "layer_09_means"
    assert only_seen_by_heads(config) == ["layer_09_means"]
    config["network"]["layers"] = [1, 14]
    refused(config, r"prediction\.heads: 'layer_09_means' found, which needs layer 9")
    config["features"] = ["layer_09_means"]
    refused(config, r"  features: 'layer_09_means' found, which needs layer 9")


#: Examples of recordings that are cut into groups, which they say.
IN_BLOCKS = ("maas.yaml", "maas_scale.yaml")


@pytest.mark.parametrize("path", overlays(), ids=lambda path: path.name)
def test_the_study_can_be_switched_on_in_every_example_with_factors(path):
    given = {"studies": ["prediction"]}
    config = read_config(DEFAULTS_FOLDER, [path], given)
    config["dataset"]["root"] = config["dataset"]["root"] or "recordings"
    if path.name in IN_BLOCKS:
        refused(config, "recordings are cut into blocks that are groups of their own")
    elif not tasks_of(config):
        refused(config, r"prediction\.tasks: none found, because there are no factors")
    else:
        check_config(config, SCHEMA_PATH)


def test_a_task_needs_a_name_that_can_be_a_folder_and_some_factor(config):
    config["dataset"]["factors"] = ["a/b"]
    config["dataset"]["pattern"] = "(?P<a_b>[a-z]+).wav"
    refused(config, "tasks: 'a/b' cannot be the name of a folder")
    config["dataset"]["factors"] = []
    refused(config, r"prediction\.tasks: none found, because there are no factors")


def test_nothing_is_asked_of_a_run_without_the_study(config):
    config["studies"] = ["layers"]
    config["prediction"]["models"] = ["nothing"]
    check_config(config, SCHEMA_PATH)


def test_sets_of_labels_are_tasks_beside_the_factors(config):
    config["prediction"]["label_sets"] = {"tags": {"column": "labels", "fewest": 4}}
    check_config(config, SCHEMA_PATH)
    assert tasks_of(config) == ["kind", "far", "tags"]
    config["prediction"]["tasks"] = ["tags"]
    check_config(config, SCHEMA_PATH)
    assert asked_kinds(config) == {"tags": {"kind": "labels", "fewest": 4, "beta": 2.0}}


def test_the_note_that_is_shown_is_one_of_text(config):
    config["dataset"] |= {"source": "manifest", "manifest": "a.csv", "pattern": None}
    config["prediction"]["shown_note"] = "verifed"
    refused(config, r"shown_note: 'verifed' is no text among dataset\.notes, which has none")
    config["dataset"]["notes"] = {"verified": "text", "tags": "list"}
    refused(config, r"shown_note: 'verifed' is no text .*mean 'verified'")
    config["prediction"]["shown_note"] = "tags"
    refused(config, r"shown_note: 'tags' is no text")
    config["prediction"]["shown_note"] = "verified"
    check_config(config, SCHEMA_PATH)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"kind": {"column": "labels"}}, "label_sets: 'kind' is also a factor"),
        ({"tags": {"colum": "labels"}}, "colum"),
        ({"tags": {"column": "labels", "path_template": "{x}"}}, "path_template: found, but no"),
        ({"tags": {"column": "labels", "beta": 0}}, "beta"),
        ({"a/b": {"column": "labels"}}, "'a/b' cannot be the name of a folder"),
    ],
)
def test_sets_of_labels_that_do_not_suit_are_refused(config, labels, message):
    config["prediction"]["label_sets"] = labels
    refused(config, message)
