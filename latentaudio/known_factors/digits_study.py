"""What beta does to the codes of handwritten digits, in numbers.

The toy-sound project trained variational autoencoders on MNIST, looked at traversals, and found
beta = 8 best. Beta weighs the rate against a reconstruction error that is a sum over pixels, so its
meaning depends on their number: 784 in MNIST, 64 here. Each value is therefore tried in two ways:
as it is, and with every pixel counted 784 / 64 times, as if digits were enlarged to MNIST's size.
The second is the same as training with beta * 64 / 784 (see [1]_, who normalise beta likewise).

References
----------
.. [1] Higgins, I. et al. (2017). beta-VAE: learning basic visual concepts with a constrained
   variational framework. ICLR.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np

from latentaudio import seeds
from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.decoding import knn
from latentaudio.decoding.scores import chance_levels
from latentaudio.disentanglement.information import mutual_information_gap
from latentaudio.known_factors.digit_traversals import UnitTraversal
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.collapse import active_units, is_collapsed
from latentaudio.vae.digits import SHAPE, Digits, read_digits
from latentaudio.vae.fit_vae import Encoded, encode_sounds
from latentaudio.vae.traversal import traversal_codes, unit_ranges
from latentaudio.vae.vae_training import TrainingResult, TrainingSettings, train

PIXELS = math.prod(SHAPE)
#: Pixels of a digit in MNIST, 28 x 28.
MNIST_PIXELS = 784
#: As in the original, except for its 400 hidden units.
LATENT_UNITS, HIDDEN_UNITS = 10, 128
EPOCHS = 80
#: Training digits that vote for the class of another one.
NEIGHBORS = 5
#: Values of a unit in a traversal.
STEPS = 7


@dataclass(frozen=True)
class Case:
    """One training.

    Attributes
    ----------
    beta
        Weight of the rate, relative to a sum over `pixels`.
    pixels
        Number of pixels that the reconstruction error stands for: `PIXELS` or `MNIST_PIXELS`.
    seed
        Number that tells apart trainings that are otherwise the same.
    """

    beta: float
    pixels: int
    seed: int

    @property
    def weight(self) -> float:
        """Weight of the rate, relative to the sum over the pixels that there are.

        Examples
        --------
        >>> Case(8.0, 784, 1).weight, Case(8.0, 64, 1).weight
        (0.6530612244897959, 8.0)
        """
        return self.beta * PIXELS / self.pixels


def study_digits(
    betas: Sequence[float],
    seed_numbers: Sequence[int],
    seed: int,
    *,
    epochs: int = EPOCHS,
    on_case: Callable[[int, dict[str, Any]], None] | None = None,
) -> tuple[list[dict[str, Any]], list[UnitTraversal]]:
    """Train an autoencoder for each beta, number of pixels and seed, and measure its code.

    Parameters
    ----------
    betas, seed_numbers
        Values of `Case`.
    seed
        The run's seed. Trainings with equal `Case.seed` begin with the same weights.
    epochs
        Largest number of epochs.
    on_case
        Called after every training with the number of trainings so far and its record.

    Returns
    -------
    records : list of dict
        For each training, the attributes of `Case` and what `measure_code` returns; ``epochs``:
        number of epochs; ``pixel_accuracy``: accuracy from pixels instead of codes; ``chance``:
        accuracy of always naming the most frequent class; ``mean_digit_mse``: error of giving the
        mean of the training digits for every digit. The last three are the same in all records.
    traversals : list of UnitTraversal
        All units of the trainings with the first seed number, in descending order of divergence.
    """
    digits = read_digits(seed)
    constants = _constants(digits)
    records, traversals = [], []
    for case in (Case(*one) for one in product(betas, (PIXELS, MNIST_PIXELS), seed_numbers)):
        model, result = train_on_digits(digits, case, seed, epochs)
        encoded = encode_sounds(model, digits.values)
        noise = seeds.generator(seed, "digits draws", case.seed)
        drawn = _draw(model, digits.values, noise)
        found = measure_code(digits, encoded, drawn)
        length = {"epochs": len(result.history), "best_epoch": result.best_epoch}
        records.append({**asdict(case), "weight": case.weight, **length, **found, **constants})
        if case.seed == seed_numbers[0]:
            traversals += traverse_units(model, digits, encoded, case)
        if on_case is not None:
            on_case(len(records), records[-1])
    return records, traversals


def train_on_digits(
    digits: Digits, case: Case, seed: int, epochs: int
) -> tuple[Autoencoder, TrainingResult]:
    """Train the dense model with a Bernoulli likelihood; the best epoch on validation is kept."""
    architecture = Architecture(
        "dense", SHAPE, LATENT_UNITS, {"hidden_units": [HIDDEN_UNITS]}, "bernoulli", 1.0
    )
    own = seeds.integer_seed(seed, "digits", case.seed)
    model = Autoencoder(architecture, own)
    result = train(
        model,
        digits.values[digits.splits == TRAINING],
        digits.values[digits.splits == VALIDATION],
        # The rate of learning is higher than usual, so that a training takes about a second.
        TrainingSettings(case.weight, learning_rate=0.003, batch=128, epochs=epochs),
        own,
    )
    return model, result


def measure_code(digits: Digits, encoded: Encoded, drawn: np.ndarray) -> dict[str, Any]:
    """Measure a code on held-out digits.

    Parameters
    ----------
    digits
        All digits.
    encoded
        What a trained model makes of them.
    drawn
        One draw from the posterior of each digit, shape ``[n, units]``.

    Returns
    -------
    dict
        ``rate`` (nats); ``active_units``; ``collapsed``; ``mse``, the mean squared error of the
        reconstruction from the mean of the posterior (of grey values between 0 and 1);
        ``accuracy`` of the class from these means, by nearest neighbors, and ``drawn_accuracy``,
        the same from draws, which is what the decoder is given in training. The means of a
        collapsed code still differ, by much less than draws do, so the two accuracies do, too.
        ``mig``: mutual information gap of the class (means).
    """
    held_out = digits.splits == HELD_OUT
    divergence = encoded.divergence[held_out]
    return {
        "rate": float(divergence.sum(axis=1).mean()),
        "active_units": active_units(divergence),
        "collapsed": is_collapsed(divergence),
        "mse": float(encoded.error[held_out].mean(dtype=np.float64)),
        "accuracy": class_accuracy(digits, encoded.z),
        "drawn_accuracy": class_accuracy(digits, drawn),
        "mig": mutual_information_gap(encoded.z[held_out], digits.labels[held_out]).gap,
    }


def class_accuracy(digits: Digits, coordinates: np.ndarray) -> float:
    """Compute the fraction of held-out digits that their nearest training digits classify rightly.

    Parameters
    ----------
    digits
        All digits.
    coordinates
        Coordinates of all digits, shape ``[n, d]``.
    """
    used = digits.splits != VALIDATION
    test = digits.splits[used] == HELD_OUT
    labels = digits.labels[used, np.newaxis]
    predicted = knn.decode(coordinates[used], labels, test, NEIGHBORS)
    return float((predicted == labels[test]).mean())


def traverse_units(
    model: Autoencoder, digits: Digits, encoded: Encoded, case: Case
) -> list[UnitTraversal]:
    """Decode what changes with each unit, when the others are 0, in descending divergence."""
    ranges = unit_ranges(encoded.z[digits.splits == TRAINING])
    codes = traversal_codes(np.zeros(LATENT_UNITS), ranges, STEPS)
    pictures = model.decode(codes.reshape(-1, LATENT_UNITS)).reshape(-1, STEPS, *SHAPE)
    divergence = encoded.divergence[digits.splits == HELD_OUT].mean(axis=0)
    return [
        UnitTraversal(
            case.beta,
            case.pixels,
            int(unit) + 1,
            float(divergence[unit]),
            codes[unit, :, unit],
            pictures[unit],
        )
        for unit in np.argsort(-divergence, kind="stable")
    ]


def _draw(model: Autoencoder, values: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    mean, log_variance = model.encode(values)
    noise = generator.standard_normal(mean.shape, dtype=np.float32)
    return mean + np.exp(0.5 * log_variance) * noise


def _constants(digits: Digits) -> dict[str, float]:
    """Measure what codes are compared with."""
    held_out = digits.splits == HELD_OUT
    mean = digits.values[digits.splits == TRAINING].mean(axis=0, dtype=np.float64)
    truth = {"digit": digits.labels[held_out]}
    return {
        "pixel_accuracy": class_accuracy(digits, digits.values.reshape(-1, PIXELS)),
        "chance": chance_levels(truth)["digit"].accuracy,
        "mean_digit_mse": float(np.square(digits.values[held_out] - mean).mean()),
    }
