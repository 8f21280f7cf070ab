import numpy as np
import pytest

from latentaudio.networks.yamnet.permuted_weights import permuted


def filters(name, kernel):
    """One row per filter: per channel of a depthwise kernel, per output of any other."""
    if "depthwise" in name:
        return np.stack([kernel[:, :, channel, 0].ravel() for channel in range(kernel.shape[2])])
    return np.stack([kernel[..., output].ravel() for output in range(kernel.shape[-1])])


@pytest.fixture(scope="module")
def control(parameters):
    return permuted(parameters, np.random.default_rng(1))


def test_each_filter_keeps_its_weights_in_another_order(parameters, control):
    assert control.keys() == parameters.keys()
    for name in (name for name in parameters if name.endswith("/kernel")):
        before, after = filters(name, parameters[name]), filters(name, control[name])
        assert (control[name].shape, control[name].dtype) == (parameters[name].shape, np.float32)
        np.testing.assert_array_equal(np.sort(after, axis=1), np.sort(before, axis=1), name)
        # Of n weights, one stays in its place on average.
        assert (before == after).mean() < 3 / before.shape[1], name


def test_filters_are_permuted_independently(parameters, control):
    name = "layer05/depthwise/kernel"
    before, after = filters(name, parameters[name]), filters(name, control[name])
    orders = {
        tuple(np.argsort(row)[np.argsort(np.argsort(other))].tolist())
        for row, other in zip(before, after, strict=True)
    }
    assert len(orders) > len(before) / 2


def test_normalisations_and_biases_stay(parameters, control):
    for name, values in parameters.items():
        if not name.endswith("/kernel"):
            np.testing.assert_array_equal(control[name], values)


def test_the_trained_network_is_left_as_it_was_and_the_control_follows_from_its_seed(parameters):
    before = {name: values.copy() for name, values in parameters.items()}
    one, again, other = (permuted(parameters, np.random.default_rng(seed)) for seed in (1, 1, 2))
    for name, values in parameters.items():
        np.testing.assert_array_equal(values, before[name])
        np.testing.assert_array_equal(one[name], again[name])
    assert not np.array_equal(one["dense/kernel"], other["dense/kernel"])
