"""Settings to try are equally many for all methods, and suit what is configured."""

import copy

import pytest
from settings import SCHEMA_PATH, defaults

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import check_config
from latentaudio.workflow.tuning_config import tuned_flows, tuned_models


@pytest.fixture
def config():
    config = copy.deepcopy(defaults())
    config["studies"] = ["known_factors"]
    return config


def one_each(config):
    """The configuration with the first setting of each method."""
    config["known_factors"]["tuning"] = {
        method: {key: values[:1] for key, values in grid.items()}
        for method, grid in config["known_factors"]["tuning"].items()
    }
    config["flow"]["noise"] = config["known_factors"]["tuning"]["flow"]["noise"][0]
    config["vae"]["learning_rate"] = config["known_factors"]["tuning"]["vae"]["learning_rate"][0]
    return config


def refused(config, message):
    with pytest.raises(ConfigError, match=message):
        check_config(config, SCHEMA_PATH)


def test_three_settings_of_each_method_are_tried_by_default(config):
    tuning = config["known_factors"]["tuning"]
    assert {len(values) for grid in tuning.values() for values in grid.values()} == {3}
    check_config(config, SCHEMA_PATH)


def test_with_one_setting_of_each_method_nothing_is_tuned(config):
    assert tuned_flows(config) == config["known_factors"]["spaces"]
    assert tuned_models(config)
    check_config(one_each(config), SCHEMA_PATH)
    assert tuned_flows(config) == []
    assert tuned_models(config) == {}


def test_a_run_without_the_study_tunes_nothing_and_may_have_any_settings(config):
    config["studies"] = ["layers"]
    config["flow"]["noise"] = 0.7
    config["known_factors"]["tuning"]["ridge"]["penalty"] = [1]
    check_config(config, SCHEMA_PATH)
    assert tuned_flows(config) == []
    assert tuned_models(config) == {}


def test_a_model_is_tuned_once_in_each_space_with_the_first_seed_of_its_trainings(config):
    usual = {"spaces": ["mfcc", "log_mel"], "objectives": ["beta_vae-constant"], "betas": [4, 1]}
    config["vae"]["trainings"] = [
        {**usual, "models": ["dense"], "seeds": [7, 2]},
        {**usual, "models": ["recurrent", "dense"], "seeds": [3]},
    ]
    assert {key: training.seed for key, training in tuned_models(config).items()} == {
        ("mfcc", "dense"): 7,
        ("log_mel", "dense"): 7,
        ("mfcc", "recurrent"): 3,
        ("log_mel", "recurrent"): 3,
    }


def test_unequal_numbers_of_settings_are_refused_by_the_names_of_both(config):
    config["known_factors"]["tuning"]["vae"]["learning_rate"] = [0.001, 0.003]
    refused(config, r"known_factors\.tuning: 3 settings of ridge found, and 2 of vae; give all")


@pytest.mark.parametrize(
    ("method", "grid", "message"),
    [
        ("ridge", {"penalties": [1, 2, 3]}, r"ridge\.penalties: unknown key; did you mean 'penalt"),
        ("ridge", {"penalty": [0, 1, 2]}, r"ridge\.penalty\[0\]: 0 found, expected more than 0"),
        ("lda", {"shrinkage": [0.1, 0.5, 1.5]}, r"shrinkage\[2\]: 1.5 found, expected at most 1"),
        ("network", {"weight_decay": [-1, 0, 1]}, r"weight_decay\[0\]: -1 found, expected at leas"),
        ("flow", {"noise": [0.5, -0.5, 1]}, r"noise\[1\]: -0.5 found, expected at least 0"),
        ("vae", {"learning_rate": [0, 0.001, 1]}, r"rate\[0\]: 0 found, expected more than 0"),
        ("vae", {"learning_rate": ["1e-3", 0.001, 1]}, "write a number with a point and a sign"),
        # A whole number and the same with a point are one value.
        ("ridge", {"penalty": [1, 1.0, 100]}, r"ridge\.penalty: \[1, 1.0, 100\] has non-unique"),
        ("flow", {"noise": []}, r"flow\.noise: \[\] should be non-empty"),
    ],
)
def test_settings_that_a_method_cannot_have_are_refused(config, method, grid, message):
    config["known_factors"]["tuning"][method] = grid
    refused(config, message)


def test_a_method_that_does_not_exist_is_refused(config):
    config["known_factors"]["tuning"]["rigde"] = {"penalty": [1]}
    refused(config, r"known_factors\.tuning\.rigde: unknown key; did you mean 'ridge'")


@pytest.mark.parametrize(
    ("method", "key", "value"), [("flow", "noise", 0.3), ("vae", "learning_rate", 0.01)]
)
def test_what_is_configured_must_be_among_the_settings(config, method, key, value):
    config[method][key] = value
    message = rf"{method}\.{key}: {value} found, which known_factors\.tuning\.{method}\.{key} does"
    refused(config, message)
    config["known_factors"]["tuning"][method][key][0] = value
    check_config(config, SCHEMA_PATH)
