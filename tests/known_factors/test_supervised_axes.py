import numpy as np
import pytest
from known_factors.known import known_sounds, mixed, splits_of
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import r2_score

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.known_factors import supervised_axes as module
from latentaudio.known_factors.factor_targets import factor_targets
from latentaudio.known_factors.linear_reconstruction import linear_reconstruction
from latentaudio.known_factors.supervised_axes import METHODS
from latentaudio.known_factors.supervised_axes import supervised_axes as learned
from latentaudio.tuning import settings_of

TRIED = {
    "ridge": settings_of({"penalty": [1, 100, 10000]}),
    "lda": settings_of({"shrinkage": [0.01, 0.1, 0.7]}),
    "network": settings_of({"weight_decay": [0.0001, 0.01, 1]}),
}


def supervised_axes(method, points, sounds, split, *, seed):
    return learned(method, points, sounds, split, TRIED.get(method, []), seed=seed)


@pytest.fixture(scope="module", params=list(METHODS))
def method(request):
    return request.param


@pytest.fixture(scope="module")
def sounds():
    return known_sounds()


@pytest.fixture(scope="module")
def found(method, sounds):
    return supervised_axes(method, mixed(sounds), sounds, splits_of(len(sounds)), seed=3)


def same(one, other):
    return abs(np.corrcoef(one, other)[0, 1])


def test_each_axis_follows_its_own_factor_on_held_out_sounds(found, method, sounds):
    held_out = splits_of(len(sounds)) == HELD_OUT
    known = sounds.of(held_out)
    codes = found.codes[held_out]
    # A discriminant of four bins knows the bins, not the values within them.
    least = 0.97 if method != "lda" else 0.9
    for column, name in enumerate(("pitch", "decay")):
        assert same(codes[:, column], known.values[name]) > least
        assert same(codes[:, 1 - column], known.values[name]) < 0.3
    means = [
        codes[known.classes["kind"] == one, 2].mean() for one in np.unique(sounds.classes["kind"])
    ]
    assert np.ptp(means) > 1.4 * codes[:, 2].std()


def test_the_setting_with_the_highest_score_is_used(found, method, sounds):
    tuning = found.tuning
    assert tuning.settings == TRIED[method]
    assert tuning.values[tuning.best] == max(tuning.values)
    best = [TRIED[method][tuning.best]]
    again = learned(method, mixed(sounds), sounds, splits_of(len(sounds)), best, seed=3)
    np.testing.assert_array_equal(again.codes, found.codes)


def test_the_same_seed_gives_the_same_axes_and_only_a_network_depends_on_it(method):
    sounds = known_sounds(150, categorical=False)
    points, split = mixed(sounds), splits_of(150)
    one, again, other = (
        supervised_axes(method, points, sounds, split, seed=seed).codes for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, again)
    assert np.array_equal(one, other) != METHODS[method].seeded


def test_held_out_sounds_take_no_part(method):
    sounds, split = known_sounds(150), splits_of(150)
    points, held_out = mixed(sounds), split == HELD_OUT
    changed = np.where(held_out[:, np.newaxis], 100.0, points)
    one, other = (
        supervised_axes(method, each, sounds, split, seed=1) for each in (points, changed)
    )
    np.testing.assert_array_equal(one.codes[~held_out], other.codes[~held_out])
    assert one.tuning == other.tuning


def test_settings_are_chosen_on_validation_sounds_only():
    # Validation sounds have values of chance: no setting can explain them, and the score says so,
    # although training and held-out sounds are explained well.
    sounds, split = known_sounds(200, categorical=False), splits_of(200)
    rng = np.random.default_rng(9)
    values = {
        name: np.where(split == VALIDATION, rng.uniform(size=200), one)
        for name, one in sounds.values.items()
    }
    shuffled = KnownSounds(sounds.names, sounds.classes, values, sounds.groups)
    found = supervised_axes("ridge", mixed(sounds), shuffled, split, seed=0)
    validation = split == VALIDATION
    score = np.mean(
        [same(found.codes[validation, i], values[n][validation]) ** 2 for i, n in enumerate(values)]
    )
    assert score == pytest.approx(max(found.tuning.values))
    assert score < 0.2


def test_parameters_are_counted():
    sounds, split = known_sounds(150, categorical=False), splits_of(150)
    for method in ("ridge", "lda"):
        assert supervised_axes(method, mixed(sounds), sounds, split, seed=0).parameters == 7 * 2
    network = supervised_axes("network", mixed(sounds), sounds, split, seed=0)
    hidden = module.HIDDEN_UNITS
    assert network.parameters == 7 * hidden + (hidden + 1) * 2


def test_ridge_with_a_small_penalty_finds_the_first_discriminant(sounds):
    # Optimal scoring with linear regression is linear discriminant analysis (Hastie et al., 1995).
    only = KnownSounds(("kind",), {"kind": sounds.classes["kind"]}, {}, sounds.groups)
    points, everything = mixed(sounds), np.ones(len(sounds), bool)
    fitted = module._ridge(points, only, everything, {"penalty": 1e-9}, 0)
    lda = LinearDiscriminantAnalysis(solver="svd").fit(points, only.classes["kind"])
    assert same(fitted.axes[:, 0], lda.transform(points)[:, 0]) == pytest.approx(1, abs=1e-9)


def test_two_classes_and_their_indicator_give_the_same_axis():
    rng = np.random.default_rng(4)
    classes = rng.choice(["a", "b"], 60)
    indicator = (classes == "a").astype(float)
    points, everything = rng.normal(size=(60, 3)) + indicator[:, np.newaxis], np.ones(60, bool)
    groups = np.arange(60)
    by_class = KnownSounds(("x",), {"x": classes}, {}, groups)
    by_value = KnownSounds(("x",), {"x": classes}, {"x": indicator}, groups)
    one, other = (
        module._ridge(points, each, everything, {"penalty": 2.0}, 0).axes[:, 0]
        for each in (by_class, by_value)
    )
    assert same(one, other) == pytest.approx(1, abs=1e-12)


def test_targets_are_standardised_values_and_indicators(sounds):
    targets = factor_targets(sounds)
    assert {name: (s.start, s.stop) for name, s in targets.columns.items()} == {
        "pitch": (0, 1),
        "decay": (1, 2),
        "kind": (2, 5),
    }
    np.testing.assert_allclose(targets.matrix[:, :2].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(targets.matrix[:, :2].std(axis=0), 1)
    np.testing.assert_array_equal(targets.matrix[:, 2:].sum(axis=1), 1)


def test_all_of_an_input_is_reconstructed_from_an_invertible_map_and_a_share_from_fewer_codes():
    rng = np.random.default_rng(2)
    inputs = rng.normal(size=(4000, 4)) * [1, 1, 1, 3]
    training = np.arange(4000) < 3000
    turned = inputs @ np.linalg.qr(rng.normal(size=(4, 4)))[0]
    assert linear_reconstruction(turned, inputs, training, ~training) == pytest.approx(1, abs=1e-12)
    # The other three coordinates have 3 of 12 parts of the variance.
    share = linear_reconstruction(inputs[:, 3:], inputs, training, ~training)
    assert share == pytest.approx(0.75, abs=0.02)


def test_reconstruction_is_r2_of_all_coordinates_together(sounds):
    points, split = mixed(sounds), splits_of(len(sounds))
    found = supervised_axes("ridge", points, sounds, split, seed=0)
    training, held_out = split == TRAINING, split == HELD_OUT
    scaled = (points - points[training].mean(axis=0)) / points[training].std(axis=0)
    design = np.column_stack([np.ones(len(points)), found.codes])
    weights = np.linalg.lstsq(design[training], scaled[training], rcond=None)[0]
    truth, decoded = scaled[held_out], (design @ weights)[held_out]
    expected = 1 - ((truth - decoded) ** 2).sum() / ((truth - truth.mean(axis=0)) ** 2).sum()
    assert found.reconstruction_r2 == pytest.approx(expected)
    assert r2_score(truth, decoded) < 1


def test_an_unknown_method_is_refused_with_a_suggestion(sounds):
    with pytest.raises(ConfigError, match=r"'rigde' found, expected some of ridge, lda.*'ridge'"):
        supervised_axes("rigde", mixed(sounds), sounds, splits_of(len(sounds)), seed=0)


@pytest.mark.parametrize("missing", [TRAINING, VALIDATION, HELD_OUT])
def test_every_split_needs_sounds(sounds, missing):
    split = splits_of(len(sounds))
    split[split == missing] = TRAINING if missing != TRAINING else HELD_OUT
    with pytest.raises(DatasetError, match=f"no sound is in the split '{missing}'"):
        supervised_axes("ridge", mixed(sounds), sounds, split, seed=0)


def test_a_factor_with_one_value_in_a_split_is_named(sounds):
    split = splits_of(len(sounds))
    values = {**sounds.values, "pitch": np.where(split == VALIDATION, 0.5, sounds.values["pitch"])}
    known = KnownSounds(sounds.names, sounds.classes, values, sounds.groups)
    with pytest.raises(DatasetError, match=r"'pitch' has the single value 0.5 .* 'validation'"):
        supervised_axes("ridge", mixed(sounds), known, split, seed=0)


def test_coordinates_that_are_not_finite_are_refused(sounds):
    points = mixed(sounds)
    points[3, 1] = np.nan
    with pytest.raises(DatasetError, match="NaN or infinite"):
        supervised_axes("ridge", points, sounds, splits_of(len(sounds)), seed=0)


def test_classes_without_variance_in_any_coordinate_have_no_discriminant():
    count = 40
    classes = np.arange(count) % 2
    sounds = KnownSounds(("x",), {"x": classes}, {}, np.arange(count))
    points = np.stack([classes, classes], axis=1).astype(float)
    split = np.array([TRAINING, TRAINING, VALIDATION, VALIDATION, HELD_OUT] * 8)
    with pytest.raises(DatasetError, match="linear discriminant of x: training sounds of the same"):
        supervised_axes("lda", points, sounds, split, seed=0)


def test_coordinates_that_say_nothing_score_nothing():
    sounds, split = known_sounds(100), splits_of(100)
    found = supervised_axes("ridge", np.ones((100, 3)), sounds, split, seed=0)
    assert found.tuning.values == [0, 0, 0]
    assert found.tuning.best == 0
