import dataclasses

import numpy as np
import pytest

from latentaudio.errors import ConfigError, TrainingError
from latentaudio.factors import factor_layout
from latentaudio.flow.invertible import build_network
from latentaudio.flow.pairs import PairSampler
from latentaudio.flow.training import TrainingSettings, train

pytestmark = pytest.mark.slow

LAYOUT = factor_layout(["material", "action"], 8)
SETTINGS = TrainingSettings(
    noise=0.3,
    pairs_per_factor=64,
    epochs=6,
    steps_per_epoch=40,
    evaluation_pairs=200,
    learning_rates=(0.003, 0.0003),
    compile_xla=False,
)
SHORT = dataclasses.replace(SETTINGS, epochs=2, steps_per_epoch=5)


@pytest.fixture(scope="module")
def samplers(toy):
    projections, labels = toy
    training, validation = (
        PairSampler(projections[rows], {name: of[rows] for name, of in labels.items()}, split)
        for rows, split in [(slice(0, 800), "training"), (slice(800, None), "validation")]
    )
    return training, validation


def network():
    return build_network(8, stages=1, hidden_units=16, hidden_layers=1, seed=1)


def eta_squared(values, labels):
    """Fraction of the variance that lies between classes."""
    between = sum(
        np.sum(labels == name) * (values[labels == name].mean() - values.mean()) ** 2
        for name in np.unique(labels)
    )
    return between / np.sum((values - values.mean()) ** 2)


def test_training_gives_each_factor_an_axis_on_held_out_sounds(toy, samplers):
    projections, labels = toy
    flow = build_network(8, stages=2, hidden_units=32, hidden_layers=2, seed=1)
    result = train(flow, LAYOUT, *samplers, SETTINGS, seed=2)
    losses = [epoch.validation_loss for epoch in result.history]
    assert min(losses) < losses[0] - 1
    assert losses[result.best_epoch - 1] == min(losses)
    z, _ = flow.encode(projections[800:])
    for own, other in [("material", "action"), ("action", "material")]:
        axis = z[:, LAYOUT.slices[own]].ravel()
        assert eta_squared(axis, labels[own][800:]) > 0.5
        assert eta_squared(axis, labels[other][800:]) < 0.1
    assert np.abs(flow.decode(z) - projections[800:]).max() < 1e-3


def test_history_counts_epochs_steps_and_rates(samplers):
    seen = []
    result = train(network(), LAYOUT, *samplers, SHORT, seed=3, on_epoch=seen.append)
    assert seen == list(result.history)
    assert [(one.epoch, one.step) for one in seen] == [(1, 5), (2, 10)]
    assert seen[-1].learning_rate == pytest.approx(0.0003)
    assert seen[0].seconds < seen[1].seconds


def test_a_training_depends_on_its_seed_only(samplers):
    def history(seed):
        result = train(network(), LAYOUT, *samplers, SHORT, seed=seed)
        return [(epoch.train_loss, epoch.validation_loss) for epoch in result.history]

    first = history(4)
    assert first == history(4)
    assert first != history(5)


def test_held_out_pairs_are_evaluated_but_change_nothing(samplers):
    training, validation = samplers
    without = train(network(), LAYOUT, training, validation, SHORT, seed=4)
    result = train(network(), LAYOUT, training, validation, SHORT, seed=4, held_out=training)
    assert [one.validation_loss for one in result.history] == [
        one.validation_loss for one in without.history
    ]
    assert np.isfinite([one.held_out_loss for one in result.history]).all()
    assert np.isnan([one.held_out_loss for one in without.history]).all()


def test_without_validation_pairs_the_last_epoch_is_kept(samplers):
    result = train(network(), LAYOUT, samplers[0], None, SHORT, seed=4)
    assert result.best_epoch == len(result.history) == 2
    assert np.isnan([one.validation_loss for one in result.history]).all()


def test_a_step_compiled_by_xla_does_the_same(samplers):
    settings = dataclasses.replace(SHORT, epochs=1)
    plain, compiled = (
        train(network(), LAYOUT, *samplers, one, seed=6).history[-1].validation_loss
        for one in [settings, dataclasses.replace(settings, compile_xla=True)]
    )
    assert compiled == pytest.approx(plain, rel=1e-3)


def test_training_stops_after_epochs_without_progress_and_restores_the_best_weights(samplers):
    # Steps far too large to converge, so that the loss soon goes up and down.
    settings = dataclasses.replace(SHORT, epochs=30, learning_rates=(0.1,), patience=2)
    flow = network()
    result = train(flow, LAYOUT, *samplers, settings, seed=7)
    assert len(result.history) == result.best_epoch + 2 < 30
    # The validation pairs follow from the seed, so a tiny further training has the same ones.
    frozen = dataclasses.replace(SHORT, epochs=1, steps_per_epoch=1, learning_rates=(1e-12,))
    again = train(flow, LAYOUT, *samplers, frozen, seed=7)
    best = result.history[result.best_epoch - 1]
    assert again.history[0].validation_loss == pytest.approx(best.validation_loss, rel=1e-4)


class Poisoned:
    """A sampler whose pairs are NaN after a number of good draws."""

    def __init__(self, sampler, good_draws):
        self.factors, self.dimensions = sampler.factors, sampler.dimensions
        self._sampler, self._left = sampler, good_draws

    def sample(self, count, generator):
        self._left -= 1
        pairs = self._sampler.sample(count, generator)
        return pairs if self._left >= 0 else pairs * np.float32(np.nan)


def test_a_loss_that_is_nan_stops_training_and_keeps_the_last_good_weights(samplers):
    training, validation = samplers
    flow = network()
    after_epochs = []

    def keep(_):
        after_epochs.append(flow.weights())

    # One draw to initialise, five in the first epoch, two in the second.
    with pytest.raises(TrainingError, match="training loss at step 8 of 10 is nan") as caught:
        train(flow, LAYOUT, Poisoned(training, 8), validation, SHORT, seed=8, on_epoch=keep)
    assert "kept the weights of epoch 1" in str(caught.value)
    assert len(caught.value.history) == len(after_epochs) == 1
    kept = flow.weights()
    assert all(np.array_equal(kept[name], after_epochs[0][name]) for name in kept)


def test_a_loss_that_is_nan_in_the_first_epoch_keeps_the_initial_weights(samplers):
    training, validation = samplers
    flow = network()
    with pytest.raises(TrainingError, match=r"at step 1 of 10 .* before training"):
        train(flow, LAYOUT, Poisoned(training, 1), validation, SHORT, seed=9)
    assert all(np.isfinite(value).all() for value in flow.weights().values())


def test_a_network_that_is_initialised_already_is_trained_further(samplers):
    flow = network()
    train(flow, LAYOUT, *samplers, SHORT, seed=10)
    before = flow.weights()
    frozen = dataclasses.replace(SHORT, learning_rates=(1e-12,))
    train(flow, LAYOUT, *samplers, frozen, seed=11)
    after = flow.weights()
    assert all(np.allclose(before[name], after[name], atol=1e-5) for name in before)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sigma", 1.0),
        ("noise", -0.1),
        ("noise", float("nan")),
        ("epochs", 0),
        ("patience", 0),
        ("learning_rates", ()),
        ("learning_rates", (0.01, 0.0)),
        ("clip_norm", 0.0),
    ],
)
def test_settings_that_cannot_work_are_refused(key, value):
    with pytest.raises(ConfigError, match=rf"flow\.{key}: found"):
        dataclasses.replace(SETTINGS, **{key: value})


def test_a_schedule_that_does_not_exist_is_refused():
    expected = r"flow\.schedule: 'linear' found, expected one of cosine, piecewise"
    with pytest.raises(ConfigError, match=expected):
        dataclasses.replace(SETTINGS, schedule="linear")


def test_a_layout_of_other_factors_is_refused(samplers):
    with pytest.raises(ValueError, match="but the layout has"):
        train(network(), factor_layout(["action", "material"], 8), *samplers, SHORT, seed=12)
