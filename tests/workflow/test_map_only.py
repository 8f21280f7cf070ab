"""A run that only makes a map of sounds has no job that needs factors."""

import pytest
from dry_runs import dry_runs, pretend_finished
from tiny_project import Project, listed_jobs, write_tones

from latentaudio.progress.stages_of_run import STAGES

pytestmark = pytest.mark.workflow

#: Rules of stages that a map has nothing of.
DECODING = {
    rule
    for stage in STAGES
    if stage.name in ("decoding", "comparisons", "flows", "axes", "moves", "figures", "report")
    for rule in stage.seconds
} | {"folds", "technical"}


@pytest.fixture
def project(tmp_path):
    """A folder of sounds of which nothing is known, and the least configuration for it."""
    write_tones(tmp_path / "clips")
    dataset = {"source": "folder", "root": "clips", "factors": []}
    return Project(tmp_path, {"run": "clips", "studies": ["explorer"], "dataset": dataset})


def test_a_map_needs_neither_factors_nor_folds_nor_decoding(project):
    shown = {"source": "folder", "root": "clips", "pattern": r"(?P<kind>\w+) & .*"}
    labelled = project.config | {"dataset": {**shown, "factors": ["kind"]}}
    without, with_labels = dry_runs([(project, project.config), (project, labelled)])
    jobs = listed_jobs(without)
    assert not DECODING & jobs.keys()
    assert {"measure", "dataset", "preflight", "embed", "pca_fit", "pca_project"} <= jobs.keys()
    # Labels that are shown need no further job.
    assert listed_jobs(with_labels).keys() == jobs.keys()


def test_what_decoding_alone_needs_makes_nothing_of_a_map_again(project):
    changed = project.config | {
        "control": {"permuted_weights": False, "technical": False},
        "pca": {"fit_on": "all"},
        "folds": {"grouped": None},
        "flow": {"layer": "none"},
        "split": {"held_out_fraction": 0.4},
    }
    pretend_finished([project])
    (outcome,) = dry_runs([(project, changed)])
    # The check of sizes is told of the fraction.
    assert listed_jobs(outcome).keys() <= {"preflight"}
