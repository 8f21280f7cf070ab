import numpy as np
import pytest

from latentaudio.factors import factor_layout
from latentaudio.known_factors.flow_views import (
    axis_steps,
    displacing,
    flow_morph,
    flow_views,
    keeping,
)
from latentaudio.known_factors.mixing import mixed_views
from latentaudio.known_factors.views import paths_of
from latentaudio.projection.pca import Projection

LAYOUT = factor_layout(["f0", "decay"], 4)


class Rotation:
    """A flow that rotates: its latents are known."""

    def __init__(self, dimensions=4):
        self.matrix = np.linalg.qr(np.random.default_rng(0).normal(size=(dimensions,) * 2))[0]

    def encode(self, x):
        return x @ self.matrix, np.zeros(len(x))

    def decode(self, z):
        return z @ self.matrix.T


COORDINATES = np.random.default_rng(1).normal(size=(2, 4))


def test_a_traversal_sets_one_coordinate_and_keeps_the_others():
    flow = Rotation()
    positions = np.array([[-1.0, -3.0], [0.0, 0.0], [1.0, 3.0]])
    views = flow_views(flow, LAYOUT, ["a", "b"], COORDINATES, positions, keeping)
    assert len(views) == 2 * (2 + 2 * 3)
    own = flow.encode(COORDINATES)[0]
    for (_, name, _, axis), steps in paths_of(views, "traversal").items():
        z = flow.encode(np.stack([one.values for one in steps]))[0]
        column = 2 + ["f0", "decay"].index(axis)
        assert z[:, column] == pytest.approx(positions[:, column - 2])
        assert [one.position for one in steps] == positions[:, column - 2].tolist()
        others = np.delete(np.arange(4), column)
        row = "ab".index(name)
        assert z[:, others] == pytest.approx(np.tile(own[row, others], (3, 1)))


def test_originals_and_reconstructions_of_a_flow_are_the_same():
    views = flow_views(Rotation(), LAYOUT, ["a", "b"], COORDINATES, np.zeros((2, 2)), keeping)
    for row, name in enumerate("ab"):
        for kind in ("original", "reconstruction"):
            ((one,),) = paths_of([v for v in views if v.snippet_id == name], kind).values()
            assert one.values == pytest.approx(COORDINATES[row])


def test_positions_reach_over_the_range_of_training_sounds():
    draw = np.random.default_rng(2).normal(size=(20_000, 1)) * [1.0, 3.0]
    steps = axis_steps(draw, 5)
    # 95 % of a normal distribution.
    assert steps[-1] == pytest.approx([1.96, 5.88], rel=0.05)
    assert steps[0] == pytest.approx(-steps[-1], rel=0.1)
    assert np.diff(steps, axis=0) == pytest.approx(np.tile((steps[-1] - steps[0]) / 4, (4, 1)))


def projection(size=6, kept=4):
    components = np.linalg.qr(np.random.default_rng(3).normal(size=(size, size)))[0][:kept]
    ones = np.ones(kept)
    return Projection(np.zeros(size), np.full(size, 2.0), components, ones, ones, 3 * ones)


def test_the_ends_of_a_morph_are_the_sounds_themselves_with_what_components_leave_out():
    fitted = projection()
    values = np.random.default_rng(4).normal(size=(2, 6)).astype(np.float32)
    coordinates = fitted.transform(values)
    restore = displacing(fitted.displace, values, coordinates)
    steps = flow_morph(Rotation(), ("a", "b"), coordinates, 5, restore)
    assert steps[0].values == pytest.approx(values[0], abs=1e-5)
    assert steps[-1].values == pytest.approx(values[1], abs=1e-5)
    # A rotation is linear, so half way is the mean.
    assert steps[2].values == pytest.approx(values.mean(axis=0), abs=1e-5)
    assert [one.position for one in steps] == [0, 0.25, 0.5, 0.75, 1]


def test_moved_coordinates_come_back_as_values_that_project_to_them():
    fitted = projection()
    values = np.random.default_rng(5).normal(size=(2, 6)).astype(np.float32)
    coordinates = fitted.transform(values)
    restore = displacing(fitted.displace, values, coordinates)
    moved = coordinates[1] + np.eye(4)[:3]
    assert fitted.transform(restore(1, moved)) == pytest.approx(moved, abs=1e-5)
    unchanged = restore(0, coordinates[:1])
    assert unchanged[0] == pytest.approx(values[0], abs=1e-5)


def test_plain_mixing_adds_waveforms_not_values():
    waveforms = {"a": np.array([1.0, 0.0, 0.0]), "b": np.array([0.0, -1.0, 0.0])}
    views = mixed_views([("a", "b")], waveforms, 3, values_of=np.square)
    assert [one.values.tolist() for one in views] == [[1, 0, 0], [0.25, 0.25, 0], [0, 1, 0]]
    assert {one.other_id for one in views} == {"b"}
