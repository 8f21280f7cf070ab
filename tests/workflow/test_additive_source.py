"""Additive tones go through the whole study `layers`, as recordings do."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile
from tiny_project import TONES, Project

pytestmark = pytest.mark.workflow

FACTORS = ["fundamental_hz", "inharmonicity", "slope", "decay_per_s"]
CONFIG = {
    "run": "additive",
    "studies": ["layers"],
    "dataset": {"source": "additive", "factors": {name: {"bins": 2} for name in FACTORS}},
    "additive": {"sounds": 60},
    "network": {"layers": [4, 6]},
    "features": [],
    "embeddings": {"parts": 1},
    "control": {"permuted_weights": False, "permuted_labels": False, "technical": False},
    "pca": {"components": 8},
    "folds": {"grouped": 2, "random": None},
    "decoders": ["ridge"],
    "knn": {"neighbors": 3},
    "tsne": {**TONES["tsne"]},
    "flow": {"layer": "none"},
}


@pytest.fixture(scope="module")
def finished(weights, tmp_path_factory) -> Project:
    project = Project(tmp_path_factory.mktemp("additive"), CONFIG)
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


@pytest.fixture(scope="module")
def recordings(finished):
    return pq.read_table(finished.results / "dataset/recordings.parquet").to_pandas()


def test_sixty_tones_are_one_file_and_each_is_one_snippet(finished, recordings):
    files = list((finished.results / "dataset/additive").iterdir())
    assert [path.name for path in files] == ["tones_0001.wav"]
    assert len(recordings) == recordings.group.nunique() == 60
    assert set(recordings.n_snippets) == {1}
    assert set(recordings.n_padded) == {0}
    assert soundfile.info(files[0]).duration == 60


def test_the_columns_of_the_factors_are_what_was_rendered(finished, recordings):
    for name in FACTORS:
        assert recordings[name].dtype == np.float64
        assert recordings[name].nunique() == 60
    for row in recordings.sample(12, random_state=0).itertuples():
        start = round(row.start_s * 16_000)
        path = finished.results / "dataset/additive" / row.path
        wave, _ = soundfile.read(path, start=start, stop=round(row.end_s * 16_000))
        assert np.abs(wave).max() == pytest.approx(1, abs=1e-3)
        # Without its decay, a tone is a sum of steady sines.
        steady = wave * np.exp(row.decay_per_s * np.arange(len(wave)) / 16_000)
        half = steady[: len(steady) // 2] * np.hanning(len(steady) // 2)
        spectrum = np.abs(np.fft.rfft(half, 2**18))
        frequencies = np.fft.rfftfreq(2**18, 1 / 16_000)
        magnitudes = []
        for k in (1, 2):
            inharmonic = np.sqrt(1 + row.inharmonicity * (k**2 - 1))
            expected = k * row.fundamental_hz * inharmonic
            near = np.abs(frequencies - expected) < 0.25 * row.fundamental_hz
            found = frequencies[near][spectrum[near].argmax()]
            assert found == pytest.approx(expected, abs=1)
            magnitudes.append(spectrum[near].max())
        assert magnitudes[1] / magnitudes[0] == pytest.approx(2**-row.slope, rel=0.03)


def test_every_factor_is_decoded_by_its_values(finished):
    best = json.loads((finished.results / "stats/best_layer.json").read_text())
    assert set(best["factors"]) == set(FACTORS)
    assert {one["decoder"] for one in best["factors"].values()} == {"ridge"}
    scores = pq.read_table(finished.results / "knn/scores.parquet").to_pandas()
    assert set(scores.factor) == set(FACTORS)
    page = (finished.results / "report/index.html").read_text(encoding="utf-8")
    assert "sums of decaying partials" in page
    assert "fundamental (Hz)" in page


def test_another_range_renders_again_and_another_projection_does_not(finished):
    ranges = finished.planned(additive={"slope": [0.0, 1.0]})
    assert ranges["render"] == ranges["measure"] == ranges["dataset"] == 1
    grouped = finished.planned(additive={"groups": ["fundamental_hz"]})
    assert grouped["dataset"] == 1
    assert grouped.keys().isdisjoint({"render", "measure", "embed"})
    projected = finished.planned(pca={"components": 7})
    assert projected["pca_fit"] == 2
    assert projected.keys().isdisjoint({"render", "measure", "dataset", "embed"})


def test_a_set_that_is_too_large_is_refused_before_anything_is_made(finished):
    outcome = finished.snakemake("--dry-run", additive={"sounds": 30_000})
    assert outcome.code != 0
    assert "additive: the set would have 30,000 sounds, 8.1 hours, 0.94 GB" in outcome.text
