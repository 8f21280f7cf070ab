import dataclasses

import numpy as np
import pytest

from latentaudio.errors import ConfigError, DatasetError, TrainingError
from latentaudio.vae.keras_adapter import tf
from latentaudio.vae.vae_training import TrainingSettings, train
from latentaudio.vae.validation import Validated

SETTINGS = TrainingSettings(beta=1.0, batch=32, epochs=3, learning_rate=0.01)


@pytest.fixture(scope="module")
def sounds(spectrograms, splits):
    values = spectrograms - spectrograms.mean()
    return [values[splits == split] for split in ("training", "validation")]


@pytest.fixture(scope="module")
def nothing():
    return np.empty((0, 8, 8), np.float32)


def equal(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


def test_training_lowers_the_loss_and_keeps_the_best_epoch(make_model, sounds):
    model, seen = make_model(), []
    settings = dataclasses.replace(SETTINGS, epochs=12)
    result = train(model, *sounds, settings, seed=3, on_epoch=seen.append)
    assert seen == list(result.history)
    losses = [one.validation_loss for one in result.history]
    assert losses[result.best_epoch - 1] == min(losses) < losses[0] - 1
    assert [(one.epoch, one.step) for one in seen[:2]] == [(1, 5), (2, 10)]
    assert result.history[-1].active_units >= 2
    for one in result.history:
        assert one.validation_loss == pytest.approx(
            one.validation_reconstruction + one.validation_rate, rel=1e-5
        )


def test_the_best_epoch_is_that_of_the_final_beta(make_model, sounds):
    settings = dataclasses.replace(SETTINGS, beta=8.0, schedule="warm_up", epochs=4, ramp=1.0)
    history = train(make_model(), *sounds, settings, seed=3).history
    assert [one.beta for one in history] == pytest.approx([1.6, 3.6, 5.6, 7.6])
    for one in history:
        expected = one.validation_reconstruction + 8.0 * one.validation_rate
        assert one.validation_loss == pytest.approx(expected, rel=1e-5)


def test_a_high_beta_lowers_the_rate_and_a_capacity_holds_it(make_model, sounds):
    def rate(**changed):
        settings = dataclasses.replace(SETTINGS, epochs=25, patience=25, **changed)
        return train(make_model(variance=1.0), *sounds, settings, seed=3).history[-1].rate

    low, high = rate(beta=0.2), rate(beta=3.0)
    assert high < 0.6 * low
    held = rate(beta=50.0, schedule="capacity", capacity=2.0, ramp=0.3)
    assert held == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("objective", ["beta_tcvae", "factor_vae"])
def test_other_objectives_report_the_total_correlation(make_model, sounds, objective):
    settings = dataclasses.replace(SETTINGS, objective=objective, beta=3.0)
    history = train(make_model(), *sounds, settings, seed=3).history
    assert all(one.total_correlation != 0.0 for one in history)
    one = history[-1]
    weight = 2.0 if objective == "beta_tcvae" else 3.0
    expected = one.validation_reconstruction + one.validation_rate
    expected += weight * one.validation_total_correlation
    assert one.validation_loss == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("likelihood", ["gaussian_learned", "gaussian_optimal", "bernoulli"])
def test_all_likelihoods_and_both_optimizers_train(make_model, sounds, likelihood):
    training, validation = (np.clip(one / 4 + 0.5, 0, 1) for one in sounds)
    settings = dataclasses.replace(SETTINGS, optimizer="rmsprop", epochs=5)
    model = make_model(likelihood=likelihood, dropout=0.1, batch_normalisation=True)
    before = model.weights()
    history = train(model, training, validation, settings, seed=3).history
    assert history[-1].reconstruction < history[0].reconstruction
    changed = [name for name, value in model.weights().items() if (value != before[name]).any()]
    assert len(changed) >= len(before) - 2  # all but, perhaps, the counters of dropout
    assert any("moving_mean" in name for name in changed)


def test_a_training_depends_on_its_seed_to_the_last_byte(make_model, sounds):
    def trained(seed):
        settings = dataclasses.replace(SETTINGS, objective="factor_vae", epochs=2)
        model = make_model(dropout=0.2)
        train(model, *sounds, settings, seed=seed)
        return {**model.weights(), "codes": model.encode(sounds[1])[0]}

    first = trained(4)
    assert equal(first, trained(4))
    assert not equal(first, trained(5))


def test_without_validation_sounds_all_epochs_are_trained(make_model, sounds, nothing):
    settings = dataclasses.replace(SETTINGS, patience=1)
    result = train(make_model(), sounds[0], nothing, settings, seed=3)
    assert result.best_epoch == len(result.history) == 3
    assert np.isnan(result.history[-1].validation_loss)
    assert result.history[-1].active_units == 0


def test_training_stops_early_and_restores_the_best_weights(make_model, sounds):
    settings = dataclasses.replace(SETTINGS, epochs=40, learning_rate=0.3, patience=2)
    model, kept = make_model(), []
    result = train(
        model, *sounds, settings, seed=3, on_epoch=lambda _: kept.append(model.weights())
    )
    assert len(result.history) == result.best_epoch + 2 < 40
    assert equal(model.weights(), kept[result.best_epoch - 1])


@pytest.mark.parametrize(("schedule", "last"), [("constant", 3), ("warm_up", 8)])
def test_training_does_not_stop_before_the_schedule_has_its_final_pressure(
    make_model, sounds, monkeypatch, schedule, last
):
    import latentaudio.vae.vae_training as module

    losses = iter(np.arange(1.0, 13.0))
    rising = lambda: Validated(loss=next(losses))  # noqa: E731
    monkeypatch.setattr(module, "evaluation", lambda *arguments: rising)
    settings = dataclasses.replace(SETTINGS, schedule=schedule, epochs=12, patience=2, ramp=0.5)
    result = train(make_model(), *sounds, settings, seed=3)
    # The first epoch is the best; beta rises for six.
    assert (result.best_epoch, len(result.history)) == (1, last)


def test_fewer_sounds_than_a_batch_are_one_batch(make_model, sounds):
    result = train(make_model(), sounds[0][:5], sounds[1][:2], SETTINGS, seed=3)
    assert [one.step for one in result.history] == [1, 2, 3]


def test_a_single_training_sound_is_refused(make_model, sounds):
    with pytest.raises(DatasetError, match="1 training sounds found, expected at least 2"):
        train(make_model(), sounds[0][:1], sounds[1], SETTINGS, seed=3)


def poison(monkeypatch, good_steps):
    """Let the compiled step return NaN after a number of good steps."""
    import latentaudio.vae.vae_training as module

    real = module._compiled_step

    def poisoned(*arguments):
        step, calls = real(*arguments), []

        def run(*inputs):
            calls.append(1)
            found = step(*inputs)
            return found if len(calls) <= good_steps else (tf.constant(np.nan), *found[1:])

        return run

    monkeypatch.setattr(module, "_compiled_step", poisoned)


def test_a_loss_that_is_nan_stops_training_and_keeps_the_best_weights(
    make_model, sounds, monkeypatch
):
    poison(monkeypatch, good_steps=7)
    model, kept = make_model(), []
    with pytest.raises(TrainingError, match="training loss at step 8 of 15 is nan") as caught:
        train(model, *sounds, SETTINGS, seed=3, on_epoch=lambda _: kept.append(model.weights()))
    assert "kept the weights of epoch 1" in str(caught.value)
    assert len(caught.value.history) == len(kept) == 1
    assert equal(model.weights(), kept[0])


def test_a_loss_that_is_nan_at_once_keeps_the_initial_weights(make_model, sounds):
    model = make_model()
    before = model.weights()
    with pytest.raises(TrainingError, match=r"at step 1 of 15 .* before training"):
        train(model, sounds[0] * np.float32(np.nan), sounds[1], SETTINGS, seed=3)
    assert equal(model.weights(), before)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("optimizer", "sgd", "optimizer"),
        ("epochs", 0, "epochs"),
        ("batch", 1, "batch"),
        ("patience", 0, "patience"),
        ("learning_rate", 0.0, "learning_rate"),
        ("discriminator_learning_rate", float("nan"), "discriminator_learning_rate"),
        ("discriminator_units", -1, "discriminator_units"),
        ("schedule", "linear", "objectives"),
    ],
)
def test_hyperparameters_that_cannot_work_are_refused(field, value, key):
    with pytest.raises(ConfigError, match=rf"vae\.{key}: "):
        dataclasses.replace(SETTINGS, **{field: value})


def test_a_capacity_is_for_beta_vae_only(make_model, sounds):
    settings = dataclasses.replace(SETTINGS, objective="factor_vae", schedule="capacity")
    with pytest.raises(ConfigError, match="'factor_vae-capacity' found"):
        train(make_model(), *sounds, settings, seed=3)


def test_a_linear_model_finds_the_subspace_of_low_rank_data(make_model, monkeypatch):
    # Probabilistic PCA: Tipping and Bishop (1999); Lucas et al. (2019) for linear autoencoders.
    import latentaudio.vae.models.dense as dense
    from latentaudio.vae.models.networks import Hidden

    monkeypatch.setattr(Hidden, "__call__", lambda self, x: x)
    assert dense.Hidden is Hidden
    generator = np.random.default_rng(6)
    basis, _ = np.linalg.qr(generator.standard_normal((10, 2)))
    data = generator.standard_normal((512, 2)) * [2.0, 1.5] @ basis.T
    data = (data + 0.1 * generator.standard_normal(data.shape)).astype(np.float32)
    model = make_model(shape=(10,), latent_units=2, likelihood="gaussian_optimal")
    settings = dataclasses.replace(SETTINGS, batch=64, epochs=40, patience=40)
    train(model, data[:448], data[448:], settings, seed=3)
    zero, *ends = model.decode(np.concatenate([np.zeros((1, 2)), np.eye(2)]))
    directions, _ = np.linalg.qr((np.array(ends) - zero).T)
    assert np.linalg.svd(directions.T @ basis, compute_uv=False).min() > 0.995
    error = np.mean((model.decode(model.encode(data)[0]) - data) ** 2)
    # Eight of ten directions are noise, of which nothing can be reconstructed.
    assert error == pytest.approx(0.8 * 0.1**2, rel=0.3)
