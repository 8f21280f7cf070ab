import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import build_network, initialise

pytestmark = pytest.mark.slow


def batch(rows, dimensions, seed=0):
    generator = np.random.default_rng(seed)
    mixing = generator.standard_normal((dimensions, dimensions))
    return (generator.standard_normal((rows, dimensions)) @ mixing + 1).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    network = build_network(8, stages=3, hidden_units=16, hidden_layers=2, seed=1)
    initialise(network, batch(200, 8))
    return network


def test_all_variables_are_tracked_and_those_of_permutations_are_not_trained(network):
    # A stage: 2 couplings of 3 dense layers (kernel, bias), location, scale and normals are
    # trained; 2 permutations hold their order and its inverse.
    assert len(network.variables) == 3 * 19
    assert len(network.trainable_variables) == 3 * 15
    assert len({id(one) for one in network.variables}) == len(network.weights()) == 3 * 19


def test_every_trainable_variable_has_a_gradient(network):
    x = tf.constant(batch(50, 8, seed=2))
    with tf.GradientTape() as tape:
        z, log_det = network.forward(x)
        loss = tf.reduce_mean(z**4) - tf.reduce_mean(log_det)
    gradients = tape.gradient(loss, network.trainable_variables)
    assert all(float(tf.norm(gradient)) > 0 for gradient in gradients)


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 10))
def test_inverse_undoes_forward(network, seed, scale):
    x = scale * batch(30, 8, seed)
    z, _ = network.encode(x)
    assert np.abs(z - x).max() > 0.01
    assert np.abs(network.decode(z) - x).max() < 1e-4 * max(1.0, np.abs(x).max())


@pytest.mark.parametrize("dimensions", [2, 5, 32])
def test_inverse_undoes_forward_for_any_number_of_dimensions(dimensions):
    network = build_network(dimensions, 2, 16, 2, seed=3)
    x = batch(100, dimensions)
    initialise(network, x)
    z, _ = network.encode(x)
    assert np.abs(network.decode(z) - x).max() < 1e-4


def test_log_determinant_equals_that_of_a_numerical_jacobian(network):
    x = batch(4, 8, seed=4)
    step = 0.02
    shifts = step * np.concatenate([np.eye(8), -np.eye(8)])
    _, log_det = network.encode(x)
    for row, expected in zip(x, log_det, strict=True):
        z, _ = network.encode(row + shifts)
        jacobian = (z[:8] - z[8:]).astype(float) / (2 * step)
        assert np.linalg.slogdet(jacobian)[1] == pytest.approx(expected, abs=0.01)


def test_log_determinant_equals_that_of_the_automatic_jacobian(network):
    x = tf.constant(batch(4, 8, seed=5))
    with tf.GradientTape() as tape:
        tape.watch(x)
        z, log_det = network.forward(x)
    jacobian = tape.batch_jacobian(z, x).numpy().astype(float)
    np.testing.assert_allclose(np.linalg.slogdet(jacobian)[1], log_det, atol=1e-4)
    assert np.abs(log_det).max() > 0.1


def test_stages_compose_to_the_whole(network):
    x = tf.constant(batch(6, 8, seed=6))
    z, log_det = network.forward(x)
    total = tf.zeros([6])
    for index in range(3):
        x, change = network.forward_stage(index, x)
        total += change
    np.testing.assert_allclose(x, z, atol=1e-6)
    np.testing.assert_allclose(total, log_det, atol=1e-6)


def test_compiled_and_eager_results_are_equal(network):
    x = batch(2000, 8, seed=7)
    z, log_det = network.encode(x)
    eager_z, eager_log_det = network.forward(tf.constant(x))
    assert z.shape == (2000, 8)
    np.testing.assert_allclose(z, eager_z, atol=1e-5)
    np.testing.assert_allclose(log_det, eager_log_det, atol=1e-5)


def test_empty_input_gives_empty_output(network):
    z, log_det = network.encode(np.zeros([0, 8]))
    assert z.shape == (0, 8)
    assert log_det.shape == (0,)


def test_initialising_standardises_the_output_of_the_last_normalisation():
    network = build_network(4, 1, 8, 1, seed=8)
    x = batch(300, 4)
    initialise(network, x)
    z, _ = network.encode(x)
    # Only reflections follow, which preserve the zero mean and the total variance.
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-4)
    assert z.var(axis=0).sum() == pytest.approx(4, rel=1e-4)


def test_only_initialise_changes_the_normalisation():
    network = build_network(4, 1, 8, 1, seed=9)
    before = network.weights()
    network.encode(batch(10, 4))
    after = network.weights()
    assert all(np.allclose(before[name], after[name], atol=1e-6) for name in before)
    initialise(network, batch(10, 4))
    with pytest.raises(ValueError, match="initialised already"):
        initialise(network, batch(10, 4))


def test_a_constant_dimension_cannot_be_initialised():
    network = build_network(4, 1, 8, 0, seed=10)
    with pytest.raises(DatasetError, match="are constant in the first batch of 10 rows"):
        initialise(network, np.ones([10, 4]))


def test_all_weights_depend_on_the_seed_only():
    first = build_network(6, 2, 8, 2, seed=11).weights()
    tf.random.uniform([3])
    second = build_network(6, 2, 8, 2, seed=11).weights()
    other = build_network(6, 2, 8, 2, seed=12).weights()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    kernels = [name for name, value in first.items() if value.ndim == 2]
    assert not any(np.array_equal(first[name], other[name]) for name in kernels)


@pytest.mark.parametrize(
    ("key", "sizes"),
    [
        ("dimensions", (1, 1, 1, 1)),
        ("stages", (4, 0, 1, 1)),
        ("hidden_units", (4, 1, 0, 1)),
        ("hidden_layers", (4, 1, 1, -1)),
    ],
)
def test_sizes_that_are_too_small_are_refused(key, sizes):
    with pytest.raises(ConfigError, match=rf"flow\.{key}: found"):
        build_network(*sizes, seed=0)


def test_rows_of_another_width_are_refused(network):
    with pytest.raises(ValueError, match=r"found shape \[3, 7\], expected \[n, 8\]"):
        network.encode(np.zeros([3, 7]))
