"""Moves on the map: the largest effects, what is heard on the way, and where sounds are."""

import json

import numpy as np
import pyarrow as pa
import pytest
from transfer.moved_sounds import (
    ASSOCIATED,
    GLASS,
    LOG,
    PAIRS,
    POSITIONS,
    WOOD,
    YAMNET,
    batches,
    moved_sound,
    random_rows,
    rows_of,
)

from latentaudio.artifacts import DISTANCES, write_table
from latentaudio.errors import ArtifactError
from latentaudio.factors import factor_layout
from latentaudio.maps.move_paths import on_components, sounds_on_axes
from latentaudio.maps.moved_sounds import (
    DISTANCE,
    PROBABILITY,
    effect_of,
    largest_effects,
    most_changed_classes,
    read_distances,
    read_moved_sounds,
)
from latentaudio.maps.moves_document import moves_document
from latentaudio.networks.associations import Associations
from latentaudio.transfer.measure import DISTANCES_SCHEMA
from latentaudio.transfer.moved_outputs import Pair
from latentaudio.transfer.moves import Flow, plan_moves
from latentaudio.transfer.selection import Bounds, factor_sets, select_pairs

ASSOCIATIONS = Associations(ASSOCIATED, YAMNET)
DRUM = PAIRS[2]
CLOSER = {"before": (1.0, 4.0), "moved": (2.0, 1.5)}


def sounds_of(rows, chosen=None, size=3):
    chosen = {row["snippet_id"] for row in rows} if chosen is None else chosen
    return list(read_moved_sounds(batches(rows, size), chosen))


# -- What the network hears ------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_rows_of_a_sound_are_joined_across_batches(size):
    rows = random_rows(PAIRS, groups=2)
    found = sounds_of(rows, size=size)
    assert len(found) == len(rows) / len(POSITIONS)
    for number, sound in enumerate(found):
        own = rows[4 * number : 4 * number + 4]
        assert sound.key == (
            Pair(own[0]["factor"], own[0]["own"], own[0]["other"]),
            own[0]["snippet_id"],
        )
        assert sound.positions.tolist() == [0.0, 0.5, 1.0]
        np.testing.assert_array_equal(sound.before, own[0]["logits"])
        np.testing.assert_array_equal(sound.logits, [row["logits"] for row in own[1:]])
        np.testing.assert_array_equal(sound.moved, own[3]["logits"])


def test_sounds_that_are_not_on_the_map_are_left_out():
    rows = random_rows([LOG], groups=2)
    assert [one.snippet_id for one in sounds_of(rows, {"g1#2", "elsewhere"})] == ["g1#2"]


def test_a_sound_without_its_end_is_named():
    rows = rows_of(LOG, [{}] * 4, snippet="x")[:3]
    with pytest.raises(ArtifactError, match=r"'x' lacks a position.*'transfer'"):
        sounds_of(rows)


def test_the_effect_is_the_rise_of_the_other_class_minus_that_of_the_own_one():
    # Glass: 0.1 to 0.6; of the own class Wood and Chop, Wood: 0.2 to 0.3, Chop stays at 0.
    (sound,) = sounds_of(moved_sound(LOG, 0.6, "x"))
    effect = effect_of(sound, ASSOCIATIONS, CLOSER)
    assert effect.of == PROBABILITY
    assert effect.value == pytest.approx(0.5 - 0.1 / 2, abs=1e-6)


def test_without_associations_it_is_how_much_closer_the_outputs_came():
    (sound,) = sounds_of(moved_sound(LOG, 0.6, "x"))
    effect = effect_of(sound, Associations({}, YAMNET), CLOSER)
    assert (effect.of, effect.value) == (DISTANCE, 2.5)


def test_one_side_with_associations_is_enough():
    (sound,) = sounds_of(moved_sound(DRUM, 0.6, "x"))
    effect = effect_of(sound, ASSOCIATIONS, CLOSER)
    assert (effect.of, effect.value) == (PROBABILITY, pytest.approx(-0.05, abs=1e-6))


def test_the_largest_effects_of_either_sign_come_first_and_distances_last():
    away = rows_of(LOG, [{GLASS: 0.9}] * 3 + [{GLASS: 0.2}], snippet="away")
    unnamed = moved_sound(("body", "horn", "drum"), 0.6, "unnamed")
    rows = [*unnamed, *moved_sound(LOG, 0.2, "small"), *away, *moved_sound(LOG, 0.6, "large")]
    sounds = sounds_of(rows)
    distances = {sound.key: {"before": (0.0, 9.0), "moved": (0.0, 0.0)} for sound in sounds}
    found = largest_effects(sounds, ASSOCIATIONS, distances)
    assert [one.snippet_id for one, _ in found] == ["away", "large", "small", "unnamed"]
    first_two = largest_effects(iter(sounds), ASSOCIATIONS, distances, most=2)
    assert [one.snippet_id for one, _ in first_two] == ["away", "large"]


def test_a_move_without_distances_is_named():
    with pytest.raises(ArtifactError, match=r"none of snippet 'x'.*'transfer'"):
        largest_effects(sounds_of(moved_sound(LOG, 0.6, "x")), ASSOCIATIONS, {})


def test_classes_that_change_most_at_any_step_come_first():
    rows = rows_of(LOG, [{5: 0.5, 6: 0.5}, {5: 0.6}, {5: 0.5, 6: 0.5, 7: 0.2}, {6: 0.5}])
    (sound,) = sounds_of(rows)
    # At some step, 6 and 5 lose all of their 0.5, 7 gains 0.2.
    assert most_changed_classes(sound, 3).tolist() == [5, 6, 7]


def test_distances_are_read_by_move_and_condition(tmp_path):
    names = ("before", "other", "own", "random_other", "permuted_other", "no_move")
    rows = [
        {
            **dict(zip(("factor", "own", "other"), LOG, strict=True)),
            "snippet_id": snippet,
            "group": "g",
            "condition": name,
            "js_to_own": float(number),
            "js_to_other": number + 0.5,
        }
        for snippet in ("x", "y")
        for number, name in enumerate(names)
    ]
    path = tmp_path / "distances.parquet"
    write_table(pa.Table.from_pylist(rows, schema=DISTANCES_SCHEMA), path, DISTANCES)
    assert read_distances(path, {"x"}) == {
        (Pair(*LOG), "x"): {
            "before": (0.0, 0.5),
            "moved": (1.0, 1.5),
            "random direction": (3.0, 3.5),
            "permuted labels": (4.0, 4.5),
        }
    }


# -- Where moved sounds are ------------------------------------------------------------------------

LAYOUT = factor_layout(["pitch", "decay"], 5)
TURN = np.linalg.qr(np.random.default_rng(8).standard_normal((5, 5)))[0].astype(np.float32)


class Turned:
    """A flow that only turns: latents are projections times a rotation."""

    def decode(self, z):
        return z @ TURN.T


@pytest.fixture
def world():
    """Sounds of two pitches and two decays, spread along the axes."""
    rng = np.random.default_rng(4)
    kinds = np.arange(80)
    labels = {
        "pitch": np.where(kinds % 2, "high", "low"),
        "decay": np.where(kinds // 2 % 2, "long", "short"),
    }
    z = rng.standard_normal((80, 5)).astype(np.float32)
    for column, name, upper in ((3, "pitch", "high"), (4, "decay", "long")):
        z[:, column] = np.where(labels[name] == upper, 1, -1) + 0.5 * z[:, column]
    splits = np.where(kinds < 40, "training", "held_out")
    groups = np.array([f"g{number // 4}" for number in kinds])
    return z, labels, splits, groups


def on_axes_of(world, rows=None):
    z, labels, splits, groups = world
    rows = np.arange(len(z)) if rows is None else rows
    return sounds_on_axes(z, rows, groups, splits, labels, LAYOUT, 0.3)


def test_paths_on_components_are_those_of_the_moves_themselves(world):
    z, labels, splits, groups = world
    flow = Flow(Turned(), LAYOUT, z)
    projections = Turned().decode(z)
    sets = factor_sets(labels, LAYOUT)
    bounds = Bounds(typical=0.3, atypical=0.6, least_sounds=1)
    pairs, _ = select_pairs(z, sets, splits, groups, bounds, np.random.default_rng(0))
    moved = sorted((sound, index) for index, pair in enumerate(pairs) for sound in pair.atypical)
    assert len({index for _, index in moved}) > 3
    sounds, of_pairs = np.array(moved).T
    plan = plan_moves(
        sounds,
        of_pairs,
        pairs,
        sets,
        flow,
        projections,
        permuted=None,
        steps=4,
        random_directions=1,
        generator=np.random.default_rng(0),
    )
    along = [int(np.flatnonzero(plan.positions == one)[0]) for one in (0, 0.25, 0.5, 0.75, 1)]
    transform = np.random.default_rng(1).standard_normal((3, 3))
    on_axes = on_axes_of(world)
    for number, (sound, index) in enumerate(moved):
        pair = pairs[index]
        name = sets[pair.set].name
        path = on_axes.path(sound, name, pair.own, pair.other, [0, 0.25, 0.5, 0.75, 1])
        expected = (projections[sound] + plan.changes[number, along])[:, :3] @ transform
        found = on_components(path, Turned().decode, transform)
        np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_move_changes_its_own_axis_only_from_one_typical_value_to_the_other(world):
    z, labels, splits, _ = world
    path = on_axes_of(world).path(50, "pitch", "low", "high", [0, 0.5, 1])
    np.testing.assert_array_equal(path[:, [0, 1, 2, 4]], np.repeat(z[50:51, [0, 1, 2, 4]], 3, 0))
    training = splits == "training"
    ends = [z[training & (labels["pitch"] == name), 3].mean() for name in ("low", "high")]
    np.testing.assert_allclose(path[:, 3], [ends[0], sum(ends) / 2, ends[1]], rtol=1e-5)


def test_typical_sounds_of_the_other_class_nearest_to_the_end_are_listed(world):
    z, labels, _, groups = world
    rows = np.arange(80)[::-1].copy()
    rows[0] = -1  # one that is not on the map
    on_axes = on_axes_of(world, rows)
    sound = int(np.flatnonzero(labels["pitch"] == "low")[-1])
    end = on_axes.path(sound, "pitch", "low", "high", [1])[0]
    mean = on_axes.means["pitch"]["high"][0]
    candidates = [
        other
        for other in range(80)
        if labels["pitch"][other] == "high"
        and abs(z[other, 3] - mean) <= 0.3
        and groups[other] != groups[sound]
        and rows[other] >= 0
    ]
    candidates.sort(key=lambda other: np.linalg.norm(z[other] - end))
    assert on_axes.towards(sound, end, "pitch", "high", 4) == rows[candidates[:4]].tolist()


# -- The document ----------------------------------------------------------------------------------


def test_the_document_is_what_the_page_reads(world):
    pair = ("pitch", "low", "high")
    rows = rows_of(
        pair, [{GLASS: 0.1}, {GLASS: 0.2}, {GLASS: 0.3, WOOD: 0.2}, {GLASS: 0.7}], snippet="s42"
    )
    sounds = sounds_of(rows)
    distances = {sounds[0].key: CLOSER}
    document = moves_document(
        largest_effects(sounds, ASSOCIATIONS, distances),
        distances,
        on_axes_of(world, np.arange(80) + 100),
        {f"s{number}": number for number in range(80)},
        space="layer_11",
        axes_map="layer_11/factor_axes",
        placings={"layer_11/factor_axes": lambda z: z[:, 3:5], "layer_11/pca": lambda z: z[:, :3]},
    )
    document = json.loads(json.dumps(document, allow_nan=False))
    (move,) = document.pop("moves")
    about = document.pop("about")
    assert "random directions" in about
    assert document == {"space": "layer_11", "map": "layer_11/factor_axes"}
    path = on_axes_of(world).path(42, *pair, at=[0, 0.5, 1])
    np.testing.assert_allclose(move.pop("path"), path[:, 3:5], atol=1e-5)
    paths = move.pop("paths")
    np.testing.assert_allclose(paths["layer_11/factor_axes"], path[:, 3:5], atol=1e-5)
    np.testing.assert_allclose(paths["layer_11/pca"], path[:, :3], atol=1e-5)
    scores, before = np.array(move.pop("scores")), np.array(move.pop("before"))
    assert scores.shape == (3, 8)
    np.testing.assert_allclose(scores[:, 0], [0.2, 0.3, 0.7], atol=1e-5)
    np.testing.assert_allclose(before[:2], [0.1, 0.0], atol=1e-5)
    assert move.pop("classes")[:2] == [GLASS, WOOD]
    assert all(100 <= row < 180 for row in move.pop("towards"))
    assert move == {
        "row": 142,
        **dict(zip(("factor", "own", "other"), pair, strict=True)),
        "positions": [0.0, 0.5, 1.0],
        "controls": {},
        "distances": {"before": [1.0, 4.0], "moved": [2.0, 1.5]},
        "effect": 2.5,
        "effect_of": "distance",
    }


def test_a_layer_without_moves_or_maps_has_an_empty_list(world):
    document = moves_document(
        [], {}, on_axes_of(world), {}, space="layer_01", axes_map=None, placings={}
    )
    assert document["moves"] == []
    assert document["map"] is None
