"""Which of several models predicts a task, chosen without a look at held-out recordings."""

from collections.abc import Sequence

import pandas as pd


def choose_models(
    by_fold: pd.DataFrame, models: Sequence[str], scores: Sequence[str]
) -> pd.DataFrame | None:
    """Choose, in each fold, the model with the lowest loss within the training recordings.

    Parameters
    ----------
    by_fold
        Rows of one task of `latentaudio.prediction.scoring.score_tables.fold_scores`. Seeds are
        averaged. A model without ``inner_loss`` in a fold is not chosen there, unless there is no
        other.
    models
        Names of the models to choose from.
    scores
        Further columns.

    Returns
    -------
    pandas.DataFrame or None
        One row for each fold, in their order: ``fold, model``, the means of ``inner_loss``,
        ``n_test`` and of `scores`. None if there is no such model, or nothing to choose by.
    """
    own = by_fold[by_fold["model"].isin(list(models))]
    columns = list(dict.fromkeys(["inner_loss", "n_test", *scores]))
    means = own.groupby(["fold", "model"], as_index=False)[columns].mean()
    if means["model"].nunique() > 1:
        means = means.dropna(subset=["inner_loss"])
        means = means.loc[means.groupby("fold")["inner_loss"].idxmin()]
    best = means.sort_values("fold").reset_index(drop=True)
    return best if len(best) == by_fold["fold"].nunique() else None
