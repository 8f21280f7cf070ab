"""Numeric factors are reported by their own decoders and score, beside categorical ones."""

from dataclasses import replace

import pytest
from made_up_run import judged
from markupsafe import Markup

from latentaudio.decoding.best_layer import best_layers
from latentaudio.decoding.comparisons import compare_layers
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.report.axes_tables import along_values
from latentaudio.report.caveats import found_caveats
from latentaudio.report.files import _with_bins
from latentaudio.report.page import render

pytestmark = pytest.mark.slow

REGRESSION = {"knn": "ridge", "probe": "knn_regression", "knn_permuted": "ridge_permuted"}


@pytest.fixture(scope="module")
def mixed(make_run):
    """A run in which decay is numeric: its accuracies, less 0.7, are taken for R2."""
    classes = {"pitch": ["low", "high"], "decay": ["1: 0.1", "2: 0.5"]}
    run = make_run(classes=classes, features=("log_mel",))
    dataset = {**run.config["dataset"]}
    dataset["factors"] = {"pitch": "categorical", "decay": {"type": "numeric", "unit": "s"}}
    scores = run.scores.copy()
    decay = scores["factor"] == "decay"
    scores.loc[decay, "decoder"] = scores.loc[decay, "decoder"].map(REGRESSION)
    scores["r2"] = scores["mae"] = scores["r2_chance"] = scores["mae_chance"] = float("nan")
    scores.loc[decay, "r2"] = scores.loc[decay, "accuracy"] - 0.7
    scores.loc[decay, "mae"] = 0.1
    scores.loc[decay, ["r2_chance", "mae_chance"]] = (-0.01, 0.2)
    scores.loc[decay, ["accuracy", "balanced_accuracy", "chance", "balanced_chance"]] = float("nan")
    return judged(
        replace(
            run,
            config={**run.config, "dataset": dataset},
            scores=scores,
            comparisons=compare_layers(scores),
            feature_comparisons=compare_with_features(scores),
            best=best_layers(scores, scheme="grouped"),
        )
    )


def test_findings_give_the_score_of_each_factor(mixed):
    found = {one.factor: one for one in mixed.findings.summary("intermediate_layer_is_best")}
    assert {name: one["score"].unit for name, one in found.items()} == {
        "pitch": "accuracy",
        "decay": "r2",
    }
    assert found["decay"]["score"].estimate == pytest.approx(
        found["pitch"]["score"].estimate - 0.7, abs=0.03
    )
    better = {one.factor: one for one in mixed.findings.summary("best_layer_beats_first")}
    assert {one.verdict for one in better.values()} == {"holds"}
    assert better["decay"]["difference"].unit == "r2"


def test_the_page_names_decoders_and_score(mixed):
    page = render(mixed)
    for text in (
        "Ridge regression predicts each numeric factor",
        "<b>decay</b>: mean R² over folds by layer, with 95% intervals; chance −0.01.",
        "ridge regression, grouped folds",
        "KNN regression, grouped",
        "<b>pitch</b>: mean accuracy over folds by layer",
        "linear probe, grouped",
        "decay (s) (numeric, here in 2 bins)",
        "Numeric factors were predicted by ridge regression, whose penalty was chosen by leaving "
        "out whole groups of the training snippets; their score is R².",
    ):
        assert text in page, text


def test_training_sets_of_one_group_are_a_caveat(mixed):
    def caveats(groups, run=mixed):
        snippets = run.snippets.assign(group=[f"g{row % groups}" for row in range(len(folds))])
        found = found_caveats(replace(run, folds=folds, snippets=snippets))
        return [one for one in found if "decoded from a single group" in one]

    folds = mixed.snippets[["snippet_id"]].assign(
        grouped=[1 if row % 3 else 2 for row in range(len(mixed.snippets))]
    )
    # Of three groups, one is left to train on without the fold of the other two.
    (caveat,) = caveats(groups=3)
    assert "all training snippets of fold 1 are of one group" in caveat
    assert not caveats(groups=6)
    factors = {"pitch": "categorical", "decay": "categorical"}
    config = {**mixed.config, "dataset": {**mixed.config["dataset"], "factors": factors}}
    assert not caveats(groups=3, run=replace(mixed, config=config))


def test_features_are_compared_by_the_score_of_each_factor(mixed):
    found = {one.factor: one for one in mixed.findings.summary("best_layer_beats_feature")}
    assert {name: one["difference"].unit for name, one in found.items()} == {
        "pitch": "accuracy",
        "decay": "r2",
    }
    page = render(mixed)
    assert "<b>pitch</b>, accuracy" in page
    assert "<b>decay (s)</b>, R²" in page


def test_an_axis_that_folds_is_a_caveat(mixed):
    flow = mixed.main_flow
    row = {"space": "flow", "axis": "decay", "factor": "decay", "own": True}
    row |= {"r": 0.1, "r_low": 0.0, "r_high": 0.2, "rho": 0.2, "rho_low": 0.1, "rho_high": 0.3}
    changed = replace(flow, metrics={**flow.metrics, "values": [row]})
    run = judged(replace(mixed, flows=(changed,)))
    (own,) = (one for one in run.findings.summary("factor_has_own_axis") if one.factor == "decay")
    assert own.verdict == "holds in part"
    assert own["rho"].estimate == 0.2
    assert any("The axis of decay folds" in caveat for caveat in found_caveats(run))
    weak = [{**one, "eta_squared": 0.2} for one in flow.metrics["axes"]]
    little = replace(changed, metrics={**changed.metrics, "axes": weak})
    caveats = found_caveats(judged(replace(mixed, flows=(little,))))
    assert any("The axis of decay is weak" in caveat for caveat in caveats)
    assert not any("axis of decay folds" in caveat for caveat in caveats)
    (table,) = along_values(changed)
    assert [Markup(cell).striptags() for cell in table.rows[0]] == [
        "flow",
        "decay",
        "decay (own)",
        "0.20 [0.10, 0.30]",
        "0.10 [0.00, 0.20]",
    ]
    assert table.caption in render(run)
    assert along_values(flow) == []


def test_bins_stand_in_for_values(mixed):
    values = mixed.snippets.assign(decay=range(len(mixed.snippets)))
    binned = _with_bins(values, mixed.config)
    assert binned["decay"].value_counts().nunique() == 1
    assert binned["decay"].nunique() == 4
    assert binned["pitch"].equals(values["pitch"])
