"""What the list of all keys does not tell of partial re-runs (see test_every_key.py)."""

import pyarrow.parquet as pq
import pytest
from dry_runs import dry_runs
from settings import defaults
from tiny_project import REPOSITORY, listed_jobs

DEFAULT = defaults()

pytestmark = pytest.mark.workflow

AFTER_FLOW = {
    *("flow", "figure_training", "figure_stages", "replicates"),
    *("findings", "report"),
    *("disentanglement", "figure_disentanglement", "figure_latent_axes"),
    *("transfer", "transfer_tests", "figure_transfer"),
    *("class_shifts", "figure_class_shifts", "figure_dose_response"),
}


def planned(project, section, **values):
    config = {**project.config, section: {**project.config.get(section, {}), **values}}
    return listed_jobs(*dry_runs([(project, config)]))


def test_a_comment_changes_nothing(finished):
    assert finished.planned(comment="said in other words") == {}


def test_touched_sounds_and_code_change_nothing(finished):
    next((finished.folder / "sounds").iterdir()).touch()
    for name in ("scripts/embeddings/embed.py", "latentaudio/projection/pca.py"):
        assert (REPOSITORY / name).is_file()
        (REPOSITORY / name).touch()
    assert finished.planned() == {}


def test_flows_are_not_listed_while_the_best_layer_must_be_found_again(finished):
    jobs = planned(finished, "pca", components=6)
    assert {"pca_fit", "knn", "best_layer", "report"} <= set(jobs)
    assert "flow" not in jobs


def test_another_seed_adds_a_flow_and_leaves_the_others_alone(finished):
    assert planned(finished, "flow", seeds=[1, 2, 7]) == {
        **dict.fromkeys(["flow", "disentanglement", "transfer", "transfer_tests"], 1),
        **dict.fromkeys(["replicates", "figure_training", "findings", "report"], 1),
    }


def test_without_a_flow_nothing_is_left_to_do_but_to_say_so(finished):
    assert set(planned(finished, "flow", layer="none")) == {"preflight", "findings", "report"}


def test_a_flow_of_another_layer_needs_its_own_jobs_only(finished):
    best = finished.best_layer()
    other = next(number for number in finished.config["network"]["layers"] if number != best)
    jobs = planned(finished, "flow", layer=other)
    assert set(jobs) == AFTER_FLOW
    assert jobs["flow"] == 3  # two seeds and the control
    assert planned(finished, "flow", layer=[best, other]) == jobs


def test_a_twin_needs_what_was_measured_of_its_part_and_the_tables_need_all_originals(finished):
    recordings = pq.read_table(finished.results / "dataset" / "recordings.parquet")
    recording = recordings["recording_id"][0].as_py()
    twin = f"results/tones/dataset/reverberated/{recording}__reverb.flac"
    reverb = {**DEFAULT["dataset"]["reverb"], "enabled": True}
    dataset = {**finished.config["dataset"], "reverb": reverb}
    assert finished.planned(twin, dataset=dataset) == {"measure_originals": 1, "reverberate": 1}
    tables = "results/tones/dataset/recordings.parquet"
    assert finished.planned(tables, dataset=dataset) == {
        **{"measure_originals": 2, "originals": 1, "reverberate": 4, "measure": 2, "dataset": 1}
    }
