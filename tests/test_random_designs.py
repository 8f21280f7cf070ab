"""Random small designs run through all stages but the network's, or are refused before it."""

import os
import re
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from random_designs import Design, designs
from settings import defaults

from latentaudio.commands.check_text import WIDTH, inspection_text
from latentaudio.datasets.splits import eligible_for_fit
from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.comparisons import compare_layers
from latentaudio.decoding.decoders import running
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.decoding.one_space import decode_space
from latentaudio.errors import ConfigError, LatentAudioError
from latentaudio.factors import cells_of
from latentaudio.features.feature import find_feature
from latentaudio.features.space import layer_space
from latentaudio.findings.scores import RELIABLE
from latentaudio.networks.registry import describe
from latentaudio.projection.pca import fit_projection
from latentaudio.projection.sampling import sample_rows
from latentaudio.seeds import generator
from latentaudio.tables import labels_of, strings
from latentaudio.workflow.config import DEFAULTS_FOLDER, SCHEMA, check_config
from latentaudio.workflow.inspection import Inspection, inspect_run
from latentaudio.workflow.settings_files import laid_over, read_settings

#: Number of designs, and of tests that they are divided among, which can run side by side.
EXAMPLES, TESTS = int(os.environ.get("LATENTAUDIO_RANDOM_DESIGNS", "200")), 4

DEFAULTS = defaults()

#: What an error begins with: a key, a factor, a class, or a count of what is listed by file.
NAMES_ITS_PLACE = re.compile(
    r"(dataset|folds|decoders|pca|knn|tsne|flow|disentanglement|network|embeddings)[.:]"
    r"|factor '|.*sounds\.csv: |the configuration cannot be used:\n  \w+\.\w+"
    r"|\d+ (of \d+ )?(recordings|sounds) "
)


@pytest.fixture
def here(tmp_path, monkeypatch, one_thread):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("number", range(TESTS))
def test_designs_run_through_or_are_refused_before_embedding(here, number):
    outcomes: Counter[str] = Counter()

    @seed(number)
    @settings(
        max_examples=EXAMPLES // TESTS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(designs())
    def run(design: Design) -> None:
        with tempfile.TemporaryDirectory(dir=here) as folder:
            outcomes[outcome_of(design, design.write(Path(folder)))] += 1

    run()
    print(outcomes)
    # That most are refused, or that none is, would test little.
    assert outcomes["run through"] > 0.3 * EXAMPLES / TESTS
    assert outcomes["refused"] > 0.1 * EXAMPLES / TESTS


def outcome_of(design: Design, path: Path) -> str:
    before = set(path.parent.rglob("*"))
    try:
        config = laid_over(DEFAULTS, read_settings(path))
        config["dataset"]["manifest"] = str(path.parent / "sounds.csv")
        check_config(config, DEFAULTS_FOLDER / SCHEMA)
    except ConfigError as error:
        check_message(error)
        return "refused"
    found = inspect_run(config)
    text = "\n".join(inspection_text(found))
    assert set(path.parent.rglob("*")) == before, "something was written"
    if found.errors:
        for error in found.errors:
            check_message(error)
            assert str(error) in text
        return "refused"
    # A path is not broken.
    long = [line for line in text.splitlines() if len(line) > WIDTH and "/" not in line]
    assert not long
    check_tables(found, design)
    check_scores(found, decoded(found))
    return "run through"


def check_message(error: LatentAudioError) -> None:
    assert NAMES_ITS_PLACE.match(str(error)), error
    first = str(error).split("\n")[0]
    assert len(first) < 700, error


def check_tables(found: Inspection, design: Design) -> None:
    assert found.recordings is not None
    assert found.snippets is not None
    assert len(found.recordings) == len(design.sounds)
    assert len(found.snippets) == sum(found.recordings["n_snippets"].to_pylist())
    groups = strings(found.snippets, "group")
    for scheme, assigned in found.folds.items():
        assert (assigned >= 1).all()
        if scheme != "random":
            assert all(len(set(assigned[groups == name])) == 1 for name in set(groups))


def decoded(found: Inspection) -> pd.DataFrame:
    """Make up activations, and take them the way of those of a network."""
    config, factors, snippets = found.config, found.source.factors, found.snippets
    assert snippets is not None
    assert found.recordings is not None
    network = describe(config["network"]["name"], config["network"]["module"])
    spaces = [layer_space(network.layer(n), network) for n in config["network"]["layers"]]
    spaces += [find_feature(name, network).space for name in config["features"]]
    labels, seed = labels_of(snippets, factors), config["seed"]
    chosen = running(config["decoders"], factors, control=config["control"]["permuted_weights"])
    networks = dict.fromkeys(one.network for one in chosen)
    eligible = eligible_for_fit(
        labels,
        strings(snippets, "group"),
        config["pca"]["fit_on"],
        config["split"]["held_out_fraction"],
        seed,
    )
    drawn = sample_rows(eligible, config["pca"]["fit_snippets"], generator(seed, "pca sample"))
    tables = []
    for space in spaces:
        coordinates = {}
        for name in networks:
            rng = np.random.default_rng([seed, len(name), space.size])
            information = rng.normal(size=(cells_of(labels).max() + 1, space.size))
            values = rng.normal(size=(len(snippets), space.size))
            values += (name == "trained") * information[cells_of(labels)]
            activations = np.maximum(values, 0).astype(np.float16)
            model = fit_projection(activations[drawn], config["pca"]["components"], rng)
            coordinates[name] = model.transform(activations)
        own = [one for one in chosen if space.layer is not None or not one.control_of]
        tables.append(
            decode_space(
                space.name,
                space.title,
                coordinates,
                snippets,
                factors,
                found.folds,
                {one.name: one.configured(config) for one in own},
            )
        )
    return pa.concat_tables(tables).to_pandas()


def check_scores(found: Inspection, scores: pd.DataFrame) -> None:
    config, factors = found.config, found.source.factors
    numeric = {factor.name for factor in factors if factor.is_numeric}
    is_numeric = scores["factor"].isin(numeric)
    for name in ("accuracy", "balanced_accuracy", "chance", "balanced_chance"):
        assert scores.loc[~is_numeric, name].between(0, 1).all()
        assert scores.loc[is_numeric, name].isna().all()
    for name in ("r2", "r2_chance"):
        assert (scores.loc[is_numeric, name] <= 1).all()
    assert np.isfinite(scores.loc[is_numeric, ["r2", "mae", "r2_chance", "mae_chance"]]).all().all()
    folds = sum(len(np.unique(assigned)) for assigned in found.folds.values())
    sizes = scores.groupby(["factor", "decoder", "space"]).size()
    assert (sizes == folds).all()
    metric = config["comparisons"]["metric"]
    best = best_layers(scores, scheme=found.scheme, metric=metric)
    assert set(best["factors"]) == {factor.name for factor in factors}
    assert best["overall"]["layer"] in config["network"]["layers"]
    for table in (
        compare_layers(scores, metric=metric, tests=[RELIABLE]),
        compare_with_features(scores, metric=metric),
        found.technical,
    ):
        assert table is not None
        assert table[["difference", "p"]].notna().all().all()
        assert table["p"].between(0, 1).all()
