"""Claims about prediction are judged by what folds choose, over folds and over groups."""

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from latentaudio.artifacts import write_csv
from latentaudio.errors import ArtifactError
from latentaudio.findings import reasons
from latentaudio.findings.differences import differences
from latentaudio.findings.files import read_predicted
from latentaudio.findings.predictions import (
    GENERALISES,
    INTERMEDIATE,
    PRETRAINED,
    judge_predictions,
)
from latentaudio.findings.record import Findings
from latentaudio.findings.run import Predicted
from latentaudio.findings.storage import read_findings, write_findings
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.prediction.origins import Origins
from latentaudio.report.prediction_claims import prediction_claims
from latentaudio.statistics.tests import corrected_resampled_t

LINEAR = "linear, means"
ORIGINS = Origins(
    scratch=["cnn", "other_cnn"],
    pretrained=["layer_02", "layer_07", "layer_12", "embedding"],
    measured=["descriptors"],
    layers={"layer_02": (2, LINEAR), "layer_07": (7, LINEAR), "layer_12": (12, LINEAR)},
)
#: Deviations of five folds from the mean of a model.
SPREAD = np.linspace(-0.02, 0.02, 5)


def model(score, loss=1.0, half=0.05, spread=1.0, kind="accuracy", folds=5):
    """A model with this mean score, an inner loss, and an interval of this half width."""
    return {
        "score": np.full(folds, score) + spread * np.linspace(-0.02, 0.02, folds),
        "loss": np.broadcast_to(loss, folds).astype(float),
        "low": score - half,
        "high": score + half,
        "kind": kind,
    }


def tables(models, task="call", origins=ORIGINS):
    """The tables of a task of models by name; the score without one is 0.1, or an error of 1."""
    scores, by_fold = [], []
    for name, one in models.items():
        key = {"task": task, "model": name}
        mean = one["score"].mean()
        if one["kind"] == "accuracy":
            of_model = {"accuracy": mean, "low": one["low"], "high": one["high"], "chance": 0.1}
            folds = [
                {"accuracy": score, "chance": 0.1, "training_accuracy": 0.99}
                for score in one["score"]
            ]
        elif one["kind"] == "mae":
            # In metres; errors on the scale are half of that.
            of_model = {"mae": mean, "mae_low": one["low"], "mae_high": one["high"]}
            of_model |= {"mean_mae": 1.0}
            folds = [
                {"mae": score, "mean_mae": 1.0, "training_mae": 0.1}
                | {"error": score / 2, "mean_error": 0.5}
                for score in one["score"]
            ]
        else:
            of_model = {"map": mean, "map_low": one["low"], "map_high": one["high"]}
            of_model |= {"prior_map": 0.1}
            folds = [
                {"map": score, "prior_map": 0.1, "training_map": 0.99} for score in one["score"]
            ]
        scores.append(key | of_model)
        sizes = {"n_train": 80, "n_test": 20, "seed": 1}
        by_fold += [
            key | sizes | {"fold": fold, "inner_loss": loss} | of_fold
            for fold, (of_fold, loss) in enumerate(zip(folds, one["loss"], strict=True), 1)
        ]
    return Predicted(pd.DataFrame(scores), pd.DataFrame(by_fold), origins=origins)


def judged(models, **kind):
    return {one.claim: one for one in judge_predictions(tables(models, **kind))}


def verdict(finding):
    return finding.verdict, [one.code for one in finding.reasons]


# -- It generalises --


def test_the_model_that_folds_choose_is_scored_on_what_was_held_out():
    found = judged({"cnn": model(0.9, loss=2.0), "embedding": model(0.7, loss=1.0)})[GENERALISES]
    # The best on held-out recordings is not the one with the lowest loss within training.
    assert verdict(found) == (HOLDS, [])
    score = found["score"]
    assert (score.estimate, score.low, score.high) == pytest.approx((0.7, 0.65, 0.75))
    assert (score.unit, found["chance"].estimate) == ("accuracy", pytest.approx(0.1))
    assert found["training_score"].estimate == pytest.approx(0.99)
    assert found["gap"].estimate == pytest.approx(0.29)
    assert found.get("folds", "embedding").estimate == 5
    assert found.get("folds", "cnn") is None
    expected = corrected_resampled_t(0.7 + SPREAD, np.full(5, 0.1), test_train_ratio=0.25)
    tested = found["difference"]
    assert tested.estimate == pytest.approx(0.6)
    assert (tested.low, tested.p) == pytest.approx((expected.ci_low, expected.p))


def test_each_fold_has_the_score_of_its_own_choice_and_each_model_its_interval():
    losses = np.array([1.0, 1.0, 3.0, 3.0, 3.0])
    models = {"cnn": model(0.5, losses, spread=0), "embedding": model(0.8, 2.0, spread=0)}
    found = judged(models)[GENERALISES]
    assert found["score"].estimate == pytest.approx((2 * 0.5 + 3 * 0.8) / 5)
    assert not found["score"].has_interval
    chosen = {one.about: (one.low, one.high) for one in found.named("score") if one.about}
    assert chosen == {"cnn": pytest.approx((0.45, 0.55)), "embedding": pytest.approx((0.75, 0.85))}
    assert [(one.about, one.estimate) for one in found.named("folds")] == [
        *(("cnn", 2), ("embedding", 3))
    ]


def test_seeds_are_averaged_before_models_are_chosen_and_tested():
    made = tables({"cnn": model(0.6), "embedding": model(0.7, loss=1.5)})
    # A second seed with which the network is worse, so that the head is chosen.
    again = made.by_fold[made.by_fold["model"] == "cnn"].assign(seed=2, inner_loss=3.0)
    again["accuracy"] -= 0.2
    seeds = Predicted(made.scores, pd.concat([made.by_fold, again]), origins=ORIGINS)
    found = {one.claim: one for one in judge_predictions(seeds)}
    assert found[GENERALISES].get("folds", "embedding").estimate == 5
    assert found[PRETRAINED]["difference"].estimate == pytest.approx(0.7 - 0.5)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # Above chance over groups, but folds differ too much; and the reverse.
        (model(0.3, spread=15), (IN_PART, ["not_significant_over_folds"])),
        (model(0.2, half=0.15), (IN_PART, ["interval_reaches_chance"])),
        (model(0.12, spread=5, half=0.1), (NOT, ["not_significant"])),
        (model(0.08, spread=5, half=0.1), (NOT, ["not_significant_wrong_direction"])),
        (model(0.05, half=0.01, spread=0.2), (NOT, ["opposite"])),
        # Three folds.
        (model(0.3, spread=15, folds=3), (IN_PART, ["too_few_folds"])),
        (model(0.12, spread=5, half=0.1, folds=3), (NOT, ["too_few_folds"])),
        (model(0.9, folds=3), (HOLDS, [])),
    ],
)
def test_folds_and_groups_must_agree_that_it_generalises(one, expected):
    assert verdict(judged({"cnn": one})[GENERALISES]) == expected


@pytest.mark.parametrize(
    ("kind", "good", "poor"), [("mae", 0.3, 1.01), ("map", 0.6, 0.09), ("accuracy", 0.6, 0.09)]
)
def test_every_kind_of_task_is_judged_by_its_own_score(kind, good, poor):
    found = judged({"cnn": model(good, kind=kind)})[GENERALISES]
    assert (found.verdict, found["score"].unit) == (HOLDS, kind)
    assert found["gap"].estimate == pytest.approx(0.2 if kind == "mae" else 0.39)
    assert found["difference"].estimate > 0
    assert judged({"cnn": model(poor, kind=kind)})[GENERALISES].verdict == NOT


def test_a_score_over_all_folds_is_shown_beside_chance_over_all_folds():
    # That of a ranking is not the mean of those of the folds.
    for losses, chance in ((1.0, 0.2), (np.array([1.0, 1.0, 3.0, 3.0, 3.0]), 0.1)):
        models = {"cnn": model(0.5, losses, kind="map"), "embedding": model(0.8, 2.0, kind="map")}
        made = tables(models)
        pooled = Predicted(made.scores.assign(prior_map=0.2), made.by_fold, origins=ORIGINS)
        found = {one.claim: one for one in judge_predictions(pooled)}[GENERALISES]
        assert found["chance"].estimate == pytest.approx(chance)


def test_models_that_hear_nothing_are_never_chosen():
    models = {"bound": model(0.99, loss=0.1), "cnn": model(0.6)}
    assert judged(models)[GENERALISES]["score"].estimate == pytest.approx(0.6)
    found = judged({"bound": model(0.99)})[GENERALISES]
    assert verdict(found) == (UNTESTED, ["no_models_that_hear"])


def test_without_inner_losses_there_is_a_choice_of_a_single_model_only():
    unknown = {"cnn": model(0.6, np.nan), "other_cnn": model(0.5, np.nan)}
    assert verdict(judged(unknown)[GENERALISES]) == (UNTESTED, ["no_inner_losses"])
    alone = judged({"cnn": unknown["cnn"]})[GENERALISES]
    assert alone.verdict == HOLDS
    # One that has none is not chosen beside others.
    both = judged({"cnn": model(0.9, np.nan), "embedding": model(0.6)})[GENERALISES]
    assert both["score"].estimate == pytest.approx(0.6)


# -- Pretrained or from scratch --


def against(head, network, **others):
    return judged({"embedding": head, "cnn": network, **others})[PRETRAINED]


REVERSED = {"spread": -1.0}


@pytest.mark.parametrize(
    ("head", "network", "expected"),
    [
        (model(0.9), model(0.6, **REVERSED), (HOLDS, [])),
        (model(0.9, half=0.2), model(0.6, half=0.2), (IN_PART, ["intervals_over_groups_overlap"])),
        (
            model(0.9, spread=8),
            model(0.6, spread=-8),
            (IN_PART, ["not_significant_over_folds"]),
        ),
        (model(0.7, spread=8), model(0.65, spread=-8), (NOT, ["not_significant"])),
        (
            model(0.65, spread=8),
            model(0.7, spread=-8),
            (NOT, ["not_significant_wrong_direction"]),
        ),
        (model(0.6), model(0.9), (NOT, ["opposite"])),
        # Better over groups, but what folds choose is worse.
        (
            model(0.5, spread=8) | {"low": 0.9, "high": 0.95},
            model(0.6, spread=-8),
            (NOT, ["not_significant_wrong_direction"]),
        ),
        # Three folds.
        (
            model(0.9, spread=8, folds=3),
            model(0.6, spread=-8, folds=3),
            (IN_PART, ["too_few_folds"]),
        ),
        (
            model(0.7, spread=8, folds=3),
            model(0.65, spread=-8, folds=3),
            (UNTESTED, ["too_few_folds"]),
        ),
        (model(0.6, folds=3), model(0.9, folds=3), (NOT, ["opposite"])),
    ],
)
def test_heads_on_a_network_are_compared_with_networks_from_scratch(head, network, expected):
    assert verdict(against(head, network)) == expected


def test_each_side_chooses_among_its_own():
    found = against(
        model(0.9, loss=5.0),
        model(0.6, loss=0.2),
        other_cnn=model(0.7, loss=0.1),
        layer_07=model(0.8, loss=3.0),
        descriptors=model(0.95, loss=0.01),
    )
    assert found["difference"].estimate == pytest.approx(0.8 - 0.7)
    assert (found["pretrained_score"].estimate, found["scratch_score"].estimate) == pytest.approx(
        (0.8, 0.7)
    )
    assert found.get("pretrained_folds", "layer_07").estimate == 5
    assert found.get("scratch_folds", "other_cnn").estimate == 5


def test_lower_errors_are_better_and_are_tested_on_the_scale():
    head, network = (
        model(score, kind="mae", spread=sign) for score, sign in ((0.3, 1.0), (0.5, -1.0))
    )
    found = against(head, network)
    assert verdict(found) == (HOLDS, [])
    assert (found["difference"].unit, found["difference"].estimate) == (
        "error",
        pytest.approx(0.1),
    )
    assert (found["pretrained_score"].unit, found["pretrained_score"].estimate) == (
        "mae",
        pytest.approx(0.3),
    )
    assert verdict(against(network, head)) == (NOT, ["opposite"])


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (["cnn", "descriptors"], reasons.NO_PRETRAINED_HEADS),
        (["embedding", "descriptors"], reasons.NO_SCRATCH_NETWORKS),
    ],
)
def test_without_one_side_nothing_is_compared(models, reason):
    found = judged({name: model(0.6) for name in models})[PRETRAINED]
    assert (found.verdict, found.reasons, found.values) == (UNTESTED, (reason,), ())


def test_tests_are_corrected_over_the_tasks_of_a_claim():
    pairs = {"cnn": model(0.6, spread=-3), "embedding": model(0.8, spread=3)}
    one = tables(pairs, task="one")
    p = next(f for f in judge_predictions(one) if f.claim == PRETRAINED)["difference"].p
    assert 0.01 < p < 0.05
    two = tables(pairs, task="two")
    both = Predicted(
        pd.concat([one.scores, two.scores]), pd.concat([one.by_fold, two.by_fold]), origins=ORIGINS
    )
    found = [one for one in judge_predictions(both) if one.claim == PRETRAINED]
    assert [one.factor for one in found] == ["one", "two"]
    assert [one["difference"].p for one in found] == pytest.approx([2 * p, 2 * p])
    # A task in which nothing is compared counts for nothing.
    single = tables({"cnn": model(0.6)}, task="two")
    mixed = Predicted(
        pd.concat([one.scores, single.scores]),
        pd.concat([one.by_fold, single.by_fold]),
        origins=ORIGINS,
    )
    first, second = (one for one in judge_predictions(mixed) if one.claim == PRETRAINED)
    assert first["difference"].p == pytest.approx(p)
    assert second.verdict == UNTESTED


def test_differences_are_significant_by_the_error_rate_of_the_study():
    made = tables({"cnn": model(0.6, spread=-3, half=0.01), "embedding": model(0.8, spread=3)})
    strict = Predicted(made.scores, made.by_fold, origins=ORIGINS, alpha=0.001)
    verdicts = [
        next(one.verdict for one in judge_predictions(tables_) if one.claim == PRETRAINED)
        for tables_ in (made, strict)
    ]
    assert verdicts == [HOLDS, IN_PART]


# -- Layers --


def by_layer(first, middle, last):
    return judged({"layer_02": first, "layer_07": middle, "layer_12": last})[INTERMEDIATE]


POOR = model(0.5, loss=9.0)


@pytest.mark.parametrize(
    ("middle", "last", "expected"),
    [
        (model(0.9), model(0.6, 2.0, spread=-1), (HOLDS, [])),
        (model(0.7, spread=8), model(0.65, 2.0, spread=-8), (IN_PART, ["not_significant"])),
        (
            model(0.65, spread=8),
            model(0.7, 2.0, spread=-8),
            (NOT, ["not_significant_wrong_direction"]),
        ),
        (model(0.6), model(0.9, 2.0), (NOT, ["opposite"])),
        # Some folds, and all, choose the last.
        (
            model(0.95, np.array([1] * 9 + [3]), folds=10),
            model(0.5, 2.0, spread=-1, folds=10),
            (IN_PART, ["at_an_end"]),
        ),
        (
            model(0.95, np.array([1, 1, 3, 3, 3])),
            model(0.5, 2.0, spread=-1),
            (NOT, ["at_an_end", "not_significant"]),
        ),
        (model(0.9, loss=3.0), model(0.6, 2.0), (NOT, ["at_an_end"])),
        (
            model(0.9, folds=3, spread=6),
            model(0.6, 2.0, folds=3, spread=-6),
            (IN_PART, ["too_few_folds"]),
        ),
    ],
)
def test_an_intermediate_layer_is_chosen_by_all_folds_and_beats_the_last(middle, last, expected):
    folds = len(middle["score"])
    found = by_layer(model(0.5, loss=9.0, folds=folds), middle, last)
    assert verdict(found) == expected


def test_the_first_layer_is_no_intermediate_one_however_good():
    found = by_layer(model(0.9), model(0.6, 2.0), model(0.5, 3.0))
    assert verdict(found) == (NOT, ["at_an_end"])
    assert (found.layer, found.space) == (2, "layer_02")


def test_the_layers_of_folds_and_their_advance_stand_behind_the_verdict():
    found = by_layer(POOR, model(0.9), model(0.6, 2.0))
    assert (found.layer, found.space) == (7, "layer_07")
    assert [found[f"{end}layer"].estimate for end in ("", "first_", "last_")] == [7, 2, 12]
    assert [one.estimate for one in found.named("layer_of_fold")] == [7] * 5
    assert found.named("layer_of_fold")[0].about == "fold_01"
    assert found["difference"].estimate == pytest.approx(0.3)
    assert found["last_layer_score"].estimate == pytest.approx(0.6)


def test_heads_that_see_layers_in_another_way_are_not_compared_with_them():
    layers = ORIGINS.layers | {"whole": (9, "linear, 64 components")}
    models = {"layer_02": POOR, "layer_07": model(0.9), "layer_12": model(0.6, 2.0)}
    found = judged(models | {"whole": model(0.99, 0.1)}, origins=Origins(layers=layers))
    assert found[INTERMEDIATE].layer == 7


def test_fewer_than_three_layers_have_no_intermediate_one():
    found = judged({"layer_02": POOR, "layer_12": model(0.9)})[INTERMEDIATE]
    assert verdict(found) == (UNTESTED, ["too_few_layer_heads"])
    unknown = model(0.9, np.nan)
    assert verdict(by_layer(unknown, unknown, unknown)) == (UNTESTED, ["no_inner_losses"])


# -- Files and words --


def test_tables_are_read_from_the_folder_of_a_run(tmp_path):
    made = tables({"cnn": model(0.6)}, task="007")
    write_csv(tmp_path / "prediction" / "scores.csv", made.scores)
    write_csv(tmp_path / "prediction" / "fold_scores.csv", made.by_fold)
    read = read_predicted(tmp_path, Predicted(origins=ORIGINS, alpha=0.01))
    assert (read.alpha, read.origins) == (0.01, ORIGINS)
    assert [one.factor for one in judge_predictions(read)] == ["007"] * 3
    (tmp_path / "prediction" / "fold_scores.csv").unlink()
    with pytest.raises(ArtifactError, match=r"fold_scores\.csv: not found"):
        read_predicted(tmp_path, Predicted())


def test_a_run_without_the_study_claims_nothing():
    assert list(judge_predictions(Predicted())) == []


def test_findings_are_stored_compared_and_worded(tmp_path):
    losses = np.array([1.0, 1.0, 3.0, 3.0, 3.0])
    models = {
        "cnn": model(0.5, 4.0, spread=-1),
        "layer_02": POOR,
        "layer_07": model(0.9, losses),
        "layer_12": model(0.8, 2.0),
    }
    found = judged(models)
    findings = Findings("run", ("prediction",), ("call",), tuple(found.values()))
    write_findings(tmp_path / "findings.json", findings)
    assert read_findings(tmp_path / "findings.json") == findings
    other = Findings("other", records=tuple(judged(models | {"cnn": model(0.6, 4.0)}).values()))
    changes = {one.finding.claim: one.change for one in differences(findings, other)}
    assert changes == {GENERALISES: "none", PRETRAINED: "numbers", INTERMEDIATE: "none"}
    words = {
        one.claim: " ".join(str(one.answer(found[one.claim])).split())
        for one in prediction_claims("YAMNet")
    }
    told = {claim: _plain(text) for claim, text in words.items()}
    assert told[GENERALISES].startswith(
        "on held-out recordings accuracy 0.84, by layer_07 (0.90 [0.85, 0.95]) in 2 folds and "
        "layer_12 (0.80 [0.75, 0.85]) in 3 folds | better than the most frequent class "
        "(0.10) by 0.74 ["
    )
    assert told[GENERALISES].endswith(" | in training 0.99: a gap of 0.15")
    assert (
        " | networks from scratch: accuracy 0.50 [0.45, 0.55], by cnn in 5 folds"
        in told[PRETRAINED]
    )
    assert told[INTERMEDIATE].startswith("layer 12 of 2–12 in 3 of 5 folds | accuracy 0.84, by ")
    assert "the first or the last layer is best, at least on some folds" in told[INTERMEDIATE]


def _plain(text):
    return Markup(text.replace("</div><div", "</div> | <div")).striptags()


def test_claims_that_were_not_tested_are_worded_by_their_reasons():
    found = judged({"bound": model(0.9)})
    answers = {one.claim: one.answer(found[one.claim]) for one in prediction_claims("YAMNet")}
    assert answers == {claim: found[claim].reasons[0].words for claim in found}


def test_numbers_are_worded_in_their_unit():
    found = judged({"cnn": model(0.5, kind="mae"), "embedding": model(0.3, 0.5, kind="mae")})
    texts = {one.claim: one for one in prediction_claims("YAMNet", {"call": "m"})}
    told = {claim: _plain(str(texts[claim].answer(found[claim]))) for claim in found}
    assert told[GENERALISES].startswith(
        "on held-out recordings mean error 0.30 [0.25, 0.35] m, by embedding in 5 folds | better "
        "than the mean of the training recordings (1.00 m) by 0.35 ["
    )
    assert "(mean error on the scale), t(4)" in told[GENERALISES]
    assert " | heads: mean error 0.30 [0.25, 0.35] m, by embedding in 5 folds" in told[PRETRAINED]
