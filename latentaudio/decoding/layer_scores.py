"""Fold scores of all layers, for each factor, scheme and decoder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from latentaudio.decoding.decoders import decoder
from latentaudio.decoding.scores import CHANCE_COLUMNS
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.features.technical import TECHNICAL
from latentaudio.statistics.tests import DECIMALS, Floats

#: Metrics of categorical factors to choose from; numeric factors are compared by `R2`.
Metric = Literal["accuracy", "balanced_accuracy"]
R2 = "r2"

_COLUMNS = (
    "factor",
    "scheme",
    "decoder",
    "layer",
    "layer_name",
    "fold",
    "n_train",
    "n_test",
)


@dataclass(frozen=True)
class LayerScores:
    """Fold scores of all layers for one factor, scheme and decoder.

    `values` and `chance` have one row per fold and one column per layer, in ascending order, and
    hold `metric`.
    """

    metric: str
    values: Floats
    chance: Floats
    numbers: list[int]
    names: list[str]
    folds: list[int]
    test_train_ratio: float

    @property
    def means(self) -> Floats:
        """Mean over folds, by layer."""
        return self.values.mean(axis=0)

    @property
    def best(self) -> int:
        """Column with the highest mean; in a tie, the earliest."""
        return earliest_maximum(self.means)

    @property
    def nested(self) -> NDArray[np.int64]:
        """Column with the highest mean over the *other* folds, for each fold."""
        others = (self.values.sum(axis=0) - self.values) / (len(self.folds) - 1)
        return np.array([earliest_maximum(row) for row in others])

    @property
    def most_frequent(self) -> int:
        """Column that `nested` holds most often; in a tie, the earliest."""
        return int(np.bincount(self.nested).argmax())

    @property
    def nested_values(self) -> Floats:
        """Score of each fold at the layer that the other folds chose."""
        return self.values[np.arange(len(self.folds)), self.nested]


def earliest_maximum(values: Floats) -> int:
    """Find the index of the largest value; in a tie, the first."""
    return int(np.argmax(np.round(values, DECIMALS)))


ScoreGroup = tuple[str, str, str]


def layer_scores_by_group(scores: pd.DataFrame, metric: Metric) -> dict[ScoreGroup, LayerScores]:
    """Split the scores by (factor, scheme, decoder), in order of first appearance.

    Scores of classification decoders are those of `metric`, scores of regression decoders are R2.
    Features are left out.
    """
    _check_columns(scores, _COLUMNS)
    scores = layers_in(scores)
    if scores.empty:
        raise ArtifactError("scores: the table has no rows of layers; make the scores table again")
    metrics = {name: metric_of(name, metric) for name in map(str, scores["decoder"].unique())}
    for wanted in metrics.values():
        _check_columns(scores, (wanted, CHANCE_COLUMNS[wanted]))
    grouped = scores.groupby(["factor", "scheme", "decoder"], sort=False, observed=True)
    return {
        (str(factor), str(scheme), str(name)): _layers(
            rows,
            metrics[str(name)],
            f"scores of factor '{factor}', scheme '{scheme}', decoder '{name}'",
        )
        for (factor, scheme, name), rows in grouped
    }


def layers_in(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of layers, without those of features, which have no layer number."""
    rows = table[table["layer"].notna()]
    return rows.astype({"layer": int})


def features_in(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of features: of spaces that are no layers, without the technical properties."""
    return table[table["layer"].isna() & (table["space"] != TECHNICAL)]


def metric_of(name: str, metric: str) -> str:
    """Give the metric that compares layers for a decoder: `metric`, or R2 for regression."""
    return R2 if decoder(name).kind == "regression" else metric


def _check_columns(scores: pd.DataFrame, names: Sequence[str]) -> None:
    if missing := [name for name in names if name not in scores.columns]:
        raise ArtifactError(
            f"scores: no column {', '.join(missing)}, only {', '.join(map(str, scores.columns))}; "
            "make the scores table again"
        )


def _layers(rows: pd.DataFrame, metric: str, what: str) -> LayerScores:
    duplicates = rows.duplicated(["layer", "fold"])
    if duplicates.any():
        layer, fold = rows.loc[duplicates, ["layer", "fold"]].iloc[0]
        raise ArtifactError(
            f"{what}: layer {layer}, fold {fold} occurs more than once; make the scores table again"
        )
    values = rows.pivot(index="fold", columns="layer", values=metric)  # sorts both
    finite = np.isfinite(values.to_numpy(dtype=np.float64))
    if metric == R2 and (undefined := ~finite.any(axis=1)).any():
        raise DatasetError(
            f"{what}: no R2 for fold {values.index[undefined][0]}, all of whose test snippets have "
            "the same value; use fewer folds, or more groups with different values"
        )
    holes = np.argwhere(~finite)
    if holes.size:
        fold, layer = values.index[holes[0, 0]], values.columns[holes[0, 1]]
        raise ArtifactError(
            f"{what}: no {metric} for layer {layer}, fold {fold}, though other layers or folds "
            "have one; layers are compared on the same folds, make the scores table again"
        )
    if len(values) < 2:
        raise ConfigError(
            f"{what}: only one fold found; comparisons need at least two, raise the number of folds"
        )
    names = rows.drop_duplicates("layer").set_index("layer")["layer_name"]
    return LayerScores(
        metric=metric,
        values=values.to_numpy(dtype=np.float64),
        chance=rows.pivot(index="fold", columns="layer", values=CHANCE_COLUMNS[metric]).to_numpy(
            dtype=np.float64
        ),
        numbers=[int(layer) for layer in values.columns],
        names=[str(names[layer]) for layer in values.columns],
        folds=[int(fold) for fold in values.index],
        test_train_ratio=float(rows["n_test"].sum() / rows["n_train"].sum()),
    )
