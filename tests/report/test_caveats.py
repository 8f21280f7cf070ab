"""Caveats appear if, and only if, the tables give a reason for them."""

from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
from made_up_run import judged
from markupsafe import Markup
from matplotlib.figure import Figure

from latentaudio.figures.missing_glyphs import note
from latentaudio.report import caveats as section
from latentaudio.report.caveats import standing_caveats

pytestmark = pytest.mark.slow


def found_caveats(run):
    return section.found_caveats(judged(run))


def texts(caveats):
    return [Markup(caveat).striptags() for caveat in caveats]


def about(caveats, start):
    return [text for text in texts(caveats) if text.startswith(start)]


@pytest.fixture(scope="module")
def found(doubtful):
    return found_caveats(doubtful)


def test_few_groups_are_named_with_their_numbers(found):
    caveat = about(found, "Few groups of material")[0]
    assert "wood (6 groups), metal (6 groups) and glass (6 groups)" in caveat
    assert about(found, "Few held-out groups of material")


def test_enough_groups_are_not_mentioned(run):
    assert not about(found_caveats(run), "Few groups")


def test_classes_without_held_out_groups_are_named_with_zero(run):
    splits = run.main_flow.splits.copy()
    splits.loc[splits["snippet_id"].str.startswith("wood"), "split"] = "training"
    changed = replace(run, flows=(replace(run.main_flow, splits=splits),))
    assert "wood (0 groups)" in about(found_caveats(changed), "Few held-out groups of material")[0]


def test_recordings_with_a_large_gain_are_named_with_it(run):
    gains = [1.0] * len(run.recordings)
    assert not about(found_caveats(run), "Some recordings are very quiet")
    gains[1:3] = [120.0, 1_000.0]
    changed = replace(run, recordings=run.recordings.assign(gain=gains))
    caveat = about(found_caveats(changed), "Some recordings are very quiet")[0]
    names = run.recordings["recording_id"]
    assert f"{names[2]} (60 dB) and {names[1]} (42 dB) had a gain above 40 dB" in caveat


def test_effects_that_do_not_beat_a_control_are_called_so(found):
    caveat = about(found, "Significant, but not beyond a random direction")[0]
    assert "not beyond a flow of permuted labels" in caveat
    assert "material, to own class, distance to own class" in caveat
    assert about(found, "Moves in a random direction have the same effect")


def test_effects_that_beat_their_controls_are_not(run):
    caveats = found_caveats(run)
    assert not about(caveats, "Significant, but")
    assert not about(caveats, "Opposite")


def test_effects_in_the_wrong_direction_are_called_opposite(make_run):
    caveats = found_caveats(make_run(effect=-1.0))
    assert about(caveats, "Opposite to the prediction")
    assert not about(caveats, "Not in the predicted direction")


def test_wrong_signs_that_are_not_significant_are_not_called_opposite(make_run):
    caveats = found_caveats(make_run(effect=-0.001))
    assert about(caveats, "Not in the predicted direction, and not significant")
    assert not about(caveats, "Opposite to the prediction")


def test_missing_intervals_are_reported_with_the_reason(lonely, run):
    caveats = found_caveats(lonely)
    caveat = about(caveats, "The measures of the axes have no intervals")[0]
    assert "only one held-out group has material 'wood'" in caveat
    assert about(caveats, "Significant, but no interval over groups")
    assert about(caveats, "Changes of AudioSet classes have no interval")
    for word in ("overlap.", "includes zero", "within or above the interval"):
        assert not any(word in text for text in texts(caveats)), word
    assert not about(found_caveats(run), "The measures of the axes have no intervals")


def test_permuted_labels_are_compared_without_intervals_too(make_run):
    caveats = found_caveats(make_run(intervals=False, own=0.01))
    assert (
        "not below that of"
        in about(caveats, "Permuted labels yield an equally good axis of material")[0]
    )


def test_held_out_loss_that_rises_while_training_loss_falls_is_reported(run):
    flow = run.main_flow

    def reported(rise, constant):
        history = flow.history.assign(best=flow.history["epoch"] == 29)
        late = history["epoch"] > 20
        history["train_loss"] = -history["epoch"] + constant
        history["held_out_loss"] = constant - 2.0 + rise * late
        history.loc[history["epoch"] == 30, "held_out_loss"] -= 9
        changed = replace(run, flows=(replace(flow, history=history),))
        return about(found_caveats(changed), "The flow overfits its training sounds")

    # Losses are defined up to a constant, and epochs after the one kept do not matter.
    for constant in (-30.0, 0.0, 30.0):
        assert (
            "rose by 1.50 nats per pair from epoch 1 to the epoch kept (29)"
            in reported(1.5, constant)[0]
        )
        assert not reported(0.5, constant)


def test_controls_that_shift_less_than_the_moves_are_reported(make_run, run):
    caveats = found_caveats(make_run(shift=0.4))
    assert "40 %" in about(caveats, "The moves shift sounds farther than a random dir")[0]
    assert not about(found_caveats(run), "The moves shift sounds")


def test_a_control_that_was_switched_off_is_not_read(make_run):
    run = make_run(config={"control": {"permuted_labels": False}})
    assert run.main_flow.permuted is None
    assert about(found_caveats(run), "No flow trained on permuted labels")


def test_overlapping_intervals_of_an_axis_are_reported(found):
    assert about(found, "The axis of material is not clearly specific to it")
    assert about(found, "The axis of material is weak")


def test_a_single_seed_is_reported(found, run):
    assert about(found, "Only one seed was trained")
    assert not about(found_caveats(run), "Only one seed was trained")


def test_seeds_on_both_sides_of_the_limit_disagree(run):
    flow = run.main_flow
    axes = flow.replicates.copy()
    axes.loc[(axes["seed"] == 2) & (axes["axis"] == axes["factor"]), "eta_squared"] = 0.1
    table = flow.transfer_replicates.copy()
    table.loc[table["seed"] == 2, ["significant", "p_bonferroni"]] = (False, 1.0)
    changed = replace(flow, replicates=axes, transfer_replicates=table)
    caveats = found_caveats(replace(run, flows=(changed,)))
    assert (
        "η² is between 0.10 and 0.79" in about(caveats, "Seeds disagree on the axis of action")[0]
    )
    assert "with 1 of 2" in about(caveats, "Seeds disagree on the effect of moves")[0]


def test_pairs_left_out_are_counted_and_named_with_the_reason(run):
    caveats = found_caveats(run)
    caveat = about(caveats, "Pairs of material left out")[0]
    assert "1 of 6 (1 overlaps on the axis)" in caveat
    assert "typical sounds of both overlap" in caveat
    joint = about(caveats, "Pairs of material+action left out")[0]
    assert "3 of 12 (1 overlaps on the axis, 2 have too few sounds)" in joint
    assert "fewer than 3" in joint


def test_missing_cells_are_named(run):
    snippets = run.snippets[
        ~((run.snippets["material"] == "glass") & (run.snippets["action"] == "rubbing"))
    ]
    caveats = found_caveats(replace(run, snippets=snippets))
    assert "glass + rubbing" in about(caveats, "Not every combination")[0]


def test_layers_that_the_best_does_not_beat_are_listed(run):
    comparisons = run.comparisons.copy()
    close = (comparisons["family"] == "best_vs_others") & (comparisons["layer_b"] == 8)
    comparisons.loc[close, "reject"] = False
    caveats = found_caveats(replace(run, comparisons=comparisons))
    assert "layer 9 is not significantly better than layer 8." in " ".join(
        about(caveats, "The best layer for action is not certain")
    )


def test_random_folds_that_overestimate_accuracy_are_reported(run):
    assert "material 0.85 instead of 0.7" in about(found_caveats(run), "Random folds overest")[0]


def test_a_linear_axis_as_good_as_the_flow_is_reported(run):
    axes = [
        {**row, "eta_squared": 0.9} if row["space"] == "lda" and row["own"] else row
        for row in run.main_flow.metrics["axes"]
    ]
    flow = replace(run.main_flow, metrics={**run.main_flow.metrics, "axes": axes})
    caveats = found_caveats(replace(run, flows=(flow,)))
    assert about(caveats, "For material, a linear axis is as good as the flow")


def test_changed_outputs_of_unmoved_sounds_are_reported(run):
    flow = replace(run.main_flow, unmoved_change=0.3)
    assert about(found_caveats(replace(run, flows=(flow,))), "Unmoved sounds change")
    assert not about(found_caveats(run), "Unmoved sounds change")


def test_the_last_epoch_being_best_is_reported(run):
    history = run.main_flow.history.assign(best=lambda table: table["epoch"] == 30)
    flow = replace(run.main_flow, history=history)
    assert about(found_caveats(replace(run, flows=(flow,))), "Training may have stopped too early")


def test_classes_that_do_not_change_as_predicted_are_reported(run):
    shifts = run.main_flow.class_shifts.copy()
    shifts.loc[shifts["kind"] == "associated_pooled", ["ci_low", "ci_high"]] = (-0.1, 0.1)
    flow = replace(run.main_flow, class_shifts=shifts)
    assert about(
        found_caveats(replace(run, flows=(flow,))),
        "AudioSet classes do not clearly change as predicted",
    )


def test_several_flows_are_distinguished(make_run):
    caveats = texts(found_caveats(make_run(flow_layers=(8, 9), random=1.0)))
    assert any(text.startswith("Layer 8: Significant, but") for text in caveats)
    assert any(text.startswith("Layer 9: Significant, but") for text in caveats)


def test_a_run_without_control_network_says_so(bare):
    assert about(found_caveats(bare), "No control network")


def test_standing_caveats_follow_the_configuration(run, make_run):
    mine = make_run(config={"dataset": {"source": "manifest", "block_s": 29.0}})
    assert about(standing_caveats(run), "Synthetic sounds")
    assert not about(standing_caveats(mine), "Synthetic")
    tones = make_run(config={"dataset": {"source": "additive"}})
    assert len(about(standing_caveats(tones), "Synthetic tones are not natural sounds")) == 1
    assert not about(standing_caveats(tones), "Synthetic sounds")
    rooms = make_run(config={"dataset": {"source": "distances"}, "distances": {"dry": "synthetic"}})
    assert len(about(standing_caveats(rooms), "Simulated rooms are not recordings")) == 1
    assert about(standing_caveats(rooms), "Synthetic sounds")
    assert not about(standing_caveats(run), "Simulated rooms")
    assert about(standing_caveats(mine), "Groups are blocks of recordings")
    assert about(standing_caveats(run), "Half precision")
    assert "of the variance at layer 9" in about(standing_caveats(run), "Only the first")[0]


def test_axes_without_an_interval_of_other_factors_do_not_fail(make_run):
    run = make_run(classes={"pitch": ["low", "high", "middle"]})
    caveats = found_caveats(run)
    assert isinstance(caveats, list)
    assert pd.isna(run.main_flow.metric("correlations").get("r", pd.Series(dtype=float))).all()


def test_a_linear_axis_that_needed_a_ridge_is_reported(run):
    metrics = {**run.main_flow.metrics, "ridge": {"lda": ["material"]}}
    changed = replace(run, flows=(replace(run.main_flow, metrics=metrics),))
    caveat = about(found_caveats(changed), "Sounds of the same class of material hardly differ")[0]
    assert "small ridge" in caveat
    assert not about(found_caveats(run), "Sounds of the same class")


def test_figures_with_characters_drawn_as_boxes_are_named(run):
    noting = BytesIO()
    Figure(figsize=(0.1, 0.1)).savefig(noting, metadata=note("木"))
    figures = {**run.main_flow.figures, "latent_axes": noting.getvalue()}
    changed = replace(run, flows=(replace(run.main_flow, figures=figures),))
    (caveat,) = about(found_caveats(changed), "Characters are drawn as boxes")
    assert f"the figures {run.main_flow.folder}/latent_axes were drawn" in caveat
    assert "Chinese characters 木 (package fonts-noto-cjk)" in caveat
    assert not about(found_caveats(run), "Characters are drawn")


def test_recordings_that_may_be_copies_are_named(bare):
    assert not about(found_caveats(bare), "Some recordings may be copies")
    pairs = pd.DataFrame({"recording_a": ["007", "tap"], "recording_b": ["008", "tap-2"]})
    (caveat,) = about(
        found_caveats(replace(bare, near_copies=pairs)), "Some recordings may be copies"
    )
    assert "007 and 008; tap and tap-2 sound alike" in caveat
