"""Comparisons of the scores in one space with chance."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from latentaudio.decoding.layer_scores import Metric, layer_scores_by_group
from latentaudio.statistics.tests import TESTS

#: Without the test of two independent samples: chance is no sample.
PAIRED = {name: test for name, test in TESTS.items() if name != "two_sample_t"}

_COLUMNS = [
    *("factor", "scheme", "decoder", "metric", "space", "n_folds", "mean_score", "mean_chance"),
    *("difference", "estimate", "test", "statistic", "df", "p", "ci_low", "ci_high"),
    *("effect_size", "effect_name", "reject", "note"),
]


def compare_with_chance(
    scores: pd.DataFrame, space: str, *, metric: Metric = "accuracy", alpha: float = 0.05
) -> pd.DataFrame:
    """Compare the scores in one space with chance, fold by fold.

    Parameters
    ----------
    scores
        Table of scores, as for `latentaudio.decoding.feature_comparisons.compare_with_features`.
    space
        Name of a space that is no layer.
    metric
        Column that is compared for categorical factors; for numeric factors it is ``r2``, and
        chance is what the mean of the training snippets scores.
    alpha
        Error rate of one comparison.

    Returns
    -------
    DataFrame
        One row per factor, scheme, decoder and test. ``difference`` is ``mean_score -
        mean_chance``; ``reject`` says that it is positive and ``p <= alpha``. p is not corrected
        for the number of factors: such a comparison is a warning, which should not be missed.

    Raises
    ------
    ArtifactError
        When the table has no scores in this space, or columns are missing.
    """
    own = scores[scores["space"] == space].assign(layer=0, layer_name=space)
    rows: list[dict[str, Any]] = []
    for (factor, scheme, decoder), found in layer_scores_by_group(own, metric).items():
        values, chance = found.values[:, 0], found.chance[:, 0]
        difference = float(values.mean() - chance.mean())
        for name, test in PAIRED.items():
            outcome = asdict(test(values, chance, found.test_train_ratio))
            rows.append(
                {
                    "factor": factor,
                    "scheme": scheme,
                    "decoder": decoder,
                    "metric": found.metric,
                    "space": space,
                    "n_folds": len(found.folds),
                    "mean_score": float(values.mean()),
                    "mean_chance": float(chance.mean()),
                    "difference": difference,
                    "test": name,
                    "reject": difference > 0 and outcome["p"] <= alpha,
                    **outcome,
                }
            )
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["df"] = table["df"].astype("Int64")  # the Wilcoxon test has none
    return table
