"""Layers against features: verdicts by the sign and the test of their difference."""

import numpy as np
import pandas as pd
import pytest
from decoding.score_tables import table

from latentaudio.artifacts import SCORES, write_csv, write_json, write_table
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.errors import ArtifactError
from latentaudio.findings.differences import differences
from latentaudio.findings.features import feature_findings
from latentaudio.findings.files import read_judged
from latentaudio.findings.record import Findings
from latentaudio.findings.run import Run
from latentaudio.findings.scores import chance
from latentaudio.findings.verdicts import HOLDS, NOT, UNTESTED

#: Layer 1 is worse than layer 2; folds differ little.
LAYERS = np.array([[0.40, 0.80], [0.42, 0.81], [0.39, 0.79], [0.41, 0.82], [0.40, 0.80]])
FEATURES = {
    "log_mel": np.array([0.60, 0.61, 0.58, 0.62, 0.59]),
    "embedding": np.array([0.80, 0.81, 0.80, 0.81, 0.80]),
}


def scores(features=FEATURES):
    layers = table(LAYERS)
    layers["space"] = [f"layer_{number:02d}" for number in layers["layer"]]
    others = [
        table(values[:, np.newaxis]).assign(space=name, layer=np.nan, layer_name=None)
        for name, values in features.items()
    ]
    return pd.concat([layers, *others], ignore_index=True)


def run_of(table):
    factor, scheme, decoder = table.loc[0, ["factor", "scheme", "decoder"]]
    best = {"scheme": scheme, "factors": {factor: {"decoder": decoder, "metric": "accuracy"}}}
    return Run(
        "small",
        [factor],
        scores=table,
        feature_comparisons=compare_with_features(table),
        best=best,
    )


def test_each_layer_is_judged_against_each_feature():
    found = {(one.claim, one.feature): one for one in feature_findings(run_of(scores()))}
    verdicts = {key: (one.verdict, [r.code for r in one.reasons]) for key, one in found.items()}
    assert verdicts == {
        ("first_layer_beats_feature", "log_mel"): (NOT, ["feature_better"]),
        ("first_layer_beats_feature", "embedding"): (NOT, ["feature_better"]),
        ("best_layer_beats_feature", "log_mel"): (HOLDS, []),
        ("best_layer_beats_feature", "embedding"): (NOT, ["not_significant"]),
    }
    difference, of_layer, of_feature = found["first_layer_beats_feature", "log_mel"].values
    assert difference.estimate == pytest.approx(LAYERS[:, 0].mean() - FEATURES["log_mel"].mean())
    assert difference.low < difference.estimate < difference.high < 0
    assert difference.unit == "accuracy"
    assert (of_layer.about, of_feature.about) == ("layer_01", "log_mel")
    assert of_layer.estimate - of_feature.estimate == pytest.approx(difference.estimate)


def test_p_is_the_one_corrected_over_features_and_layers():
    run = run_of(scores())
    rows = run.feature_comparisons
    expected = rows.loc[rows["test"] == "corrected_resampled_t", "p_bonferroni"].tolist()
    found = sorted(feature_findings(run), key=lambda one: list(FEATURES).index(one.feature))
    assert [one["difference"].p for one in found] == expected


def test_without_features_nothing_is_tested():
    found = list(feature_findings(run_of(scores({}))))
    assert [(one.verdict, one.reasons[0].code, one.feature) for one in found] == [
        (UNTESTED, "no_features", None)
    ] * 2


def test_features_are_no_layers_and_do_not_change_chance():
    run = run_of(scores())
    assert run.layers == [1, 2]
    assert run.features == ["log_mel", "embedding"]
    without = run_of(scores({}))
    changed = scores()
    changed.loc[changed["layer"].isna(), "chance"] = 0.9
    assert chance(run_of(changed), run.factors[0]) == chance(without, run.factors[0])


def test_findings_of_two_features_are_told_apart_in_comparisons_of_runs():
    found = Findings("run", records=tuple(feature_findings(run_of(scores()))))
    assert len({(one.finding.claim, one.finding.feature) for one in differences(found, found)}) == 4
    assert {one.change for one in differences(found, found)} == {"none"}


@pytest.fixture
def folder(tmp_path):
    def write(table):
        run = run_of(table)
        write_table(table, tmp_path / "knn" / "scores.parquet", SCORES)
        (tmp_path / "stats").mkdir()
        write_csv(tmp_path / "stats" / "layers.csv", pd.DataFrame({"factor": run.factors}))
        write_json(tmp_path / "stats" / "best_layer.json", run.best)
        return tmp_path, run

    return write


def read(folder, run):
    return read_judged(folder, "small", run.factors, [], alpha=0.05)


def test_their_comparisons_are_read_where_the_run_has_features(folder):
    path, run = folder(scores())
    with pytest.raises(ArtifactError, match=r"features\.csv: not found; run the workflow again"):
        read(path, run)
    write_csv(path / "stats" / "features.csv", run.feature_comparisons)
    assert list(feature_findings(read(path, run))) == list(feature_findings(run))


def test_comparisons_that_an_earlier_run_left_are_not_read(folder):
    path, run = folder(scores({}))
    write_csv(path / "stats" / "features.csv", run_of(scores()).feature_comparisons)
    assert read(path, run).feature_comparisons.empty
