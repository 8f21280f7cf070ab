"""What every decoder of the registry must do."""

import warnings

import numpy as np
import pytest
from degenerate_samples import samples
from hypothesis import HealthCheck, given, settings
from settings import defaults

from latentaudio.decoding.decoders import DECODERS, Decoder
from latentaudio.errors import LatentAudioError

COUNT = 240
#: Whole groups are tested.
GROUPS = np.array([f"g{number % 24:02d}" for number in range(COUNT)])
TEST = np.arange(COUNT) % 3 == 0


@pytest.fixture(params=DECODERS.values(), ids=DECODERS)
def decoder(request) -> Decoder:
    return request.param


def decode(decoder: Decoder, coordinates, targets, test=TEST, groups=GROUPS) -> np.ndarray:
    return decoder.decode(coordinates, targets, test, groups, decoder.configured(defaults()))


def problem(decoder: Decoder, factors=2, noise=0.05):
    """Coordinates, the first of which hold the factors, and what is to be decoded."""
    generator = np.random.default_rng(0)
    hidden = generator.integers(0, 3, (COUNT, factors))
    coordinates = generator.normal(0, noise, (COUNT, 6))
    coordinates[:, :factors] += hidden
    # Names of unequal length: none may be cut off.
    names = np.array(["s", "medium", "a very long name of a class"])
    targets = names[hidden] if decoder.kind == "classification" else 10.0 + hidden
    return coordinates.astype(np.float32), targets


def score(decoder: Decoder, found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Accuracy or R2 of each factor."""
    if decoder.kind == "classification":
        return (found == truth).mean(axis=0)
    return 1 - ((found - truth) ** 2).sum(axis=0) / ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)


@pytest.mark.parametrize("factors", [1, 2])
def test_an_easy_problem_is_solved_for_each_factor(decoder, factors):
    coordinates, targets = problem(decoder, factors)
    found = decode(decoder, coordinates, targets)
    assert found.shape == (TEST.sum(), factors)
    assert found.dtype.kind == ("U" if decoder.kind == "classification" else "f")
    assert (score(decoder, found, targets[TEST]) > 0.98).all()


def test_noise_is_decoded_at_chance(decoder):
    _, targets = problem(decoder)
    noise = np.random.default_rng(1).normal(size=(COUNT, 6))
    found = score(decoder, decode(decoder, noise, targets), targets[TEST])
    chance = 1 / 3 if decoder.kind == "classification" else 0
    # Accuracy of 80 snippets has a standard error of 0.05.
    assert (found < chance + 0.2).all()


def test_the_same_is_found_twice(decoder):
    coordinates, targets = problem(decoder, noise=1)
    found = decode(decoder, coordinates, targets)
    np.testing.assert_array_equal(decode(decoder, coordinates, targets), found)


def test_what_test_snippets_are_is_never_seen(decoder):
    coordinates, targets = problem(decoder, noise=1)
    others = targets.copy()
    others[TEST] = np.roll(targets[TEST], 1, axis=0)
    found = decode(decoder, coordinates, targets)
    np.testing.assert_array_equal(decode(decoder, coordinates, others), found)


def test_groups_of_test_snippets_are_never_seen(decoder):
    coordinates, targets = problem(decoder, noise=1)
    others = np.where(TEST, np.roll(GROUPS, 1), GROUPS)
    found = decode(decoder, coordinates, targets)
    again = decode(decoder, coordinates, targets, groups=others)
    np.testing.assert_array_equal(again, found)


@pytest.mark.parametrize("groups", [TEST.astype(str), np.arange(COUNT).astype(str)])
def test_one_group_to_train_on_and_groups_of_single_snippets_are_decoded_too(decoder, groups):
    coordinates, targets = problem(decoder)
    found = decode(decoder, coordinates, targets, groups=groups)
    assert (score(decoder, found, targets[TEST]) > 0.98).all()


def test_test_snippets_do_not_influence_each_other(decoder):
    coordinates, targets = problem(decoder, noise=1)
    found = decode(decoder, coordinates, targets)
    kept = ~TEST | (np.cumsum(TEST) <= 10)
    few = decode(decoder, coordinates[kept], targets[kept], TEST[kept], GROUPS[kept])
    if decoder.kind == "classification":
        np.testing.assert_array_equal(few, found[:10])
    else:
        np.testing.assert_allclose(few, found[:10], rtol=1e-6)


def test_the_order_of_training_snippets_does_not_matter(decoder):
    coordinates, targets = problem(decoder, noise=1)
    order = np.arange(COUNT)
    order[~TEST] = np.random.default_rng(2).permutation(order[~TEST])
    found = decode(decoder, coordinates, targets)
    again = decode(decoder, coordinates[order], targets[order], groups=GROUPS[order])
    if decoder.kind == "classification":
        np.testing.assert_array_equal(again, found)
    else:
        np.testing.assert_allclose(again, found, rtol=1e-6)


def test_inputs_stay_as_they_are(decoder):
    coordinates, targets = problem(decoder)
    copies = coordinates.copy(), targets.copy()
    decode(decoder, coordinates, targets)
    np.testing.assert_array_equal(coordinates, copies[0])
    np.testing.assert_array_equal(targets, copies[1])


def test_too_few_training_snippets_are_refused(decoder):
    coordinates, targets = problem(decoder)
    almost_all = np.arange(COUNT) > 1
    with pytest.raises(LatentAudioError, match=r"2 snippets|training set has 2") as error:
        decode(decoder, coordinates, targets, almost_all)
    assert any(word in str(error.value) for word in ("use more snippets", "use fewer folds"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sample=samples())
def test_constant_repeated_and_collinear_coordinates_are_decoded_without_a_warning(decoder, sample):
    numbers = np.unique(sample.labels, return_inverse=True)[1].astype(float)
    targets = (sample.labels if decoder.kind == "classification" else numbers)[:, np.newaxis]
    test = np.arange(len(targets)) % 4 == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = decode(decoder, sample.coordinates, targets, test, sample.groups)
        except LatentAudioError:
            return
    if decoder.kind == "classification":
        assert set(found.ravel()) <= set(targets[~test].ravel())
    else:
        assert np.isfinite(found).all()
