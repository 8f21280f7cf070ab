"""A changed setting re-runs what depends on it, and nothing else."""

import json

import pyarrow.parquet as pq
import pytest
import yaml
from tiny_project import REPOSITORY

DEFAULT = yaml.safe_load((REPOSITORY / "config" / "config.yaml").read_text())

pytestmark = pytest.mark.workflow

# The jobs of flows are listed as long as the best layer need not be found again; when it must be,
# which flows there are is not known yet, and a dry run ends with the checkpoint and the report.
AFTER_SHIFTS = {"class_shifts", "figure_class_shifts", "figure_dose_response", "report"}
AFTER_TESTS = {"transfer_tests", "replicates", "figure_transfer", "report"}
AFTER_TRANSFER = AFTER_TESTS | AFTER_SHIFTS | {"transfer"}
AFTER_AXES = {
    "disentanglement",
    "replicates",
    "figure_latent_axes",
    "figure_disentanglement",
    "report",
}
AFTER_FLOW = AFTER_TRANSFER | AFTER_AXES | {"flow", "figure_training", "figure_stages"}
AFTER_KNN = {
    "knn",
    "scores",
    "compare",
    "best_layer",
    "tsne",
    "figure_accuracy_by_layer",
    "figure_confusion",
    "figure_tsne",
    "report",
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
    assert changed(finished, "pca", components=6) == AFTER_PCA | {"preflight"}


def test_neighbours_re_run_decoding_and_what_follows(finished):
    assert changed(finished, "knn", neighbors=5) == AFTER_KNN | {"preflight"}


def test_disk_reserve_re_runs_its_check_only(finished):
    # The report tells of every setting, so it is written anew by each of them.
    assert changed(finished, "embeddings", keep_free_gb=0.5) == {"preflight", "report"}


def test_folds_re_run_decoding_and_what_follows(finished):
    assert changed(finished, "folds", grouped=2) == AFTER_KNN | {"folds", "preflight"}


def test_alpha_re_runs_comparisons_only(finished):
    assert changed(finished, "comparisons", alpha=0.01) == {
        "compare",
        "figure_accuracy_by_layer",
        "report",
    }


def test_perplexity_re_runs_the_map_only(finished):
    assert changed(finished, "tsne", perplexity=6.0) == {
        "tsne",
        "figure_tsne",
        "preflight",
        "report",
    }


def test_hop_re_runs_everything_but_the_weights(finished):
    assert changed(finished, "dataset", hop_s=0.5) == EVERYTHING


def test_held_out_groups_matter_only_where_projections_use_them(finished):
    assert changed(finished, "split", held_out_fraction=0.3) == AFTER_PCA | {"preflight"}


def test_settings_of_another_source_change_nothing(finished):
    assert changed(finished, "synthetic", objects_per_cell=3) == {"report"}


@pytest.mark.parametrize(
    "values",
    [{"sigma": 0.8}, {"noise": 0.4}, {"components": 3}, {"stages": 2}, {"learning_rates": [0.01]}],
)
def test_a_setting_of_the_flow_re_runs_flows_and_what_follows_only(finished, values):
    assert changed(finished, "flow", **values) == AFTER_FLOW


def test_what_chooses_the_sounds_of_a_flow_is_checked_again(finished):
    assert changed(finished, "flow", validation_fraction=0.3) == AFTER_FLOW | {"preflight"}


def test_another_seed_adds_a_flow_and_leaves_the_others_alone(finished):
    jobs = finished.planned(flow={**finished.config["flow"], "seeds": [1, 2, 7]})
    assert jobs == {
        **dict.fromkeys(["flow", "disentanglement", "transfer", "transfer_tests"], 1),
        **dict.fromkeys(["replicates", "figure_training", "report"], 1),
    }


@pytest.mark.parametrize(
    "values", [{"typical": 0.6}, {"atypical": 0.9}, {"random_directions": 2}, {"steps": 3}]
)
def test_a_setting_of_the_moves_re_runs_moves_and_what_follows_only(finished, values):
    assert changed(finished, "transfer", **values) == AFTER_TRANSFER


def test_the_level_of_the_tests_of_moves_re_runs_tests_only(finished):
    assert changed(finished, "transfer", alpha=0.01) == AFTER_TESTS


def test_associated_classes_re_run_what_is_said_of_classes_only(finished):
    associated = {"pitch": {"low": ["Rumble"]}}
    assert changed(finished, "transfer", associated=associated) == AFTER_SHIFTS


def test_resamples_of_axes_re_run_their_measures_only(finished):
    assert changed(finished, "disentanglement", bootstrap=200) == AFTER_AXES


def test_without_a_flow_nothing_is_left_to_do_but_to_say_so(finished):
    assert changed(finished, "flow", layer="none") == {"preflight", "report"}


def test_a_flow_of_another_layer_needs_its_own_jobs_only(finished):
    best = json.loads((finished.results / "stats/best_layer.json").read_text())["overall"]["layer"]
    other = next(number for number in finished.config["yamnet"]["layers"] if number != best)
    jobs = finished.planned(flow={**finished.config["flow"], "layer": other})
    assert set(jobs) == AFTER_FLOW
    assert jobs["flow"] == 3  # two seeds and the control
    assert set(finished.planned(flow={**finished.config["flow"], "layer": [best, other]})) == set(
        jobs
    )


def test_touched_sounds_and_code_change_nothing(finished):
    next((finished.folder / "sounds").iterdir()).touch()
    (REPOSITORY / "scripts" / "embed.py").touch()
    (REPOSITORY / "latentaudio" / "projection.py").touch()
    assert finished.planned() == {}


def test_originals_are_checked_before_the_first_twin_is_made(finished):
    recordings = pq.read_table(finished.results / "dataset" / "recordings.parquet")
    recording = recordings["recording_id"][0].as_py()
    # The list of jobs cannot tell their order; the dependency is what a target of its own needs.
    twin = f"results/tones/dataset/reverberated/{recording}__reverb.flac"
    reverb = {**DEFAULT["dataset"]["reverb"], "enabled": True}
    dataset = {**finished.config["dataset"], "reverb": reverb}
    assert finished.planned(twin, dataset=dataset) == {"originals": 1, "reverberate": 1}
