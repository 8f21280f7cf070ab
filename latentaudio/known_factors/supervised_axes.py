"""One axis for each factor, learned with labels from coordinates: what a flow is compared with.

`ridge` is a linear regression of each factor, `lda` a linear discriminant analysis of its classes,
and `network` a small neural network with an output for each factor. The network is the bound: it
need not keep anything but the factors, and no inverse.

Every method is fitted to the training sounds, once for each of the settings that it is given, and
the one with the highest score on the validation sounds is kept. Held-out sounds take no part.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentaudio.datasets.splits import HELD_OUT, TRAINING, VALIDATION
from latentaudio.decoding.discriminant import check_training
from latentaudio.disentanglement.known_sounds import KnownSounds
from latentaudio.disentanglement.variance import eta_squared_by_coordinate
from latentaudio.errors import ConfigError, DatasetError, did_you_mean
from latentaudio.imports import hidden
from latentaudio.known_factors.factor_targets import FactorTargets, factor_targets
from latentaudio.known_factors.linear_reconstruction import linear_reconstruction
from latentaudio.tuning import Criterion, Setting, Tuning

with hidden("pandas"):
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import Ridge
    from sklearn.neural_network import MLPRegressor
    from sklearn.preprocessing import StandardScaler

Floats = NDArray[np.float64]

CRITERION = Criterion("share of variance in common with the factors", lowest=False)
#: Hidden units of the network, and its epochs, unless its training loss stops falling before.
HIDDEN_UNITS, EPOCHS = 128, 200


class _Fitted(NamedTuple):
    axes: Floats
    parameters: int


@dataclass(frozen=True)
class Method:
    """A method that learns an axis for each factor.

    Attributes
    ----------
    name
        Its name in tables and paths.
    fit
        Fits it to the training sounds with one setting and a seed, and gives the axes of all.
    seeded
        Whether another seed gives other axes.
    """

    name: str
    fit: Callable[[Floats, KnownSounds, np.ndarray, Setting, int], _Fitted]
    seeded: bool = False


@dataclass(frozen=True)
class SupervisedAxes:
    """The axes of a method with the setting that suits validation sounds best.

    Attributes
    ----------
    codes
        Coordinates of all sounds, shape ``[n, factors]``: one axis for each factor, in order.
    tuning
        The settings that were tried. Their value is the mean over factors of the share of variance
        that factor and axis have in common on validation sounds: r2 with the values of a numeric
        factor, eta2 of the classes of a categorical one.
    reconstruction_r2
        Held-out R2 of the coordinates when mapped back linearly from the axes.
    parameters
        Number of fitted weights.
    """

    codes: Floats
    tuning: Tuning
    reconstruction_r2: float
    parameters: int


def supervised_axes(
    method: str,
    coordinates: np.ndarray,
    sounds: KnownSounds,
    split: np.ndarray,
    settings: Sequence[Setting],
    *,
    seed: int,
) -> SupervisedAxes:
    """Learn one axis for each factor.

    Parameters
    ----------
    method
        One of `METHODS`.
    coordinates
        Coordinates of all sounds, shape ``[n, d]``; standardised here by the training sounds.
    sounds
        The factors of the same sounds.
    split
        Split of each sound, shape ``[n]``, as `latentaudio.datasets.splits.assign_splits` gives it.
    settings
        Settings to choose from: ``penalty`` of ridge, ``shrinkage`` of lda, ``weight_decay`` of
        network.
    seed
        Seed of what a method draws; a 32-bit integer.

    Raises
    ------
    ConfigError
        If the method is unknown.
    DatasetError
        If a split has no sounds, a factor has one value only in the training or the validation
        split, a coordinate is not finite, or discriminants are undefined.
    """
    if method not in METHODS:
        hint = did_you_mean(method, METHODS)
        raise ConfigError(
            f"known_factors.axes: {method!r} found, expected some of {', '.join(METHODS)}{hint}"
        )
    _check(coordinates, sounds, split)
    training = split == TRAINING
    points = np.asarray(coordinates, np.float64)
    points = StandardScaler().fit(points[training]).transform(points)
    tried = [METHODS[method].fit(points, sounds, training, one, seed) for one in settings]
    validation = split == VALIDATION
    known = sounds.of(validation)
    scores = [_mean_score(fitted.axes[validation], known) for fitted in tried]
    tuning = Tuning(CRITERION, settings, scores)
    axes = tried[tuning.best].axes
    return SupervisedAxes(
        codes=axes,
        tuning=tuning,
        reconstruction_r2=linear_reconstruction(axes, points, training, split == HELD_OUT),
        parameters=tried[tuning.best].parameters,
    )


def _ridge(
    points: Floats, sounds: KnownSounds, training: np.ndarray, setting: Setting, seed: int
) -> _Fitted:
    targets = factor_targets(sounds.of(training))
    model = Ridge(alpha=setting["penalty"]).fit(points[training], targets.matrix)
    predicted = model.predict(points).reshape(len(points), -1)
    return _Fitted(targets.axes(predicted, training), _linear_parameters(points, sounds))


def _lda(
    points: Floats, sounds: KnownSounds, training: np.ndarray, setting: Setting, seed: int
) -> _Fitted:
    axes = [
        _first_discriminant(name, points, sounds.classes[name], training, setting["shrinkage"])
        for name in sounds.names
    ]
    return _Fitted(np.stack(axes, axis=1), _linear_parameters(points, sounds))


def _first_discriminant(
    factor: str, points: Floats, classes: np.ndarray, training: np.ndarray, shrinkage: float
) -> Floats:
    what = f"linear discriminant of {factor}"
    check_training(classes[training], what, "or leave lda out of known_factors.axes")
    analysis = LinearDiscriminantAnalysis(solver="eigen", shrinkage=shrinkage)
    try:
        analysis.fit(points[training], classes[training])
    except np.linalg.LinAlgError as error:
        raise DatasetError(
            f"{what}: training sounds of the same class do not differ in any coordinate, so "
            "discriminants are undefined; use other sounds or leave lda out of known_factors.axes"
        ) from error
    return analysis.transform(points)[:, 0]


def _network(
    points: Floats, sounds: KnownSounds, training: np.ndarray, setting: Setting, seed: int
) -> _Fitted:
    targets = factor_targets(sounds.of(training))
    model = MLPRegressor(
        hidden_layer_sizes=(HIDDEN_UNITS,),
        alpha=setting["weight_decay"],
        max_iter=EPOCHS,
        random_state=seed,
    )
    with warnings.catch_warnings():
        # The number of epochs is part of the method.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(points[training], _as_expected(targets))
    predicted = model.predict(points).reshape(len(points), -1)
    parameters = sum(one.size for one in (*model.coefs_, *model.intercepts_))
    return _Fitted(targets.axes(predicted, training), parameters)


def _as_expected(targets: FactorTargets) -> Floats:
    # scikit-learn warns of a single target that is a column.
    return targets.matrix[:, 0] if targets.matrix.shape[1] == 1 else targets.matrix


def _linear_parameters(points: Floats, sounds: KnownSounds) -> int:
    return (points.shape[1] + 1) * len(sounds.names)


def _mean_score(axes: Floats, sounds: KnownSounds) -> float:
    return float(np.mean([_score(axes[:, i], sounds, n) for i, n in enumerate(sounds.names)]))


def _score(axis: Floats, sounds: KnownSounds, factor: str) -> float:
    if np.ptp(axis) == 0:
        return 0.0
    if factor in sounds.values:
        return float(np.corrcoef(axis, sounds.values[factor])[0, 1] ** 2)
    (share,) = eta_squared_by_coordinate(axis[:, np.newaxis], sounds.classes[factor])
    return float(np.nan_to_num(share))


def _check(coordinates: np.ndarray, sounds: KnownSounds, split: np.ndarray) -> None:
    if not np.isfinite(coordinates).all():
        raise DatasetError("known factors: a coordinate is NaN or infinite; project sounds again")
    for name in (TRAINING, VALIDATION, HELD_OUT):
        members = split == name
        if not members.any():
            raise DatasetError(
                f"known factors: no sound is in the split '{name}'; use more groups, or change "
                "split.held_out_fraction or flow.validation_fraction"
            )
        for factor in sounds.names:
            known = sounds.values.get(factor, sounds.classes[factor])[members]
            if len(np.unique(known)) < 2:
                raise DatasetError(
                    f"known factors: '{factor}' has the single value {known[0]} in the split "
                    f"'{name}', expected at least two; use more groups or leave the factor out"
                )


#: All methods by name.
METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("ridge", _ridge),
        Method("lda", _lda),
        Method("network", _network, seeded=True),
    )
}
