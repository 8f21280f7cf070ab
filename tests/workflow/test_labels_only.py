"""A data set of which nothing is known but lists of labels: they are predicted, and mapped."""

import copy

import pytest
from dry_runs import dry_runs
from tiny_prediction import DECAYS, PITCHES, TAKES, write_clips
from tiny_project import Project, listed_jobs

from latentaudio import artifacts

pytestmark = pytest.mark.workflow

#: Lists are a column of the manifest, and a table of their own.
LABELLED = {
    "run": "labelled",
    "studies": ["prediction"],
    "dataset": {
        "source": "manifest",
        "manifest": "clips/sounds.csv",
        "factors": [],
        "notes": {"labels": "list"},
    },
    "folds": {"grouped": 2, "random": None},
    "network": {"layers": [14]},
    "embeddings": {"parts": 1},
    "prediction": {
        "models": ["levels"],
        "seeds": [1],
        "bootstrap": 100,
        "heads": {"levels": {"kind": "linear", "values": "descriptors"}},
        "label_sets": {
            "noted": {"column": "labels"},
            "tabled": {"table": "lists.csv", "column": "tags", "separator": ";"},
        },
    },
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    folder = tmp_path_factory.mktemp("labelled")
    write_clips(folder / "clips")
    names = [
        (f"{take}/{pitch} & {decay} {copy}.wav", pitch, decay)
        for take in TAKES
        for pitch in PITCHES
        for decay in DECAYS
        for copy in (1, 2)
    ]
    for path, header, between in (
        ("clips/sounds.csv", "path,labels", ","),
        ("lists.csv", "path,tags", ";"),
    ):
        rows = [f'{name},"{pitch}{between}{decay}"' for name, pitch, decay in names]
        (folder / path).write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return Project(folder, LABELLED)


def test_labels_are_predicted_without_any_factor(project):
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    scores = artifacts.read_csv(project.results / "prediction/scores.csv")
    assert scores["task"].tolist() == ["noted", "tabled"]
    # Levels of few frames tell 300 from 1,500 Hz, and short from long.
    assert scores["map"].min() > 0.9
    assert scores["map"].nunique() == 1  # the labels are the same
    page = (project.results / "report/index.html").read_text("utf-8")
    assert "How well noted and tabled of a sound can be predicted" in page
    assert "There are no factors, only lists of labels (noted and tabled)." in page
    assert project.planned() == {}


def test_a_map_of_them_needs_no_factor_either(project):
    both = copy.deepcopy(LABELLED) | {"studies": ["prediction", "explorer"]}
    refused = copy.deepcopy(LABELLED) | {"studies": ["prediction", "layers"]}
    drawn, stopped = dry_runs([(project, both), (project, refused)])
    jobs = listed_jobs(drawn)
    assert {"explorer", "clips", "pca_fit", "explorer_sounds"} <= jobs.keys()
    assert not {"knn", "best_layer", "flow", "technical"} & jobs.keys()
    assert stopped.code != 0
    assert "dataset.factors: [] found, but the studies ['layers'] need factors" in stopped.text
