import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.disentanglement import dci
from latentaudio.disentanglement import published_scores as module
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.disentanglement.published_scores import published_scores
from latentaudio.disentanglement.scored_code import KnownCode
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor, bin_labels

COUNT, TRAINING, HELD_OUT = 240, np.arange(120), np.arange(120, 240)
WHOLE = {"dci_disentanglement", "modularity", "factor_vae", "beta_vae", "varying_units"}
NUMERIC = {"sap_r2", "own_axis_r2", "own_axis_abs_rank_correlation"}
BY_FACTOR = {
    *("mig", "sap_svc", "dci_completeness", "dci_informativeness", "explicitness"),
    "own_axis_eta2",
}


@pytest.fixture(scope="module", autouse=True)
def small_forests():
    """Few trees: what is tested here does not depend on their number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dci.fit, "__kwdefaults__", {"by": "forest", "trees": 5})
        patch.setattr(module, "REFITTED", 3)
        patch.setattr(module, "VOTED", 3)
        yield


def sounds_of(seed=0, count=COUNT):
    generator = np.random.default_rng(seed)
    decay = generator.uniform(size=count)
    classes = {
        "decay": bin_labels(Factor("decay", "numeric", bins=3), decay),
        "size": generator.choice(["big", "small"], count),
    }
    return KnownSounds(("decay", "size"), classes, {"decay": decay}, np.arange(count) // 2)


SOUNDS = sounds_of()
CODES = np.stack(
    [
        SOUNDS.values["decay"],
        np.random.default_rng(1).normal(size=COUNT),
        SOUNDS.classes["size"] == "big",
        np.random.default_rng(2).normal(size=COUNT),
    ],
    axis=1,
)


def published(codes=CODES, sounds=SOUNDS, seed=3, half_samples=4, **changed):
    code = KnownCode(codes, sounds, **({"training": TRAINING, "held_out": HELD_OUT} | changed))
    return published_scores(code, seed=seed, half_samples=half_samples)


def scored(*args, **changed):
    return published(*args, **changed).records()


def values(records):
    return {(one["metric"], one["factor"]): one["value"] for one in records}


@pytest.fixture(scope="module")
def records():
    return scored()


def test_every_metric_has_its_factors(records):
    found = [(one["metric"], one["factor"]) for one in records]
    assert len(set(found)) == len(found)
    factors = {metric: {f for m, f in found if m == metric} for metric, _ in found}
    assert factors == {
        **{metric: {None} for metric in WHOLE},
        **{metric: {None, "decay"} for metric in NUMERIC},
        **{metric: {None, "decay", "size"} for metric in BY_FACTOR},
    }
    assert all(list(one) == ["metric", "factor", "value", "low", "high", "note"] for one in records)


def test_scores_of_the_code_are_means_over_factors(records):
    found = values(records)
    for metric in BY_FACTOR - {"dci_completeness"}:
        mean = (found[metric, "decay"] + found[metric, "size"]) / 2
        assert found[metric, None] == pytest.approx(mean)


def test_values_lie_in_their_intervals(records):
    for one in records:
        if one["metric"] == "varying_units":
            assert (one["value"], one["low"], one["note"]) == (4, None, "of 4 units")
        else:
            assert one["low"] <= one["value"] <= one["high"], one


def test_axes_are_chosen_in_training_and_scored_on_held_out_sounds():
    codes = CODES.copy()
    codes[HELD_OUT, 0], codes[HELD_OUT, 1] = CODES[HELD_OUT, 1], CODES[HELD_OUT, 0]
    found = {(one["metric"], one["factor"]): one for one in scored(codes)}
    own = found["own_axis_r2", "decay"]
    assert own["note"] == "unit 1, chosen in training"
    assert own["value"] < 0.1
    given = {(one["metric"], one["factor"]): one for one in scored(codes, axes={"decay": [1]})}
    assert given["own_axis_r2", "decay"]["note"] == "unit 2"
    assert given["own_axis_r2", "decay"]["value"] == pytest.approx(1)
    assert given["own_axis_eta2", "size"]["note"] == "unit 3, chosen in training"


def test_units_of_one_axis_are_not_compared_and_have_no_order():
    codes = np.hstack([CODES, CODES[:, :1]])
    alone, together = values(scored(codes)), values(scored(codes, axes={"decay": [0, 4]}))
    assert alone["mig", "decay"] == 0
    assert together["mig", "decay"] > 0.7
    assert together["own_axis_abs_rank_correlation", "decay"] is None
    assert together["own_axis_r2", "decay"] == pytest.approx(1)


def test_categorical_factors_alone_have_no_scores_of_values():
    sounds = KnownSounds(SOUNDS.names, SOUNDS.classes, {}, SOUNDS.groups)
    found = values(scored(sounds=sounds))
    assert {metric for metric, _ in found} == WHOLE | BY_FACTOR
    # Bins of the value, predicted from the value.
    assert found["dci_informativeness", "decay"] > 0.9


def test_one_unit_has_no_gap_and_one_factor_no_disentanglement():
    sounds = KnownSounds(("size",), {"size": SOUNDS.classes["size"]}, {}, SOUNDS.groups)
    found = values(scored(CODES[:, 2:3], sounds))
    undefined = {metric for (metric, _), value in found.items() if value is None}
    of_factors = {"dci_disentanglement", "modularity", "beta_vae"}
    assert undefined == {"mig", "sap_svc", "dci_completeness", *of_factors}
    assert found["explicitness", "size"] == 1


def test_constant_units_change_nothing_but_completeness():
    codes = np.hstack([CODES, np.full((COUNT, 2), 7.0)])
    more, before = values(scored(codes)), values(scored())
    # Chance is spread over the number of units.
    differing = {("dci_completeness", factor) for factor in (None, "decay", "size")}
    for key, value in before.items():
        if key not in differing:
            # The trees try units in another order.
            assert more[key] == pytest.approx(value, abs=0.06), key
    assert more["varying_units", None] == 4


def test_a_code_that_never_varies_scores_nothing():
    found = values(scored(np.full((COUNT, 3), 0.1)))
    json.dumps(list(found.values()), allow_nan=False)
    zero = ["mig", "sap_r2", "sap_svc", "dci_disentanglement", "dci_completeness", "varying_units"]
    assert [found[metric, None] for metric in zero] == [0] * 6
    undefined = ["modularity", "factor_vae", "own_axis_eta2", "own_axis_r2"]
    assert [found[metric, None] for metric in undefined] == [None] * 4
    assert found["explicitness", None] == 0.5


def test_units_that_a_model_calls_inactive_take_no_part():
    found = values(scored(active=np.array([True, False, True, False])))
    assert found["varying_units", None] == 2
    assert found["modularity", None] > values(scored())["modularity", None] + 0.1
    assert found["factor_vae", None] == 1


def test_half_samples_are_the_same_for_every_code_and_differ_by_seed():
    # Two codes whose first units are equal.
    one, other = (
        {
            (score.metric, score.factor): score.values
            for score in published(codes, seed=1, half_samples=6).scores
        }
        for codes in (CODES, np.hstack([CODES, -CODES]))
    )
    np.testing.assert_allclose(one["own_axis_r2", "decay"], other["own_axis_r2", "decay"])
    assert len(one["mig", None]) == 7
    assert len(one["factor_vae", None]) == len(one["dci_completeness", None]) == 4
    again = published(seed=2, half_samples=6).scores
    first = next(x.values for x in again if x.metric == "mig")
    assert first[0] == one["mig", None][0]
    assert not np.array_equal(first, one["mig", None])


def test_importances_are_those_that_dci_rests_on():
    found = published()
    completeness = {
        score.factor: score.values[0]
        for score in found.scores
        if score.metric == "dci_completeness"
    }
    assert found.importances.shape == (4, 2)
    assert found.importances.argmax(axis=0).tolist() == [0, 2]
    assert completeness[None] == dci.completeness(found.importances)
    of_factors = dci.completeness_of_factors(found.importances)
    assert [completeness["decay"], completeness["size"]] == of_factors.tolist()


def test_the_same_seed_gives_the_same_records(records):
    assert scored() == records


def test_rows_may_be_masks(records):
    held_out = np.arange(COUNT) >= 120
    assert scored(training=~held_out, held_out=held_out) == records


def test_few_groups_have_no_intervals_and_a_note():
    sounds = KnownSounds(SOUNDS.names, SOUNDS.classes, SOUNDS.values, np.arange(COUNT) // 60)
    for one in scored(sounds=sounds):
        assert one["low"] is None
        if one["metric"] != "varying_units":
            assert one["note"].endswith("no intervals: found 2 groups, expected at least 4")


@settings(max_examples=8)
@given(st.integers(0, 1000), st.permutations(range(4)))
def test_order_and_direction_and_scale_of_units_do_not_matter(seed, order):
    generator = np.random.default_rng(seed)
    sounds = sounds_of(seed)
    codes = np.stack([sounds.values["decay"], *generator.normal(size=(3, COUNT))], axis=1)
    codes[:, 1] += sounds.classes["size"] == "big"
    scales = generator.uniform(0.5, 2, 4) * generator.choice([-1, 1], 4)
    one, other = values(scored(codes, sounds)), values(scored((codes * scales)[:, order], sounds))
    loose = {"factor_vae", "beta_vae"}
    for key, value in one.items():
        # Trees choose among equal splits by the order of units; bins are closed on one side.
        bound = 0.15 if "dci" in key[0] else 0.05 if key[0] in loose else 0.02
        assert other[key] == pytest.approx(value, abs=bound), key


@settings(max_examples=8)
@given(st.integers(0, 1000), st.integers(1, 5))
def test_scores_stay_within_their_ranges(seed, width):
    unbounded = {"dci_informativeness", "varying_units"}
    generator = np.random.default_rng(seed)
    for one in scored(np.round(generator.normal(size=(COUNT, width)), 1), sounds_of(seed)):
        if one["value"] is not None and one["metric"] not in unbounded:
            assert 0 <= one["low"] <= one["value"] <= one["high"] <= 1, one
        json.dumps(one, allow_nan=False)


def changed_classes(rows, label):
    classes = {"decay": SOUNDS.classes["decay"], "size": SOUNDS.classes["size"].astype("U9")}
    classes["size"][rows] = label
    return KnownSounds(SOUNDS.names, classes, SOUNDS.values, SOUNDS.groups)


def with_nan():
    codes = CODES.copy()
    codes[7, 1] = np.nan
    codes[9, 2] = np.inf
    return codes


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"codes": CODES[:-1]}, r"codes: found shape \[239, 4\], expected \[240, units\]"),
        ({"codes": CODES[:, :0]}, r"codes: found shape \[240, 0\]"),
        ({"codes": with_nan()}, r"2 of 240 sounds .* not finite \(the first: row 7, unit 1\)"),
        ({"sounds": changed_classes(slice(None), "big")}, "'size', training sounds: .* 1 classes"),
        ({"sounds": changed_classes(HELD_OUT, "big")}, "'size', held-out sounds: .* 1 classes"),
        (
            {"sounds": changed_classes(130, "huge")},
            "'size': no training sound is huge, but held-out",
        ),
        ({"held_out": np.array([120])}, "held-out sounds: .*expected at least 2 classes and more"),
    ],
)
def test_unusable_codes_and_sounds_are_refused(changed, message):
    with pytest.raises(DatasetError, match=message):
        scored(**changed)


def test_fewer_sounds_than_classes_are_refused():
    classes = {**SOUNDS.classes, "size": np.arange(COUNT).astype(str)}
    sounds = KnownSounds(SOUNDS.names, classes, SOUNDS.values, SOUNDS.groups)
    with pytest.raises(DatasetError, match="120 snippets of 120 classes, expected"):
        scored(sounds=sounds)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"axes": {"pitch": [0]}}, "axes: factor 'pitch' found, expected one of decay, size"),
        ({"axes": {"size": [4]}}, r"axes: found units \[4\] of 'size', expected some of 0 to 3"),
        ({"axes": {"size": []}}, r"axes: found units \[\] of 'size'"),
        ({"active": np.ones(3, bool)}, r"active: found shape \[3\], expected \[4\], one entry"),
        ({"half_samples": 1}, "half samples: found 1, expected at least 2"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(changed, message):
    with pytest.raises(ConfigError, match=message):
        scored(**changed)
