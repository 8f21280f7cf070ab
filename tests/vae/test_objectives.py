import numpy as np
import pytest

from latentaudio.errors import ConfigError
from latentaudio.vae.codes import draw, total_correlation
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.objectives import OBJECTIVES, make_objective
from latentaudio.vae.schedules import Pressure


def make(name, units=2):
    return make_objective(name, units, hidden_units=32, learning_rate=0.01, seed=1)


def test_penalties_by_hand():
    press = Pressure(4.0)
    assert float(make("beta_vae").penalty(3.0, 0.5, press)) == 12.0
    assert float(make("beta_vae").penalty(3.0, 0.5, Pressure(4.0, capacity=5.0))) == 8.0
    assert float(make("beta_tcvae").penalty(3.0, 0.5, press)) == 4.5
    assert float(make("factor_vae").penalty(3.0, 0.5, press)) == 5.0


def test_objectives_that_weight_dependence_are_the_evidence_lower_bound_without_it():
    assert float(make("beta_vae").penalty(3.0, 0.5, Pressure(1.0))) == 3.0
    assert float(make("beta_tcvae").penalty(3.0, 0.5, Pressure(1.0))) == 3.0
    assert float(make("factor_vae").penalty(3.0, 0.0, Pressure(9.0))) == 3.0


def test_beta_tcvae_estimates_total_correlation_from_the_batch():
    noise = np.random.default_rng(0).normal(size=(3, 12, 2)).astype(np.float32)
    code = draw(*map(tf.constant, noise))
    assert float(make("beta_tcvae").total_correlation(code)) == float(total_correlation(code))
    assert float(make("beta_vae").total_correlation(code)) == 0.0


def test_the_discriminator_learns_the_total_correlation():
    objective = make("factor_vae")
    generator = np.random.default_rng(1)
    learn = tf.function(objective.learn, autograph=False)

    def codes(count, correlation):
        covariance = [[1.0, correlation], [correlation, 1.0]]
        return generator.multivariate_normal([0.0, 0.0], covariance, count).astype(np.float32)

    for _ in range(250):
        orders = generator.permuted(np.tile(np.arange(128), (2, 1)), axis=1)
        learn(tf.constant(codes(256, 0.8)), tf.constant(orders, tf.int32))
    z = tf.constant(codes(4000, 0.8))
    found = float(objective.total_correlation(draw(z, tf.zeros_like(z), tf.zeros_like(z))))
    assert found == pytest.approx(-0.5 * np.log(1 - 0.8**2), abs=0.15)


def test_the_discriminators_weights_depend_on_the_seed_only():
    one, other = (make("factor_vae").discriminator.get_weights() for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_an_unknown_objective_is_refused():
    assert len(OBJECTIVES) == 3
    with pytest.raises(ConfigError, match=r"'beta_tc_vae' found.*did you mean 'beta_tcvae'"):
        make("beta_tc_vae")
