"""Where settings are tried, and what another list of them trains again."""

import copy

import pytest
from dry_runs import dry_runs, pretend_finished
from tiny_project import Project, listed_jobs, write_tones

pytestmark = pytest.mark.workflow

DENSE, CONVOLUTION = "dense", "convolution_1d"
#: What makes the input of trainings.
BEFORE = {"measure", "dataset", "embed", "feature", "pca_fit", "pca_project"}


def training(model, *seeds):
    own = {"spaces": ["log_mel"], "objectives": ["beta_vae-constant"], "betas": [1, 4]}
    return {**own, "models": [model], "seeds": list(seeds)}


CONFIG = {
    "run": "tones",
    "studies": ["layers", "known_factors"],
    "dataset": {
        "source": "folder",
        "root": "sounds",
        "pattern": r"(?P<pitch>[a-z]{2,9}) & (?P<decay>[a-z]{4,5})\.wav",
        "factors": ["pitch", "decay"],
        "block_s": 2.0,
    },
    "network": {"layers": [9, 10]},
    "flow": {"layer": [9, 10], "seeds": [1, 2]},
    "known_factors": {"spaces": ["log_mel", "layer_09"], "axes": ["ridge"]},
    "vae": {"trainings": [training(DENSE, 1, 2), training(CONVOLUTION, 1)]},
}
ONE_EACH = {
    "ridge": {"penalty": [1]},
    "lda": {"shrinkage": [0.1]},
    "network": {"weight_decay": [0.01]},
    "flow": {"noise": [0.5]},
    "vae": {"learning_rate": [0.001]},
}


def tuned(**grids):
    config = copy.deepcopy(CONFIG)
    config["known_factors"]["tuning"] = grids
    return config


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that Snakemake takes for finished."""
    folder = tmp_path_factory.mktemp("tuned")
    write_tones(folder / "sounds")
    project = Project(folder, CONFIG)
    pretend_finished([project])
    return project


@pytest.fixture(scope="module")
def planned(project, tmp_path_factory):
    """Give what would run, by what is asked."""
    fresh = Project(tmp_path_factory.mktemp("new"), CONFIG)
    write_tones(fresh.folder / "sounds")
    runs = {
        "again": (project, CONFIG),
        "new": (fresh, CONFIG),
        "one each": (fresh, tuned(**ONE_EACH)),
        "noise": (project, tuned(flow={"noise": [0.2, 0.5, 1.0]})),
        "rate": (project, tuned(vae={"learning_rate": [0.0001, 0.001, 0.003]})),
        "penalty": (project, tuned(ridge={"penalty": [2, 20, 200]})),
        "untuned": (project, tuned(**ONE_EACH)),
    }
    return dict(zip(runs, map(listed_jobs, dry_runs(list(runs.values()))), strict=True))


def counted(jobs):
    return {name: jobs.get(name, 0) for name in ("tune_flow", "flow", "tune_vae", "vae", "axes")}


def test_each_space_of_the_study_and_each_model_is_tuned_once(planned):
    assert planned["again"] == {}
    # Two seeds of two layers and of the feature, and the controls of the layers.
    expected = {"tune_flow": 2, "flow": 8, "tune_vae": 2, "vae": 6, "axes": 2}
    assert counted(planned["new"]) == expected


def test_with_one_setting_each_nothing_is_tuned(planned):
    expected = {"tune_flow": 0, "flow": 8, "tune_vae": 0, "vae": 6, "axes": 2}
    assert counted(planned["one each"]) == expected


def test_another_list_trains_again_what_takes_a_setting_from_it_and_nothing_before(planned):
    # The flows of the other layer stay; the control of the first has the same noise as its flow.
    expected = {"tune_flow": 2, "flow": 5, "tune_vae": 0, "vae": 0, "axes": 0}
    assert counted(planned["noise"]) == expected
    expected = {"tune_flow": 0, "flow": 0, "tune_vae": 2, "vae": 6, "axes": 0}
    assert counted(planned["rate"]) == expected
    expected = {"tune_flow": 0, "flow": 0, "tune_vae": 0, "vae": 0, "axes": 2}
    assert counted(planned["penalty"]) == expected
    for name in ("noise", "rate", "penalty"):
        assert not BEFORE & planned[name].keys()
        assert {"published_scores", "comparison", "report"} <= planned[name].keys()


def test_without_tuning_flows_of_other_spaces_stay_as_they_are(planned):
    assert counted(planned["untuned"])["flow"] == 5
    assert not BEFORE & planned["untuned"].keys()
