import numpy as np
import pytest

from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import Architecture, build_network, initialise
from latentaudio.flow.stages import maclaurin, stage_table

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def batch():
    return np.random.default_rng(0).normal(size=(200, 6)).astype(np.float32)


def network(batch, hidden_layers):
    flow = build_network(6, stages=2, hidden_units=16, hidden_layers=hidden_layers, seed=3)
    initialise(flow, batch)
    return flow


def test_couplings_without_hidden_layers_are_affine_in_every_stage(batch):
    table = stage_table(network(batch, hidden_layers=0), batch)
    assert list(table["stage"]) == [1, 2]
    np.testing.assert_allclose(table["higher_order"], 0, atol=1e-5)
    np.testing.assert_allclose(table["affine"], table["change"], rtol=1e-5)


def test_rectifiers_contribute_a_higher_order_part(batch):
    table = stage_table(network(batch, hidden_layers=2), batch)
    assert (table["higher_order_share"] > 0.01).all()
    np.testing.assert_allclose(table["affine_share"] + table["higher_order_share"], 1)
    # By the triangle inequality, the norms of the parts bound that of their sum.
    assert (table["change"] <= table["affine"] + table["higher_order"] + 1e-6).all()


def test_a_stage_that_changes_nothing_has_no_shares(batch):
    class Identity:
        architecture = Architecture(6, stages=1, hidden_units=1, hidden_layers=0, reflections=1)

        def forward_stage(self, index, x):
            return tf.identity(x), tf.zeros([len(x)])

    (row,) = stage_table(Identity(), batch).to_dict("records")
    assert (row["change"], row["affine"], row["higher_order"]) == (0, 0, 0)
    assert np.isnan([row["affine_share"], row["higher_order_share"]]).all()


def test_the_expansion_is_exact_to_first_order(batch):
    flow = network(batch, hidden_layers=2)
    generator = np.random.default_rng(1)
    # Initial biases are zero, which puts the kink of every rectifier at the origin.
    flow.set_weights(
        {
            name: value + 0.1 * generator.normal(size=value.shape) * ("Coupling" in name)
            for name, value in flow.weights().items()
        }
    )
    offset, slope = maclaurin(flow, 0)
    # Within a linear piece of the rectifiers, the remainder vanishes.
    tiny = 1e-3 * batch[:20]
    image, _ = flow.forward_stage(0, tiny)
    np.testing.assert_allclose(image.numpy(), offset + tiny @ slope.T, atol=1e-5)
