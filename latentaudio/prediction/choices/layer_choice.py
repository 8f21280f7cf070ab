"""Which layer knows most, chosen without a look at held-out recordings."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from latentaudio.prediction.choices.model_choice import choose_models


class LayerChoice(NamedTuple):
    """The layer that each fold chooses, and how well these choices predict.

    Attributes
    ----------
    layers
        Chosen layer of each fold, in the order of folds.
    score
        Mean held-out score of the chosen heads, weighted by recordings.
    """

    layers: tuple[int, ...]
    score: float

    @property
    def most_often(self) -> int:
        """The layer that most folds choose; the lowest of several."""
        return int(np.bincount(self.layers).argmax())


def choose_layers(
    by_fold: pd.DataFrame, heads: Mapping[str, tuple[int, str]], score: str
) -> dict[str, LayerChoice]:
    """Choose, in each fold, the layer whose head had the lowest loss within training recordings.

    Parameters
    ----------
    by_fold
        Rows of one task of `latentaudio.prediction.scoring.score_tables.fold_scores`.
    heads
        What `latentaudio.prediction.tasks.tasks.layer_heads` gives.
    score
        Column of the held-out score.

    Returns
    -------
    dict of str to LayerChoice
        By how heads see a layer, where there are at least two layers and losses to choose by.
    """
    chosen = {}
    for way in dict.fromkeys(seen for _, seen in heads.values()):
        layers = {name: layer for name, (layer, seen) in heads.items() if seen == way}
        if by_fold.loc[by_fold["model"].isin(list(layers)), "model"].nunique() < 2:
            continue
        best = choose_models(by_fold, list(layers), [score])
        if best is None:
            continue
        chosen[way] = LayerChoice(
            tuple(layers[name] for name in best["model"]),
            float(np.average(best[score], weights=best["n_test"])),
        )
    return chosen
