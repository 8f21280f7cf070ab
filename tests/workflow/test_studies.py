"""A run that only makes a map needs no factors, and has no folds, controls or flows."""

import re

import pytest
from settings import SCHEMA_PATH, defaults

from latentaudio.datasets.configured import configured_source, measuring_settings
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.networks.registry import describe
from latentaudio.workflow.config import check_config
from latentaudio.workflow.preflight import FEWEST_SOUNDS, check_map
from latentaudio.workflow.studies import axis_neighbors, switched_off, trains_flows


@pytest.fixture
def config():
    """The defaults, for a folder of which nothing is known."""
    config = defaults()
    config["dataset"] |= {"source": "folder", "root": "clips", "factors": []}
    return config


@pytest.mark.parametrize("none", [[], {}])
def test_without_factors_a_run_can_make_a_map_or_predict_labels_and_nothing_else(config, none):
    config["dataset"]["factors"] = none
    config["prediction"]["models"] = ["crops_cnn"]
    check_config(config | {"studies": ["explorer"]}, SCHEMA_PATH)
    with pytest.raises(ConfigError, match=r"prediction\.tasks: none found"):
        check_config(config | {"studies": ["prediction"]}, SCHEMA_PATH)
    config["prediction"]["label_sets"] = {"tags": {"column": "labels"}}
    for studies in (["prediction"], ["prediction", "explorer"]):
        check_config(config | {"studies": studies}, SCHEMA_PATH)
    for refused in (["layers"], ["known_factors"], ["layers", "known_factors"]):
        message = re.escape(f"dataset.factors: {none} found, but the studies {refused} need")
        with pytest.raises(ConfigError, match=message):
            check_config(config | {"studies": [*refused, "explorer", "prediction"]}, SCHEMA_PATH)


def test_labels_that_are_shown_need_a_pattern_or_a_table(config):
    config["studies"] = ["explorer"]
    config["dataset"]["factors"] = ["kind"]
    with pytest.raises(ConfigError, match=r"dataset\.pattern: missing"):
        check_config(config, SCHEMA_PATH)


def test_what_only_decoding_needs_is_switched_off_and_other_runs_stay_as_they_are():
    config = defaults()
    for studies in (["layers"], ["layers", "explorer"]):
        assert switched_off(config | {"studies": studies}) == config | {"studies": studies}
    off = switched_off(config | {"studies": ["explorer"]})
    assert not any(off["control"].values())
    assert (off["pca"]["fit_on"], off["flow"]["layer"]) == ("all", "none")
    changed = {key for key in config if off[key] != config[key]}
    assert changed == {"studies", "control", "pca", "flow"}
    # Representations are compared on held-out groups.
    off = switched_off(config | {"studies": ["known_factors"]})
    assert not any(off["control"].values())
    assert (off["pca"], off["flow"]["layer"]) == (config["pca"], "none")
    # Nothing can be held out by class where there are none.
    predicted = config | {"studies": ["prediction", "explorer"]}
    assert switched_off(predicted)["pca"] == config["pca"]
    predicted["dataset"] = config["dataset"] | {"factors": []}
    assert switched_off(predicted)["pca"]["fit_on"] == "all"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"remainder": "pad", "block_s": 5.0}, r"dataset\.remainder: pad found"),
        ({"source": "synthetic", "factors": ["a", "b"], "remainder": "pad"}, "remainder: pad"),
        ({"unreadable": "skip", "reverb": {"enabled": True}}, r"dataset\.unreadable: skip found"),
    ],
)
def test_keys_that_contradict_each_other_are_refused(config, keys, message):
    config["studies"] = ["explorer"]
    config["dataset"] |= keys | {"reverb": config["dataset"]["reverb"] | keys.get("reverb", {})}
    with pytest.raises(ConfigError, match=message):
        check_config(config, SCHEMA_PATH)


def test_keys_at_their_defaults_are_not_passed_on_so_that_they_outdate_nothing(config):
    assert set(measuring_settings(config)) == {
        *("channels", "normalise", "hop_s", "block_s", "guard_s", "silence_db")
    }
    config["dataset"] |= {"snippets": "loudest", "remainder": "pad"}
    assert measuring_settings(config)["chosen"] == "loudest"
    assert measuring_settings(config)["remainder"] == "pad"


def test_a_source_knows_that_its_labels_are_only_shown_and_what_is_skipped(config, tmp_path):
    snippet = describe("yamnet", None).snippet
    source = configured_source(config, tmp_path, snippet)
    assert (source.labels_only, source.skip_unreadable) == (False, False)
    config["dataset"]["unreadable"] = "skip"
    source = configured_source(config | {"studies": ["explorer"]}, tmp_path, snippet)
    assert (source.labels_only, source.skip_unreadable) == (True, True)


def test_a_map_of_few_sounds_is_refused_with_what_it_needs():
    check_map(FEWEST_SOUNDS)
    with pytest.raises(DatasetError, match=r"1 snippet\(s\) found, but a map needs 4 at least"):
        check_map(1)


def test_flows_are_trained_of_layers_or_of_known_factors(config):
    neighbors = config["disentanglement"]["neighbors"]
    for studies, flows, on_axes in (
        (["layers"], True, neighbors),
        (["known_factors", "explorer"], True, None),
        (["explorer"], False, None),
    ):
        one = switched_off(config | {"studies": studies})
        assert (trains_flows(one), axis_neighbors(one)) == (flows, on_axes)
    config["known_factors"] |= {"spaces": []}
    assert not trains_flows(switched_off(config | {"studies": ["known_factors"]}))


def test_only_what_is_decoded_needs_folds(config):
    config["dataset"] |= {"factors": ["pitch"], "pattern": "(?P<pitch>[a-z]+).wav"}
    config["transfer"] |= {"associated": {}}
    config["folds"] |= {"grouped": None}
    check_config(config | {"studies": ["known_factors"]}, SCHEMA_PATH)
    with pytest.raises(ConfigError, match=r"folds\.grouped: null found"):
        check_config(config | {"studies": ["layers", "known_factors"]}, SCHEMA_PATH)
