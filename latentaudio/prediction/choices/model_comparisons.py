"""Tests between models: paired over folds, which hold the same recordings for all of them."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations

import pandas as pd

from latentaudio.prediction.scoring.registry import SCORINGS
from latentaudio.statistics.corrections import corrected_p
from latentaudio.statistics.tests import TESTS

#: Test on which conclusions rest: folds share training recordings.
MAIN_TEST = "corrected_resampled_t"


def compare_models(
    by_fold: pd.DataFrame, alpha: float, tests: Sequence[str] = tuple(TESTS)
) -> pd.DataFrame:
    """Compare each two models of a task: by accuracies of classes, by errors of numbers.

    Parameters
    ----------
    by_fold
        Table of `latentaudio.prediction.scoring.score_tables.fold_scores`. Seeds are averaged
        first: they do not make folds more independent.
    alpha
        Family-wise error rate. A family is all pairs of models of a task, for each test.
    tests
        Names from `latentaudio.statistics.tests.TESTS`.

    Returns
    -------
    pandas.DataFrame
        One row for each task, pair and test: ``task, model_a, model_b, measure`` (the column of
        `by_fold` that is compared), ``n_folds, mean_a, mean_b`` (over folds), ``difference`` (a
        minus b), the outcome of the test, ``p_bonferroni, p_holm, family_size`` and ``reject``
        (``p_holm <= alpha``). Empty with one model.
    """
    rows = []
    for task, own in by_fold.groupby("task", sort=False):
        ratio = float(own["n_test"].sum() / own["n_train"].sum())
        measure = _compared(own)
        means = own.groupby(["model", "fold"], sort=False)[measure].mean().unstack("fold")
        for a, b in combinations(own["model"].drop_duplicates(), 2):
            first, second = (means.loc[name].to_numpy(float) for name in (a, b))
            for test in tests:
                rows.append(
                    {
                        "task": task,
                        "model_a": a,
                        "model_b": b,
                        "measure": measure,
                        "n_folds": len(first),
                        "mean_a": first.mean(),
                        "mean_b": second.mean(),
                        "difference": first.mean() - second.mean(),
                        **asdict(TESTS[test](first, second, ratio)),
                    }
                )
    table = pd.DataFrame(rows)
    if table.empty:
        return pd.DataFrame(columns=["task", "model_a", "model_b", "test"])
    families = table.groupby(["task", "test"])["p"]
    table["family_size"] = families.transform("size")
    table = table.assign(**corrected_p(families))
    table["reject"] = table["p_holm"] <= alpha
    table["df"] = table["df"].astype("Int64")  # the Wilcoxon test has none
    return table


def _compared(scores: pd.DataFrame) -> str:
    """Name the score by which models of a kind of task are compared; other kinds lack it."""
    names = [one.compared for one in SCORINGS.values()]
    return next(name for name in names if name in scores and scores[name].notna().all())
