"""A second run has the bytes of the first, though it removes activations when they have served."""

import pytest
from tiny_project import TONES, Outcome, Project, project_of_tones

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def names(layer) -> list[str]:
    """One artifact of each kind; what is made of them is the same if they are (tests/report)."""
    return [
        "knn/scores.parquet",
        "stats/layers.csv",
        "stats/best_layer.json",
        "stats/tsne.parquet",
        "figures/accuracy_by_layer.svg",
        *(f"flow/{layer}/{name}" for name in ("history.csv", "latents.parquet", "metrics.json")),
        *(f"transfer/{layer}/{name}" for name in ("distances.parquet", "tests.csv", "pairs.csv")),
        f"transfer/{layer}/class_shifts.csv",
    ]


@pytest.fixture(scope="module")
def second(names, weights, tmp_path_factory) -> tuple[Project, Outcome]:
    """A run with the seed of the first, which keeps no activations."""
    frugal = {**TONES["embeddings"], "keep": []}
    project = project_of_tones(tmp_path_factory.mktemp("second"), embeddings=frugal)
    targets = (f"results/tones/{name}" for name in names)
    outcome = project.snakemake("--cores", "2", "--printshellcmds", "--", *targets)
    assert outcome.code == 0, outcome.text
    return project, outcome


def activations(project: Project) -> set[str]:
    return {
        str(path)
        for path in project.artifacts()
        if path.match("layer_*/part_*.parquet") or path.match("activations/*.parquet")
    }


def test_two_runs_with_one_seed_give_the_same_bytes(finished, second, names):
    project, _ = second
    for name in names:
        assert (project.results / name).read_bytes() == (finished.results / name).read_bytes(), name


def test_activations_are_removed_when_they_have_served(finished, second, layer):
    project, outcome = second
    assert f"again for {layer}" in outcome.text
    assert activations(project) == set()
    # Three layers in two parts, of the network and of its control.
    assert len(activations(finished)) == 12


def test_what_was_not_kept_is_computed_again_only_where_it_is_needed(second, layer):
    project, _ = second
    moved = f"results/tones/transfer/{layer}/distances.parquet"
    assert project.planned(moved) == {}
    # A new projection needs activations again; a new move only those of its layer.
    projections = f"results/tones/pca/{layer}/projections.parquet"
    assert project.planned(projections, pca={"components": 6})["embed"] == 2
    planned = project.planned(moved, transfer={"steps": 3})
    assert planned == {"embed_again": 2, "transfer": 1}
