"""Activations that are not kept are removed when they have served, and change no result."""

import pytest

pytestmark = pytest.mark.workflow

#: One layer, no controls, one flow: as little as moves need.
SMALL = {
    "network": {"layers": [9]},
    "control": {"permuted_weights": False, "permuted_labels": False},
    "flow": {"layer": 9, "seeds": [1]},
}


def activations(project):
    return {
        str(path)
        for path in project.artifacts()
        if path.match("layer_09/part_*.parquet") or path.match("activations/*.parquet")
    }


def test_moves_are_the_same_whether_activations_are_kept_or_not(tones, weights):
    moved = "results/tones/transfer/layer_09/distances.parquet"

    def run(keep):
        changes = {**SMALL, "embeddings": {"parts": 2, "keep": keep}}
        outcome = tones.snakemake("--cores", "2", "--printshellcmds", "--", moved, **changes)
        assert outcome.code == 0, outcome.text
        return outcome.text, (tones.folder / moved).read_bytes()

    text, without = run([])
    assert "again for layer_09" in text
    assert activations(tones) == set()
    settings = {**SMALL, "embeddings": {"parts": 2, "keep": []}}
    assert tones.planned(moved, **settings) == {}
    # A new projection needs activations again; a new move only those of its layer.
    projections = "results/tones/pca/layer_09/projections.parquet"
    assert tones.planned(projections, **settings, pca={"components": 6})["embed"] == 2
    transfer = {**tones.config["transfer"], "steps": 3}
    planned = tones.planned(moved, **settings, transfer=transfer)
    assert planned == {"embed_again": 2, "transfer": 1}
    _, kept = run("all")
    assert len(activations(tones)) == 2
    assert kept == without
