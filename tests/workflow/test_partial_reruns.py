"""A changed setting re-runs what depends on it, and nothing else."""

import pytest
import yaml
from tiny_project import REPOSITORY

DEFAULT = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text())

pytestmark = pytest.mark.workflow

AFTER_KNN = {
    "knn",
    "scores",
    "compare",
    "best_layer",
    "tsne",
    "figure_accuracy_by_layer",
    "figure_confusion",
    "figure_tsne",
}
AFTER_PCA = AFTER_KNN | {
    "pca_fit",
    "pca_project",
    "explained_variance",
    "figure_explained_variance",
}
EVERYTHING = AFTER_PCA | {
    "dataset",
    "folds",
    "preflight",
    "embed",
    "classes",
    "figure_spectrograms",
}


def changed(project, section, **values):
    return set(project.planned(**{section: {**project.config.get(section, {}), **values}}))


def test_a_comment_changes_nothing(finished):
    assert finished.planned(comment="said in other words") == {}


def test_components_re_run_projections_and_what_follows(finished):
    # `preflight` checks the new number against the data; it outdates nothing.
    assert changed(finished, "pca", components=4) == AFTER_PCA | {"preflight"}


def test_neighbours_re_run_decoding_and_what_follows(finished):
    assert changed(finished, "knn", neighbors=5) == AFTER_KNN | {"preflight"}


def test_disk_reserve_re_runs_its_check_only(finished):
    assert changed(finished, "embeddings", keep_free_gb=0.5) == {"preflight"}


def test_folds_re_run_decoding_and_what_follows(finished):
    assert changed(finished, "folds", grouped=2) == AFTER_KNN | {"folds", "preflight"}


def test_alpha_re_runs_comparisons_only(finished):
    assert changed(finished, "comparisons", alpha=0.01) == {"compare", "figure_accuracy_by_layer"}


def test_perplexity_re_runs_the_map_only(finished):
    assert changed(finished, "tsne", perplexity=6.0) == {"tsne", "figure_tsne", "preflight"}


def test_hop_re_runs_everything_but_the_weights(finished):
    assert changed(finished, "dataset", hop_s=0.5) == EVERYTHING


def test_held_out_groups_matter_only_where_projections_use_them(finished):
    assert changed(finished, "split", held_out_fraction=0.3) == AFTER_PCA | {"preflight"}


def test_settings_of_another_source_change_nothing(finished):
    assert changed(finished, "synthetic", objects_per_cell=3) == set()


def test_touched_sounds_and_code_change_nothing(finished):
    next((finished.folder / "sounds").iterdir()).touch()
    (REPOSITORY / "scripts" / "embed.py").touch()
    (REPOSITORY / "latentaudio" / "projection.py").touch()
    assert finished.planned() == {}


def test_originals_are_checked_before_the_first_twin_is_made(finished):
    # The list of jobs cannot tell their order; the dependency is what a target of its own needs.
    twin = f"results/tones/dataset/reverberated/{next_recording(finished)}__reverb.flac"
    reverb = {**DEFAULT["dataset"]["reverb"], "enabled": True}
    dataset = {**finished.config["dataset"], "reverb": reverb}
    assert finished.planned(twin, dataset=dataset) == {"originals": 1, "reverberate": 1}


def next_recording(project):
    return sorted((project.results / "embeddings" / "output").glob("*.parquet"))[0].stem
