import numpy as np
import pytest

from latentaudio.factors import factor_layout
from latentaudio.transfer.selection import (
    Bounds,
    factor_sets,
    pairs_table,
    select_pairs,
    typical_sounds,
)

LAYOUT = factor_layout(["pitch", "decay"], 4)
BOUNDS = Bounds(typical=0.3, atypical=0.2, least_sounds=1, sounds_per_pair=100)


def labels(*rows):
    pitch, decay = zip(*rows, strict=True)
    return {"pitch": np.array(pitch), "decay": np.array(decay)}


def world():
    """Low sounds near -1 and high ones near 1 on the pitch axis, each class with outliers."""
    of = labels(*[("low", "short")] * 4, *[("high", "short")] * 4)
    z = np.zeros((8, 4), np.float32)
    z[:, 2] = [-1.1, -0.9, 0.1, -1.0, 0.9, 1.1, -0.5, 0.05]
    splits = np.array(["training", "training", "held_out", "held_out"] * 2)
    groups = np.array([f"g{index}" for index in range(8)])
    return of, z, splits, groups


def select(bounds=BOUNDS):
    of, z, splits, groups = world()
    sets = factor_sets({"pitch": of["pitch"]}, LAYOUT)
    return sets, *select_pairs(z, sets, splits, groups, bounds, np.random.default_rng(0))


def test_each_factor_is_a_set_and_all_factors_together_are_one():
    sets = factor_sets(labels(("low", "short"), ("high", "long"), ("low", "long")), LAYOUT)
    assert [one.name for one in sets] == ["pitch", "decay", "pitch+decay"]
    assert [one.axes.tolist() for one in sets] == [[2], [3], [2, 3]]
    assert sets[2].classes.tolist() == ["low + short", "high + long", "low + long"]
    assert sets[2].parts["high + long"] == ("high", "long")
    # The context is the classes in the other factors; the joint set has no other factors.
    assert sets[0].context.tolist() == [1, 0, 0]
    assert sets[2].context.tolist() == [0, 0, 0]


def test_one_factor_makes_one_set_without_context():
    (only,) = factor_sets({"pitch": np.array(["low", "high"])}, factor_layout(["pitch"], 3))
    assert (only.name, only.axes.tolist(), only.context.tolist()) == ("pitch", [2], [0, 0])


def test_typical_sounds_lie_near_the_mean_of_the_training_sounds_of_their_class():
    of, z, splits, _ = world()
    means, typical = typical_sounds(z, factor_sets(of, LAYOUT)[0], splits, 0.3)
    assert means["low"] == pytest.approx([-1.0])
    assert means["high"] == pytest.approx([1.0])
    assert typical.tolist() == [True, True, False, True, True, True, False, False]


def test_atypical_sounds_are_held_out_and_near_the_midpoint():
    _, pairs, _ = select()
    by_name = {(pair.own, pair.other): pair for pair in pairs}
    assert set(by_name) == {("low", "high"), ("high", "low")}
    assert by_name["low", "high"].atypical.tolist() == [2]
    assert by_name["high", "low"].atypical.tolist() == [7]  # the sound at -0.5 is too far from 0
    assert by_name["low", "high"].n_typical_own == 3


def test_a_sound_that_is_typical_is_not_atypical():
    of, z, splits, groups = world()
    # The means are so close that sounds near the midpoint may be typical of a class.
    z[:, 2] = [-0.35, -0.35, -0.1, 0.0, 0.35, 0.35, 0.0, 0.1]
    sets = factor_sets({"pitch": of["pitch"]}, LAYOUT)
    pairs, _ = select_pairs(z, sets, splits, groups, BOUNDS, np.random.default_rng(0))
    assert [pair.atypical.tolist() for pair in pairs if pair.own == "low"] == [[3]]
    assert [pair.atypical.tolist() for pair in pairs if pair.own == "high"] == [[6]]


def test_pairs_with_too_few_sounds_are_kept_in_the_list_with_the_reason():
    sets, pairs, _ = select(Bounds(typical=0.3, atypical=0.2, least_sounds=2))
    assert [len(pair.atypical) for pair in pairs] == [0, 0]
    table = pairs_table(pairs, sets, np.array([0, 0]))
    assert table["used"].tolist() == [False, False]
    reason = table.set_index("own").loc["low", "reason"]
    assert reason == (
        "1 atypical held-out sounds of 'low' towards 'high', fewer than transfer.least_sounds (2)"
    )
    assert table["n_atypical"].tolist() == [1, 1]


def test_classes_whose_typical_sounds_would_overlap_form_no_pair():
    sets, pairs, _ = select(Bounds(typical=1.1, atypical=0.2, least_sounds=1))
    assert all("lie 2.00 apart, less than twice transfer.typical" in pair.reason for pair in pairs)
    assert not pairs_table(pairs, sets, np.zeros(2, int))["used"].any()


def test_more_sounds_than_allowed_are_drawn_and_counted():
    of, z, splits, groups = world()
    z[:, 2] = [-1, -1, 0, 0.1, 1, 1, 0, 0]
    sets = factor_sets({"pitch": of["pitch"]}, LAYOUT)
    bounds = Bounds(least_sounds=1, sounds_per_pair=1)
    pairs, _ = select_pairs(z, sets, splits, groups, bounds, np.random.default_rng(0))
    assert [(len(pair.atypical), pair.n_atypical, pair.n_groups) for pair in pairs] == [
        (1, 2, 2)
    ] * 2


def test_classes_of_all_factors_at_once_differ_in_every_one():
    cells = [(p, d) for p in ("low", "high") for d in ("short", "long")]
    of = labels(*cells * 3)
    z = np.zeros((12, 4), np.float32)
    z[:, 2] = np.where(of["pitch"] == "low", -1, 1)
    z[:, 3] = np.where(of["decay"] == "short", -1, 1)
    z[8:, 2:] = 0  # the last sound of each cell lies between all means
    splits = np.repeat(["training", "held_out"], [8, 4])
    sets = factor_sets(of, LAYOUT)[2:]
    pairs, typical = select_pairs(
        z, sets, splits, np.arange(12).astype(str), BOUNDS, np.random.default_rng(0)
    )
    assert {(pair.own, pair.other) for pair in pairs} == {
        ("low + short", "high + long"),
        ("high + long", "low + short"),
        ("low + long", "high + short"),
        ("high + short", "low + long"),
    }
    first = next(pair for pair in pairs if pair.own == "low + short")
    np.testing.assert_allclose([first.typical_own, first.typical_other], [[-1, -1], [1, 1]])
    assert first.atypical.tolist() == [8]
    assert typical[0].tolist() == [True] * 8 + [False] * 4


def test_a_class_without_training_sounds_has_neither_pairs_nor_typical_sounds():
    of, z, splits, groups = world()
    splits[:] = ["training"] * 4 + ["held_out"] * 4
    pairs, (typical,) = select_pairs(
        z,
        factor_sets({"pitch": of["pitch"]}, LAYOUT),
        splits,
        groups,
        BOUNDS,
        np.random.default_rng(0),
    )
    assert pairs == []
    assert not typical[4:].any()
