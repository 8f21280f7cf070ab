"""The best layer for each factor, chosen with and without the fold that it is evaluated on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from latentaudio.decoding.decoders import KNN, main_decoders
from latentaudio.decoding.layer_scores import (
    R2,
    LayerScores,
    Metric,
    earliest_maximum,
    layer_scores_by_group,
)
from latentaudio.errors import ArtifactError, ConfigError, DatasetError, check_known
from latentaudio.statistics.tests import DECIMALS, Floats, corrected_resampled_t


def best_layers(
    scores: pd.DataFrame, *, scheme: str, metric: Metric = "accuracy"
) -> dict[str, Any]:
    """Choose the best layer for each factor and the best layer overall, by the main decoders.

    These are ``knn`` for categorical and ``ridge`` for numeric factors.

    Parameters
    ----------
    scores
        Table of scores, as for `compare_layers`.
    scheme
        Fold scheme whose scores decide.
    metric
        Column of scores that decides for categorical factors; for numeric factors it is ``r2``.

    Returns
    -------
    dict
        Content for a JSON file: the rules in words (``metric`` and ``decoder`` are those of
        categorical factors) and, under ``factors``, for each factor ``metric, decoder, layer,
        layer_name, mean, ci`` (95%), ``tied_with`` (later layers with the same mean) and
        ``nested``: the layer chosen for each fold on the other folds, with the mean and interval of
        the resulting scores, which are free of selection bias. ``overall`` is the layer with the
        highest mean over factors of (score - chance) / (1 - chance), which weighs factors with
        few and with many classes alike. For numeric factors this is 1 minus the ratio of the
        squared error to that of the training mean; below 0 it counts as 0, so that a layer that
        fails for one factor can still be the best for the others.

    Raises
    ------
    ArtifactError, ConfigError
        Under the conditions of `compare_layers`; ConfigError also when the scheme has no scores of
        a main decoder.
    DatasetError
        When a factor's chance level is 1, so that nothing can be decoded, or R2 is undefined.
    """
    check_known("metric", metric, ("accuracy", "balanced_accuracy"))
    groups = layer_scores_by_group(scores, metric)
    mains = main_decoders()
    chosen = {
        factor: (decoder, layers)
        for (factor, of_scheme, decoder), layers in groups.items()
        if of_scheme == scheme and decoder in mains
    }
    by_factor = {factor: layers for factor, (_, layers) in chosen.items()}
    if not by_factor:
        found = sorted({f"{of_scheme}/{decoder}" for _, of_scheme, decoder in groups})
        raise ConfigError(
            f"no scores of scheme '{scheme}' with decoder {' or '.join(mains)}, by which the best "
            f"layer is chosen; the table has {', '.join(found)}"
        )
    numeric = any(layers.metric == R2 for layers in by_factor.values())
    return {
        "rule": f"highest mean {metric}{' (numeric factors: R2)' if numeric else ''} over folds; "
        "of several, the earliest layer",
        "scheme": scheme,
        "decoder": KNN,
        "metric": metric,
        "interval": "95%, Student t over folds with the corrected resampled variance "
        f"(Nadeau and Bengio 2003), clipped to [0, 1]{' (R2: at 1)' if numeric else ''}",
        "factors": {
            factor: {"metric": layers.metric, "decoder": decoder, **_best_of(layers)}
            for factor, (decoder, layers) in chosen.items()
        },
        "overall": _best_overall(by_factor),
    }


def _best_of(layers: LayerScores) -> dict[str, Any]:
    means = np.round(layers.means, DECIMALS)
    best = layers.best
    return {
        "layer": layers.numbers[best],
        "layer_name": layers.names[best],
        "mean": float(layers.means[best]),
        "ci": _interval_of_mean(layers, layers.values[:, best]),
        "tied_with": [
            layers.numbers[column]
            for column in np.flatnonzero(means == means[best])
            if column != best
        ],
        "nested": {
            "mean": float(layers.nested_values.mean()),
            "ci": _interval_of_mean(layers, layers.nested_values),
            "layers_by_fold": [layers.numbers[column] for column in layers.nested],
        },
        "folds": layers.folds,
    }


def _interval_of_mean(layers: LayerScores, values: Floats) -> list[float]:
    """Compute the 95% interval of a mean over folds, within the range of the metric."""
    test = corrected_resampled_t(
        values, np.zeros_like(values), test_train_ratio=layers.test_train_ratio
    )
    lowest = -np.inf if layers.metric == R2 else 0.0
    return [max(lowest, test.ci_low), min(1.0, test.ci_high)]


def _best_overall(by_factor: Mapping[str, LayerScores]) -> dict[str, Any]:
    reference = next(iter(by_factor.values()))
    for factor, layers in by_factor.items():
        if layers.numbers != reference.numbers:
            raise ArtifactError(
                f"scores of factor '{factor}' are of layers {layers.numbers}, those of "
                f"'{next(iter(by_factor))}' of layers {reference.numbers}; make the scores table "
                "again"
            )
        if (layers.chance >= 1).any():
            raise DatasetError(
                f"factor '{factor}': chance level 1, so it has one class only; give it at least "
                "two classes or remove it"
            )
    above_chance = np.mean([_above_chance(layers) for layers in by_factor.values()], axis=0)
    best = earliest_maximum(above_chance)
    numeric = any(layers.metric == R2 for layers in by_factor.values())
    return {
        "rule": "highest mean over factors of (score - chance) / (1 - chance)"
        f"{', R2 not below 0' if numeric else ''}; of several, the earliest layer",
        "layer": reference.numbers[best],
        "layer_name": reference.names[best],
        "mean_above_chance": float(above_chance[best]),
    }


def _above_chance(layers: LayerScores) -> Floats:
    """Compute the share of what lies above chance that each layer reaches, as a mean over folds."""
    shares = ((layers.values - layers.chance) / (1 - layers.chance)).mean(axis=0)
    return np.maximum(shares, 0) if layers.metric == R2 else shares
