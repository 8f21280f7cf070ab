"""Settings of the sound map that do not suit the run are named before anything is computed."""

import pytest
from settings import SCHEMA_PATH as SCHEMA
from settings import defaults

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import check_config


@pytest.mark.parametrize("key", ["maps.pca", "maps.tsne", "maps.umap", "clusters.spaces"])
def test_a_space_that_the_run_does_not_have_is_named(key):
    config = defaults()
    section, name = key.split(".")
    config["explorer"][section][name] = ["layers", "layer_9"]
    with pytest.raises(ConfigError, match=rf"explorer\.{key}: 'layer_9'.*did you mean 'layer_09'"):
        check_config(config, SCHEMA)


def test_layers_of_the_run_features_and_words_name_spaces():
    config = defaults()
    config["features"] = ["log_mel"]
    config["network"]["layers"] = [1, 9]
    config["explorer"]["maps"]["pca"] = [
        "layer_09",
        "log_mel",
        "layers",
        "embedding",
        "best",
        "flow",
    ]
    check_config(config, SCHEMA)
    config["explorer"]["maps"]["pca"] = ["layer_08"]
    with pytest.raises(ConfigError, match=r"explorer\.maps\.pca: 'layer_08' is no space"):
        check_config(config, SCHEMA)


@pytest.mark.parametrize(("value", "expected"), [(0, "at least 1"), (60_001, "at most 60000")])
def test_the_number_of_sounds_has_bounds(value, expected):
    config = defaults()
    config["explorer"]["sounds"] = value
    with pytest.raises(ConfigError, match=rf"explorer\.sounds: .*{expected}"):
        check_config(config, SCHEMA)
