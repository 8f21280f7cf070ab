"""Comparisons of layers with features, such as the spectrogram that the network receives.

Features are not among the layers that `latentaudio.decoding.comparisons` compares with each other:
these comparisons are families of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from latentaudio.decoding.comparisons import Family, corrected
from latentaudio.decoding.layer_scores import (
    LayerScores,
    Metric,
    features_in,
    layer_scores_by_group,
)
from latentaudio.errors import ArtifactError
from latentaudio.statistics.tests import TESTS, Floats

_COLUMNS = [
    *("factor", "scheme", "decoder", "metric", "feature", "comparison", "family_size"),
    *("layer", "layer_name", "n_folds", "mean_layer", "mean_feature", "difference", "estimate"),
    *("test", "statistic", "df", "p", "p_bonferroni", "p_holm", "ci_low", "ci_high"),
    *("effect_size", "effect_name", "reject", "note"),
]


def compare_with_features(
    scores: pd.DataFrame,
    *,
    metric: Metric = "accuracy",
    family: Family = "per_factor",
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Compare the first and the best layer with every feature, fold by fold.

    Parameters
    ----------
    scores
        Table of scores, as for `latentaudio.decoding.comparisons.compare_layers`; rows of features
        have a ``space`` and no ``layer``.
    metric
        Column that is compared for categorical factors; for numeric factors it is ``r2``.
    family
        Set of comparisons that p is corrected over: those of one scheme, decoder and test, for each
        factor separately (``per_factor``) or for all factors together (``all_factors``; the main
        decoders of categorical and of numeric factors then count as one).
    alpha
        Family-wise error rate.

    Returns
    -------
    DataFrame
        One row per factor, scheme, decoder, feature, comparison and test. Comparison
        ``first_layer`` is between the first layer and the feature, ``best_layer`` between the layer
        that the other folds choose and the feature (``layer`` is then the most frequent choice).
        ``difference`` is ``mean_layer - mean_feature``. Without features, no row.

    Raises
    ------
    ArtifactError
        When columns are missing, or a feature lacks folds that layers have.
    """
    rows = [
        _row(group, layers, comparison, test)
        for group, layers in layer_scores_by_group(scores, metric).items()
        for comparison in _comparisons(scores, group, layers)
        for test in TESTS
    ]
    table = pd.DataFrame(rows, columns=[name for name in _COLUMNS if name not in _ADDED])
    return corrected(table, family, alpha, ["scheme", "test"])[_COLUMNS]


_ADDED = ("family_size", "p_bonferroni", "p_holm", "reject")


def _comparisons(
    scores: pd.DataFrame, group: tuple[str, str, str], layers: LayerScores
) -> Iterator[tuple[str, str, int, Floats, Floats]]:
    """Yield feature, comparison, column of the layer, and the scores of layer and feature."""
    mask = np.logical_and.reduce(
        [scores[name] == value for name, value in zip(_GROUP, group, strict=True)]
    )
    for feature, rows in features_in(scores[mask]).groupby("space", sort=False):
        values = _values(str(feature), rows, layers)
        yield str(feature), "first_layer", 0, layers.values[:, 0], values
        yield str(feature), "best_layer", layers.most_frequent, layers.nested_values, values


_GROUP = ("factor", "scheme", "decoder")


def _values(feature: str, rows: pd.DataFrame, layers: LayerScores) -> Floats:
    by_fold = rows.set_index("fold")[layers.metric]
    if sorted(by_fold.index) != layers.folds or by_fold.isna().any():
        raise ArtifactError(
            f"scores of feature '{feature}': folds {sorted(by_fold.index)} found, expected "
            f"{layers.folds}, those of the layers; make the scores table again"
        )
    return by_fold.loc[layers.folds].to_numpy(dtype=np.float64)


def _row(
    group: Sequence[str],
    layers: LayerScores,
    comparison: tuple[str, str, int, Floats, Floats],
    test: str,
) -> dict[str, Any]:
    feature, name, column, of_layer, of_feature = comparison
    mean_layer, mean_feature = float(of_layer.mean()), float(of_feature.mean())
    return {
        **dict(zip(_GROUP, group, strict=True)),
        "metric": layers.metric,
        "feature": feature,
        "comparison": name,
        "layer": layers.numbers[column],
        "layer_name": layers.names[column],
        "n_folds": len(layers.folds),
        "mean_layer": mean_layer,
        "mean_feature": mean_feature,
        "difference": mean_layer - mean_feature,
        "test": test,
        **asdict(TESTS[test](of_layer, of_feature, layers.test_train_ratio)),
    }
