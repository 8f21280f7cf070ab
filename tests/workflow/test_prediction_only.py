"""A run of the study of prediction plans its trainings, and nothing that other studies need."""

import pytest
from dry_runs import dry_runs
from tiny_project import Project, listed_jobs, write_tones

pytestmark = pytest.mark.workflow


@pytest.fixture
def project(tmp_path):
    """A folder of sounds of two factors, three takes of each."""
    for take in ("one", "two", "three"):
        write_tones(tmp_path / "clips" / take)
    pattern = r"(?P<take>[a-z]+)/(?P<pitch>[a-z]{2,9}) & (?P<decay>[a-z]{4,5})\.wav"
    dataset = {"source": "folder", "root": "clips", "pattern": pattern}
    dataset |= {"factors": ["pitch", "decay"], "fold_column": "take"}
    config = {"run": "clips", "studies": ["prediction"], "dataset": dataset}
    config |= {"network": {"layers": [9]}, "features": [], "embeddings": {"parts": 2}}
    models = ["original_cnn", "crops_cnn", "embedding", "descriptors"]
    return Project(tmp_path, config | {"prediction": {"models": models, "seeds": [1, 2]}})


def test_trainings_are_of_each_task_model_seed_and_fold(project):
    with_layers = project.config | {"studies": ["prediction", "layers"], "flow": {"layer": "none"}}
    alone, both = (
        listed_jobs(one) for one in dry_runs([(project, project.config), (project, with_layers)])
    )
    # Two tasks in three folds: two networks of two seeds, and two linear heads of one.
    assert alone["network_predictor"] == 2 * 3 * 2 * 2
    assert alone["head_predictor"] == 2 * 3 * 2
    # The embedding, which a head names, though no feature is asked for.
    assert alone["feature"] == 2
    # Three kinds of frames of two parts.
    assert alone["frames"] == 3 * 2
    assert {"prediction_scores", "prediction_costs", "figure_learning_curves"} <= alone.keys()
    assert not {"knn", "pca_fit", "flow", "best_layer", "vae", "axes"} & alone.keys()
    assert both["network_predictor"] == alone["network_predictor"]
    assert {"knn", "best_layer"} <= both.keys()
