import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.factors import factor_layout
from latentaudio.flow.gyoza_adapter import tf
from latentaudio.flow.invertible import build_network
from latentaudio.flow.loss import check_sigma, factor_loss, pair_losses


def reference_loss(z_a, z_b, log_det_a, log_det_b, slices, factor, sigma):
    """Loss of a single pair, factor by factor as in the paper, in double precision."""
    loss = -log_det_a - log_det_b
    for name, coordinates in slices.items():
        a, b = z_a[coordinates], z_b[coordinates]
        loss += 0.5 * np.dot(a, a)
        if name == factor:
            difference = b - sigma * a
            loss += 0.5 * np.dot(difference, difference) / (1.0 - sigma**2)
        else:
            loss += 0.5 * np.dot(b, b)
    return loss


@pytest.fixture
def outputs():
    """Flow outputs of pairs for three factors with 1, 3 and 2 dimensions."""
    generator = np.random.default_rng(4)
    layout = factor_layout(["f", "g", "h"], 9, {"g": 3, "h": 2})
    z = generator.standard_normal((2, 3, 50, 9))
    log_det = generator.standard_normal((2, 3, 50))
    return layout, z, log_det


def expected_losses(layout, z, log_det, sigma):
    return np.array(
        [
            [
                reference_loss(
                    *z[:, f, p], *log_det[:, f, p], layout.slices, factor=name, sigma=sigma
                )
                for p in range(z.shape[2])
            ]
            for f, name in enumerate(layout.names)
        ]
    )


@pytest.mark.parametrize("sigma", [0.3, 0.9, 0.975])
def test_the_loss_of_every_pair_equals_the_reference(outputs, sigma):
    layout, z, log_det = outputs
    losses = pair_losses(
        *tf.constant(z, tf.float32), *tf.constant(log_det, tf.float32), layout, sigma
    )
    assert losses.shape == (3, 50)
    np.testing.assert_allclose(losses, expected_losses(layout, z, log_det, sigma), rtol=1e-5)


def test_the_loss_is_a_negative_log_likelihood_up_to_a_constant(outputs):
    from scipy.stats import multivariate_normal

    layout, z, log_det = outputs
    sigma, f = 0.8, 1
    cross = sigma * np.diag(layout.masks()[f])
    joint = multivariate_normal(cov=np.block([[np.eye(9), cross], [cross, np.eye(9)]]))
    pairs = np.concatenate([z[0, f], z[1, f]], axis=1)
    expected = -joint.logpdf(pairs) - log_det[0, f] - log_det[1, f]
    losses = pair_losses(
        *tf.constant(z, tf.float32), *tf.constant(log_det, tf.float32), layout, sigma
    )[f]
    # 9 log(2 pi) plus half the log-determinant of the covariance (three correlated dimensions).
    constant = 9 * np.log(2 * np.pi) + 1.5 * np.log(1 - sigma**2)
    np.testing.assert_allclose(losses + constant, expected, rtol=1e-5)


def test_the_loss_of_a_network_is_the_mean_over_pairs_and_factors():
    layout = factor_layout(["f", "g"], 6, {"g": 2})
    network = build_network(6, 2, 8, 1, seed=5)
    pairs = np.random.default_rng(6).standard_normal((2, 2, 10, 6)).astype(np.float32)
    loss = factor_loss(network, tf.constant(pairs), layout, 0.9)
    z, log_det = network.encode(pairs.reshape(-1, 6))
    z = z.reshape(2, 2, 10, 6).swapaxes(0, 1).astype(float)
    log_det = log_det.reshape(2, 2, 10).swapaxes(0, 1).astype(float)
    assert loss.shape == ()
    assert float(loss) == pytest.approx(expected_losses(layout, z, log_det, 0.9).mean(), rel=1e-5)


@pytest.mark.parametrize("sigma", [0.0, 1.0, -0.5, 1.5, float("nan")])
def test_a_sigma_outside_the_open_unit_interval_is_refused(sigma):
    with pytest.raises(ConfigError, match=r"flow\.sigma: found .* between 0 and 1"):
        check_sigma(sigma)
