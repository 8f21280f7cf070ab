"""Verdicts follow from the tables by the stated rules."""

from dataclasses import replace

import pytest
from made_up_run import judged
from markupsafe import Markup

from latentaudio.findings import moves, reasons
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED, overall
from latentaudio.report.claim_texts import further_claims, paper_claims
from latentaudio.report.claims import claim_rows

pytestmark = pytest.mark.slow


def paper_rows(run):
    return claim_rows(judged(run), paper_claims(run))


def further_rows(run):
    return claim_rows(judged(run), further_claims(run))


def of(rows, start):
    return next(row for row in rows if str(row.statement).startswith(start))


def text(value):
    return Markup(value).striptags().replace("\u00a0", " ")


def test_every_claim_holds_in_a_run_in_which_everything_went_as_predicted(run):
    rows = paper_rows(run)
    assert {row.verdict for row in rows if "last layer encodes" not in str(row.statement)} == {
        HOLDS
    }
    assert len(rows) == 10


def test_layers_are_compared_with_features(run, make_run):
    rows = further_rows(run)
    first = of(rows, "The first layer encodes the factor better than the log-mel spectrogram.")
    assert first.verdict == NOT
    assert [line.about for line in first.lines] == ["material", "action"]
    assert text(first.lines[0].answer).endswith("; the feature is significantly better")
    best = of(rows, "The best layer encodes the factor better than the log-mel spectrogram.")
    assert best.verdict == HOLDS
    assert "better by 0.1" in text(best.lines[0].answer)

    several = further_rows(make_run(features=("log_mel", "embedding"), flow_layers=()))
    best = of(several, "The best layer encodes the factor better than the features.")
    assert [line.about for line in best.lines] == [
        "material, log-mel spectrogram",
        "material, embedding",
        "action, log-mel spectrogram",
        "action, embedding",
    ]


def test_without_features_comparisons_with_them_are_not_tested(bare):
    row = of(further_rows(bare), "The best layer encodes the factor better than a feature such as")
    assert row.verdict == UNTESTED
    assert {line.answer for line in row.lines} == {"no features in this run"}


def test_every_factor_has_its_line_and_its_published_value(run):
    row = of(paper_rows(run), "A sound moved to its own class comes closer")
    assert [line.about for line in row.lines] == ["material", "action"]
    assert text(row.lines[0].published) == "t(198) = −2.79, p = 0.0059"
    assert text(row.lines[1].published) == "t(786) = −2.56, p = 0.011"


def test_published_comparisons_of_layers_have_the_sign_of_the_claim(run):
    row = of(paper_rows(run), "The best layer encodes the factor better than the first")
    assert text(row.lines[0].published) == "t(18) = 17.24, p = 3.7 × 10⁻¹²"
    assert "better by 0.3" in text(row.lines[0].answer)


def test_a_move_that_does_no_more_than_a_random_direction_holds_in_part_only(make_run):
    run = make_run(random=1.0, permuted=0.1)
    for start in (
        "A sound moved to its own class comes",
        "A sound moved to the other class goes",
    ):
        row = of(paper_rows(run), start)
        assert row.verdict == IN_PART
        assert "not beyond a random direction" in text(row.lines[0].answer)
        assert "beyond a flow of permuted labels" in text(row.lines[0].answer)


def test_a_move_that_changes_nothing_does_not_hold(make_run):
    row = of(paper_rows(make_run(effect=0.0)), "A sound moved to its own class comes")
    assert row.verdict == NOT


def test_a_move_in_the_wrong_direction_is_called_opposite(make_run):
    row = of(paper_rows(make_run(effect=-1.0)), "A sound moved to its own class comes")
    assert row.verdict == NOT
    assert "opposite to the prediction" in text(row.lines[0].answer)


def test_a_wrong_sign_that_is_not_significant_is_not_called_opposite(make_run):
    findings = [one for one in make_run(effect=0.0).findings if one.reference is not None]
    codes = set()
    for finding in findings:
        change = finding["change"].estimate
        towards = "own" if finding.reference == "relative" else finding.reference
        right = change < 0 if finding.move == towards else change > 0
        (reason,) = finding.reasons
        assert finding.verdict == NOT
        assert reason == (reasons.NOT_SIGNIFICANT if right else reasons.WRONG_DIRECTION)
        codes.add(reason.code)
    assert codes == {"not_significant", "not_significant_wrong_direction"}


def test_without_intervals_no_axis_and_no_move_holds_entirely(lonely):
    rows = paper_rows(lonely)
    axis = of(rows, "An invertible flow gives")
    assert axis.verdict == IN_PART
    assert text(axis.lines[0].answer).endswith("; no interval")
    move = of(rows, "A sound moved to its own class comes")
    assert move.verdict == IN_PART
    assert "no interval over groups, because all moved sounds are from one group" in text(
        move.lines[0].answer
    )
    assert "includes zero" not in text(move.lines[0].answer)
    further = further_rows(lonely)
    assert of(further, "The flow separates").verdict == IN_PART
    assert of(further, "YAMNet hears a sound moved").verdict == UNTESTED


def test_moves_along_all_axes_are_judged_together(run, make_run):
    row = of(further_rows(run), "YAMNet’s output for a sound moved along all")
    assert row.verdict == HOLDS
    assert len(row.lines) == 4
    row = of(further_rows(make_run(effect=0.0)), "YAMNet’s output for a sound moved along all")
    assert row.verdict == NOT
    alone = make_run(classes={"pitch": ["low", "high"]})
    row = of(further_rows(alone), "YAMNet’s output for a sound moved along all")
    assert (row.verdict, row.lines[0].answer) == (UNTESTED, "only one factor")


def test_an_interval_by_group_that_includes_zero_limits_a_claim(run):
    flow = run.main_flow
    tests = flow.tests.copy()
    tests["boot_low"], tests["boot_high"] = -1.0, 1.0
    finding = moves.moved(replace(flow, tests=tests), "any", "action", "own", "own")
    assert finding.verdict == IN_PART
    assert [one.words for one in finding.reasons] == ["the interval over groups includes zero"]


def test_an_axis_that_encodes_another_factor_is_not_its_own(doubtful):
    row = of(paper_rows(doubtful), "An invertible flow gives")
    assert row.verdict == NOT


def test_a_weak_axis_that_still_stands_above_the_other_factor_holds_in_part(make_run):
    row = of(paper_rows(make_run(own=0.4, other=0.02)), "An invertible flow gives")
    assert row.verdict == IN_PART


def test_an_inexact_inverse_does_not_hold(run):
    flow = replace(run.main_flow, metrics={**run.main_flow.metrics, "inverse_error": 0.01})
    rows = paper_rows(replace(run, flows=(flow,)))
    assert of(rows, "The flow can be inverted").verdict == NOT


def test_a_best_layer_at_the_end_is_not_intermediate(run):
    best = {**run.best, "factors": {name: dict(one) for name, one in run.best["factors"].items()}}
    for one in best["factors"].values():
        one |= {"layer": 14, "nested": {**one["nested"], "layers_by_fold": [14] * 10}}
    rows = paper_rows(replace(run, best=best))
    assert of(rows, "An intermediate layer").verdict == NOT


def test_two_layers_leave_the_intermediate_one_untested(make_run):
    rows = paper_rows(make_run(layers=(9, 14)))
    row = of(rows, "An intermediate layer")
    assert row.verdict == UNTESTED
    assert row.lines[0].answer == "2 layers analysed"


def test_selection_on_the_same_folds_only_holds_in_part(run):
    comparisons = run.comparisons.copy()
    nested = comparisons["selection"] == "nested"
    comparisons.loc[nested, "reject"] = False
    rows = paper_rows(replace(run, comparisons=comparisons))
    row = of(rows, "The best layer encodes the factor better than the first")
    assert row.verdict == IN_PART
    assert "only when the best layer is chosen on the same folds" in text(row.lines[0].answer)


def test_without_flow_claims_about_it_are_not_tested(bare):
    rows = paper_rows(bare)
    assert [row.verdict for row in rows[4:]] == [UNTESTED] * 6
    further = further_rows(bare)
    assert {row.verdict for row in further} == {UNTESTED}


def test_seeds_that_disagree_hold_in_part(run):
    flow = run.main_flow
    table = flow.transfer_replicates.copy()
    one = table["effect"] == "to own class, distance to own class"
    table.loc[(table["seed"] == 2) & one, ["significant", "p_bonferroni"]] = (False, 1.0)
    changed = replace(run, flows=(replace(flow, transfer_replicates=table),))
    row = of(further_rows(changed), "Flows trained from other seeds")
    assert row.verdict == IN_PART
    assert "2 seeds agree on 3 of 4 effects" in row.lines[0].answer


@pytest.mark.parametrize("effect", [1.0, 0.0, -1.0])
def test_seeds_that_agree_hold_whatever_they_agree_on(make_run, effect):
    row = of(further_rows(make_run(effect=effect)), "Flows trained from other seeds")
    assert row.verdict == HOLDS
    assert "agree on 4 of 4" in row.lines[0].answer


def test_seeds_that_find_the_opposite_and_nothing_disagree(make_run):
    run = make_run(effect=-1.0)
    table = run.main_flow.transfer_replicates.copy()
    table.loc[table["seed"] == 2, "p_bonferroni"] = 1.0
    flow = replace(run.main_flow, transfer_replicates=table)
    row = of(further_rows(replace(run, flows=(flow,))), "Flows trained from other seeds")
    assert row.verdict == NOT


def test_factors_that_the_paper_did_not_have_have_no_published_value(make_run):
    run = make_run(classes={"pitch": ["low", "high"], "decay": ["short", "long"]})
    row = of(paper_rows(run), "The best layer encodes the factor better than the first")
    assert {line.published for line in row.lines} == {"not a factor in the paper"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([HOLDS, UNTESTED], HOLDS),
        ([HOLDS, NOT], IN_PART),
        ([IN_PART, IN_PART], IN_PART),
        ([NOT], NOT),
        ([UNTESTED], UNTESTED),
    ],
)
def test_verdicts_of_parts_make_the_verdict_of_the_claim(parts, expected):
    assert overall(parts) == expected
