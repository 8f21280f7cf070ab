import numpy as np
import pytest

from latentaudio.factors import factor_layout
from latentaudio.projection.pca import Projection
from latentaudio.transfer.design import Sounds, design_moves
from latentaudio.transfer.moves import Flow, moved_outputs, plan_moves
from latentaudio.transfer.references import comparable, draw_references
from latentaudio.transfer.selection import Bounds, Pair, factor_sets

LAYOUT = factor_layout(["pitch", "decay"], 5)


class Linear:
    """A flow whose inverse is multiplication by a known matrix."""

    def __init__(self, seed=0):
        self.matrix = np.random.default_rng(seed).normal(size=(5, 5)).astype(np.float32)

    def decode(self, z):
        return z @ self.matrix


def flow(latents, seed=0):
    return Flow(Linear(seed), LAYOUT, np.asarray(latents, np.float32))


def pair(own, other, atypical, index=0):
    return Pair(index, "low", "high", np.float32(own), np.float32(other), 9, 9, atypical, 1, 1, "")


@pytest.fixture
def planned():
    latents = np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32)
    one = flow(latents)
    labels = {"pitch": np.array(["low", "high"] * 3), "decay": np.array(["short"] * 6)}
    sets = factor_sets(labels, LAYOUT)
    pairs = [pair([-1.0], [1.0], [2, 4]), pair([0.5, 0.5], [-1.5, 2.5], [4], index=2)]
    sounds, of_pairs = np.array([2, 4, 4]), np.array([0, 0, 1])
    plan = plan_moves(
        sounds,
        of_pairs,
        pairs,
        sets,
        one,
        latents @ one.network.matrix,
        permuted=flow(latents[::-1].copy(), seed=5),
        steps=4,
        random_directions=2,
        generator=np.random.default_rng(2),
    )
    return plan, one, latents


def in_latents(plan, one, row, condition):
    """The move in the flow's space that causes a change of the projections."""
    index = plan.conditions.index(condition)
    return plan.changes[row, index] @ np.linalg.inv(one.network.matrix)


def test_moves_end_at_the_typical_values_and_leave_other_coordinates_unchanged(planned):
    plan, one, latents = planned
    np.testing.assert_allclose(
        in_latents(plan, one, 0, "own"), [0, 0, 0, -1 - latents[2, 3], 0], atol=1e-4
    )
    np.testing.assert_allclose(
        in_latents(plan, one, 0, "other"), [0, 0, 0, 1 - latents[2, 3], 0], atol=1e-4
    )
    both = in_latents(plan, one, 2, "other")
    np.testing.assert_allclose(
        both, [0, 0, 0, -1.5 - latents[4, 3], 2.5 - latents[4, 4]], atol=1e-4
    )


def test_steps_lead_evenly_from_one_to_the_other(planned):
    plan, _one, _ = planned
    steps = [index for index, name in enumerate(plan.conditions) if name == "step"]
    np.testing.assert_allclose(plan.positions[steps], [0.25, 0.5, 0.75])
    own, other = (plan.changes[:, plan.conditions.index(name)] for name in ("own", "other"))
    for index in steps:
        share = plan.positions[index]
        np.testing.assert_allclose(
            plan.changes[:, index], (1 - share) * own + share * other, atol=1e-5
        )


def test_before_and_without_a_move_nothing_changes(planned):
    plan, _, _ = planned
    for name in ("before", "no_move"):
        np.testing.assert_allclose(plan.changes[:, plan.conditions.index(name)], 0, atol=1e-5)


def shifted(plan, name):
    indices = [index for index, one in enumerate(plan.conditions) if one == name]
    return np.linalg.norm(plan.changes[:, indices], axis=2)


def test_random_moves_shift_projections_by_the_same_distance_and_along_no_factor(planned):
    plan, one, _ = planned
    for side in ("own", "other"):
        indices = [i for i, name in enumerate(plan.conditions) if name == f"random_{side}"]
        assert len(indices) == 2
        moves = plan.changes[:, indices] @ np.linalg.inv(one.network.matrix)
        np.testing.assert_allclose(moves[..., LAYOUT.slices["pitch"]], 0, atol=1e-4)
        np.testing.assert_allclose(moves[..., LAYOUT.slices["decay"]], 0, atol=1e-4)
        np.testing.assert_allclose(
            plan.lengths[:, indices], np.linalg.norm(moves, axis=-1), rtol=1e-3
        )
        np.testing.assert_allclose(
            shifted(plan, f"random_{side}"), np.tile(shifted(plan, side), 2), rtol=1e-3
        )
        assert np.abs(moves[:, 0] - moves[:, 1]).max() > 0.1


def test_the_control_moves_along_its_own_axes_in_the_same_direction(planned):
    plan, one, latents = planned
    there = Linear(5).matrix
    start = latents @ one.network.matrix
    index = plan.conditions.index("permuted_own")
    # The change from where the control's flow has the sound.
    change = (start[2] + plan.changes[0, index]) @ np.linalg.inv(there) - latents[::-1][2]
    own = in_latents(plan, one, 0, "own")
    factor = change[3] / own[3]
    assert factor > 0
    np.testing.assert_allclose(change, factor * own, atol=1e-3)


def test_moves_of_the_control_are_scaled_to_shift_by_the_same_distance():
    # A flow that decodes the sounds exactly, so that only moves shift them.
    latents = np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32)
    one, other = flow(latents), flow(latents, seed=5)
    other = Flow(
        other.network, LAYOUT, latents @ one.network.matrix @ np.linalg.inv(Linear(5).matrix)
    )
    sets = factor_sets({"pitch": np.array(["low", "high"] * 3)}, LAYOUT)
    plan = plan_moves(
        np.array([2, 4]),
        np.array([0, 0]),
        [pair([-1.0], [1.0], [2, 4])],
        sets,
        one,
        latents @ one.network.matrix,
        permuted=other,
        steps=1,
        random_directions=1,
        generator=np.random.default_rng(2),
    )
    for side in ("own", "other"):
        np.testing.assert_allclose(
            shifted(plan, f"permuted_{side}"), shifted(plan, side), rtol=1e-2
        )


def test_without_a_control_flow_there_is_no_such_move():
    latents = np.zeros((2, 5), np.float32)
    sets = factor_sets({"pitch": np.array(["a", "b"])}, LAYOUT)
    plan = plan_moves(
        np.array([1]),
        np.array([0]),
        [pair([0.0], [1.0], [1])],
        sets,
        flow(latents),
        latents,
        permuted=None,
        steps=1,
        random_directions=1,
        generator=np.random.default_rng(0),
    )
    assert plan.conditions == ("before", "no_move", "own", "other", "random_own", "random_other")


def test_outputs_are_those_of_displaced_activations_of_the_right_sounds(planned):
    plan, _, _ = planned
    generator = np.random.default_rng(3)
    width = 40
    projection = Projection(
        mean=np.zeros(width, np.float32),
        scale=np.full(width, 2.0, np.float32),
        components=np.linalg.qr(generator.normal(size=(width, 5)))[0].T.astype(np.float32),
        explained_variance=np.ones(5),
        explained_variance_ratio=np.ones(5),
        output_scale=np.full(5, 3.0, np.float32),
    )
    activations = generator.normal(size=(6, width)).astype(np.float16)
    moved = activations[plan.moved_sounds]
    results = list(moved_outputs(plan, moved, projection, lambda x: x[:, :3]))
    rows = np.concatenate([some for some, _ in results])
    logits = np.concatenate([some for _, some in results])
    assert rows.tolist() == [0, 1, 2]
    np.testing.assert_allclose(logits[0, 0], activations[2, :3].astype(np.float32), atol=1e-6)
    np.testing.assert_allclose(logits[2, 0], activations[4, :3].astype(np.float32), atol=1e-6)
    index = plan.conditions.index("other")
    expected = projection.displace(activations[4:5], plan.changes[2:, index])[0, :3]
    np.testing.assert_allclose(logits[2, index], expected, atol=1e-6)


def test_references_share_the_other_classes_and_never_the_group():
    labels = {
        "pitch": np.array(["low", "low", "low", "high", "high", "low"]),
        "decay": np.array(["short", "short", "long", "short", "long", "short"]),
    }
    groups = np.array(["a", "b", "c", "d", "e", "a"])
    sets = factor_sets(labels, LAYOUT)[:1]
    typical = [np.array([True, True, True, True, True, False])]
    found = draw_references(sets, typical, groups, 9, np.random.default_rng(0))
    sound = 5  # low, short, of group a
    assert found.of(pair([0.0], [1.0], [sound]), "low", sound).tolist() == [1]
    assert found.of(pair([0.0], [1.0], [sound]), "high", sound).tolist() == [3]
    assert found.all_rows().tolist() == [0, 1, 2, 3, 4]


def test_sounds_without_references_are_not_compared():
    labels = {"pitch": np.array(["low", "high", "low"]), "decay": np.array(["a", "a", "b"])}
    sets = factor_sets(labels, LAYOUT)[:1]
    found = draw_references(
        sets, [np.array([True, True, False])], np.arange(3), 9, np.random.default_rng(0)
    )
    # There is no high sound with decay b, and no other low sound with decay a.
    sounds, pairs = comparable([pair([0.0], [1.0], np.array([0, 2]))], found)
    assert (len(sounds), len(pairs)) == (0, 0)


def test_at_most_as_many_references_as_asked_for_are_drawn():
    labels = {"pitch": np.array(["low"] * 8 + ["high"])}
    sets = factor_sets(labels, factor_layout(["pitch"], 5))
    one = draw_references(sets, [np.ones(9, bool)], np.arange(9), 3, np.random.default_rng(0))
    assert {key[1]: len(rows) for key, rows in one.rows.items()} == {"low": 3, "high": 1}


def test_a_design_counts_what_it_moves_and_names_its_rows():
    generator = np.random.default_rng(4)
    count = 60
    labels = {"pitch": np.repeat(["low", "high"], 30), "decay": np.tile(["short", "long"], 30)}
    latents = generator.normal(scale=0.1, size=(count, 5)).astype(np.float32)
    latents[:, 3] += np.where(labels["pitch"] == "low", -1, 1)
    latents[::10, 3] = 0.0
    sounds = Sounds(
        snippet_ids=np.array([f"r#{index:02d}" for index in range(count)]),
        groups=np.arange(count).astype(str),
        splits=np.where(np.arange(count) % 10 == 0, "held_out", "training"),
        labels=labels,
        projections=latents,
    )
    design = design_moves(
        sounds,
        flow(latents),
        None,
        Bounds(least_sounds=1),
        references=4,
        random_directions=1,
        steps=2,
        seed=1,
    )
    table = design.table().set_index(["factor", "own", "other"])
    assert table.loc[("pitch", "low", "high"), "n_moved"] == 3
    assert table.loc[("pitch", "low", "high"), "used"]
    # The classes of decay are not separated, so no sound is moved between them.
    assert "typical sounds of both overlap" in table.loc[("decay", "short", "long"), "reason"]
    assert design.named(0) == {
        "factor": "pitch",
        "own": "low",
        "other": "high",
        "snippet_id": "r#00",
        "group": "0",
    }
    assert {"r#00"} < design.reference_ids() <= set(design.sounds.snippet_ids.tolist())
