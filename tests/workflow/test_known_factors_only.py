"""A run of the study of known factors plans its representations and its report, and no decoding."""

import pytest
from dry_runs import dry_runs
from tiny_project import Project, listed_jobs, write_tones

from latentaudio.progress.stages_of_run import STAGES

pytestmark = pytest.mark.workflow

#: Rules of stages that decode factors, or move sounds along axes and see what a network hears.
DECODING = {
    rule
    for stage in STAGES
    if stage.name in ("decoding", "comparisons", "moves")
    for rule in stage.seconds
}
COMPARED = {"comparison", "published_scores", "axes", "vae", "flow", "players", "figure_traversals"}


@pytest.fixture
def project(tmp_path):
    """A folder of sounds of two factors."""
    write_tones(tmp_path / "clips")
    pattern = r"(?P<pitch>[a-z]{2,9}) & (?P<decay>[a-z]{4,5})\.wav"
    dataset = {"source": "folder", "root": "clips", "pattern": pattern}
    dataset |= {"factors": ["pitch", "decay"], "block_s": 2.0}
    config = {"run": "clips", "studies": ["known_factors"], "dataset": dataset}
    return Project(tmp_path, {**config, "network": {"layers": [9]}})


def test_studies_have_what_they_need_and_nothing_else(project):
    studies = (["known_factors"], ["known_factors", "explorer"], ["layers"])
    spaces = {"known_factors": {"spaces": ["log_mel", "layer_09"]}}
    configs = [project.config | spaces | {"studies": list(one)} for one in studies]
    outcomes = dry_runs([(project, config) for config in configs])
    alone, with_map, layers = (listed_jobs(outcome) for outcome in outcomes)
    assert COMPARED | {"findings", "report"} <= alone.keys()
    assert not (DECODING | {"folds"}) & alone.keys()
    # Two autoencoders and the flow of log_mel; that of the layer has no way back to a picture.
    assert (alone["traversals"], alone["flow_traversals"]) == (2, 2)
    assert alone["figure_traversals"] == 3
    # The map has no map of a best layer, which nobody looks for.
    assert COMPARED | {"findings", "report", "explorer", "map_pca"} <= with_map.keys()
    assert not DECODING & with_map.keys()
    assert {"knn", "best_layer", "findings", "report"} <= layers.keys()
    assert not (COMPARED - {"flow"}) & layers.keys()
