import shutil
from collections import namedtuple

import numpy as np
import pytest

from latentaudio.embeddings.writing import estimated_bytes
from latentaudio.errors import ConfigError, ResourceError
from latentaudio.features.space import Space
from latentaudio.networks.yamnet.layers import LAYERS
from latentaudio.workflow.preflight import check_disk, model_errors

Usage = namedtuple("Usage", ["total", "used", "free"])
FOLDS = {"grouped": np.repeat([1, 2, 3], [10, 20, 30]), "random": np.arange(60) % 3 + 1}


@pytest.fixture
def free(monkeypatch):
    """Set the free space that every disk reports."""

    def set_free(amount):
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2 * amount, amount, amount))

    return set_free


def models(**changes):
    arguments = {"layers": LAYERS, "components": 64, "fit_sample": 1000, "neighbors": 10}
    arguments["perplexity"] = 30.0
    for error in model_errors(FOLDS, **{**arguments, **changes}):
        raise error


def test_everything_that_does_not_suffice_is_found_at_once():
    arguments = {"layers": LAYERS, "components": 64, "fit_sample": 64, "neighbors": 31}
    found = [str(error) for error in model_errors(FOLDS, **arguments, perplexity=60.0)]
    keys = [text.partition(":")[0] for text in found]
    assert keys == ["pca.components", "tsne.perplexity", "knn.neighbors"]


def test_without_projections_components_may_be_as_many_as_liked():
    models(components=None, fit_sample=0)
    with pytest.raises(ConfigError, match=r"pca\.components"):
        models(fit_sample=0)


def test_a_folder_of_results_need_not_exist(tmp_path, free):
    free(5e9)
    assert disk(tmp_path / "results" / "new")["free_gb"] == 5.0
    assert list(tmp_path.iterdir()) == []


def disk(folder, **changes):
    arguments = {"snippets": 1000, "layers": LAYERS, "networks": 1, "keep_free": 1e9}
    arguments |= {"kept_layers": LAYERS, "compression_level": 1}
    arguments |= {"features": [], "keep_features": True}
    return check_disk(folder, **{**arguments, **changes})


def test_a_sufficient_data_set_passes():
    models()


def test_more_components_than_snippets_to_fit_on_are_refused():
    models(components=63, fit_sample=64)
    with pytest.raises(ConfigError, match=r"pca\.components: 64 asked for.*at most 63"):
        models(fit_sample=64)


def test_the_smallest_layer_limits_the_components():
    models(components=6145, fit_sample=10_000, layers=[LAYERS[8]])
    with pytest.raises(ConfigError, match=r"pca\.components: 6145.*at most 6144"):
        models(components=6145, fit_sample=10_000, layers=[LAYERS[8], LAYERS[12]])


def test_the_smallest_training_set_of_all_schemes_limits_the_neighbors():
    models(neighbors=30)  # the largest grouped fold has 30 of 60 snippets
    with pytest.raises(ConfigError, match=r"knn\.neighbors: 31 asked for, .*training set has 30"):
        models(neighbors=31)


def test_more_effective_neighbors_than_snippets_in_a_map_are_refused():
    models(perplexity=59.0)
    with pytest.raises(ConfigError, match=r"tsne\.perplexity: 60 found, but only 60 snippets"):
        models(perplexity=60.0)


def test_what_is_kept_is_reported_beside_what_is_written(tmp_path, free):
    free(1e12)
    figures = disk(tmp_path, kept_layers=[LAYERS[8]], networks=2)
    share = figures["kept_gb"] / figures["activations_gb"]
    assert share == pytest.approx(12_288 / 380_928, rel=1e-3)
    assert disk(tmp_path, kept_layers=[])["kept_gb"] == 0.0


def test_with_enough_free_space_the_sizes_are_returned(tmp_path, free):
    free(5e9)
    figures = disk(tmp_path)
    assert figures["activations_gb"] == pytest.approx(estimated_bytes(1000, LAYERS, 1) / 1e9)
    assert (figures["present_gb"], figures["free_gb"]) == (0.0, 5.0)


def test_the_need_grows_with_networks_and_snippets_and_shrinks_with_layers(tmp_path, free):
    free(1e12)
    one = disk(tmp_path)["activations_gb"]
    assert disk(tmp_path, networks=2)["activations_gb"] == pytest.approx(2 * one)
    assert disk(tmp_path, snippets=3000)["activations_gb"] == pytest.approx(3 * one)
    assert disk(tmp_path, layers=LAYERS[12:])["activations_gb"] == pytest.approx(
        one * 2 * 6_144 / 380_928, rel=1e-4
    )


def test_too_little_free_space_is_refused_with_the_figures_and_what_to_do(tmp_path, free):
    free(1.3e9)
    with pytest.raises(
        ResourceError,
        match=r"1000 snippets in 14 layers of 1 network\(s\) take about 0\.43 GB, of which "
        r"0\.00 GB already exist; with embeddings\.keep_free_gb = 1, .* "
        r"1\.30 GB that are free.*network\.layers",
    ) as caught:
        disk(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}: ")


def test_the_space_to_keep_free_counts(tmp_path, free):
    free(1.3e9)
    disk(tmp_path, keep_free=0.8e9)
    with pytest.raises(ResourceError, match=r"keep_free_gb = 0\.9"):
        disk(tmp_path, keep_free=0.9e9)


@pytest.mark.parametrize("network", ["", "control/"])
def test_activations_that_exist_already_reduce_the_need(tmp_path, free, network):
    path = tmp_path / f"{network}embeddings" / "layer_09" / "WT.parquet"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(300_000_000)
    free(1.3e9)
    assert disk(tmp_path)["present_gb"] == pytest.approx(0.3)


def test_other_files_of_a_run_do_not_reduce_the_need(tmp_path, free):
    for name in ("embeddings/output/WT.parquet", "pca/layer_09/projections.parquet"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            file.truncate(300_000_000)
    free(1.3e9)
    with pytest.raises(ResourceError, match=r"0\.00 GB already exist"):
        disk(tmp_path)


def test_a_finished_run_needs_only_the_space_to_keep_free(tmp_path, free):
    path = tmp_path / "embeddings" / "layer_09" / "WT.parquet"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    free(1.1e9)
    disk(tmp_path)
    free(0.9e9)
    with pytest.raises(ResourceError):
        disk(tmp_path)


def test_features_are_written_once_and_kept_if_all_is_kept(tmp_path, free):
    free(1e12)
    feature = Space("log_mel", "log-mel spectrogram", (96, 64), 0.975)
    without = disk(tmp_path, networks=2)
    for keep in (True, False):
        found = disk(tmp_path, networks=2, features=[feature], keep_features=keep)
        more = 1000 * 96 * 64 * 2 / 1e9
        assert found["activations_gb"] - without["activations_gb"] == pytest.approx(more)
        assert found["kept_gb"] - without["kept_gb"] == pytest.approx(more * keep)


def test_a_feature_that_exists_already_reduces_the_need(tmp_path, free):
    free(1e12)
    path = tmp_path / "embeddings" / "log_mel" / "part_001.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(1000))
    feature = Space("log_mel", "log-mel spectrogram", (96, 64), 0.975)
    assert disk(tmp_path, features=[feature])["present_gb"] == pytest.approx(1e-6)
