"""Settings of the sound map that do not suit the run are named before anything is computed."""

import pytest
from settings import SCHEMA_PATH as SCHEMA
from settings import defaults

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import check_config
from latentaudio.workflow.explorer_config import only_mapped


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


def mapped(**changes):
    """Defaults of a run with a map, in which nothing asks for the embedding but `changes`."""
    config = defaults()
    config["studies"] = ["layers", "explorer"]
    config["features"] = ["log_mel"]
    explorer = config["explorer"]
    explorer["maps"] = {method: ["layers"] for method in explorer["maps"]}
    explorer["clusters"] = {**explorer["clusters"], "spaces": ["layers"]}
    for key, value in changes.items():
        (explorer["clusters"] if key in explorer["clusters"] else explorer["maps"])[key] = value
    return config


@pytest.mark.parametrize("method", ["pca", "tsne", "umap", "spaces"])
def test_the_embedding_is_projected_for_what_maps_it(method):
    assert only_mapped(mapped()) == []
    assert only_mapped(mapped(**{method: ["embedding"]})) == ["embedding"]


def test_the_embedding_is_not_projected_for_clusters_that_are_not_made():
    assert only_mapped(mapped(spaces=["embedding"], method="none")) == []


def test_an_embedding_that_is_decoded_is_nothing_more():
    assert only_mapped({**mapped(pca=["embedding"]), "features": ["embedding"]}) == []
