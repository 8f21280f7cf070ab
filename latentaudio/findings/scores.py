"""Look up the scores of layers and the tests between layers."""

from typing import Any

import pandas as pd

from latentaudio.decoding.layer_scores import R2, layers_in
from latentaudio.decoding.scores import CHANCE_COLUMNS
from latentaudio.findings.lookup import only, records, select
from latentaudio.findings.run import Run
from latentaudio.statistics.tests import corrected_resampled_t

#: The test on which conclusions rest, and the published one.
RELIABLE = "corrected_resampled_t"
AS_PUBLISHED = "two_sample_t"


def fold_values(run: Run, factor: str, scheme: str, decoder: str, layer: int) -> pd.DataFrame:
    """Select the scores of all folds for one factor, scheme, decoder and layer."""
    return select(run.scores, factor=factor, scheme=scheme, decoder=decoder, layer=layer)


def deciding(run: Run, factor: str) -> dict[str, str]:
    """Name a factor, and the scheme and decoder on which conclusions about it rest."""
    return {"factor": factor, "scheme": run.scheme, "decoder": run.decoder_of(factor)}


def scores_in(run: Run, factor: str, space: str) -> pd.DataFrame:
    """Select the scores of all folds in a space, by the scheme and decoder that decide."""
    return select(run.scores, **deciding(run, factor), space=space)


def mean_with_interval(scores: pd.DataFrame, metric: str) -> tuple[float, float, float]:
    """Return the mean over folds and its 95% interval (corrected resampled variance).

    The interval is clipped to [0, 1], where all scores lie; that of R2, which may be negative, at
    1.
    """
    values = scores[metric].to_numpy(float)
    ratio = float((scores["n_test"] / scores["n_train"]).mean())
    test = corrected_resampled_t(values, 0.0 * values, test_train_ratio=ratio)
    low = test.ci_low if metric == R2 else max(0.0, test.ci_low)
    return float(values.mean()), low, min(1.0, test.ci_high)


def chance(run: Run, factor: str) -> float:
    """Return the mean chance level of the score by which layers are compared."""
    scores = layers_in(select(run.scores, factor=factor))
    return float(scores[CHANCE_COLUMNS[run.metric_of(factor)]].mean())


def comparison(
    run: Run,
    factor: str,
    name: str,
    *,
    scheme: str | None = None,
    selection: str = "nested",
    test: str = RELIABLE,
) -> dict[str, Any] | None:
    """Look up this run's test of one of the published comparisons; None where it has none.

    Without a `scheme`, it is the one on which conclusions rest.
    """
    return only(
        run.comparisons,
        factor=factor,
        scheme=run.scheme if scheme is None else scheme,
        decoder=run.decoder_of(factor),
        family="published",
        comparison=name,
        selection=selection,
        test=test,
    )


def feature_comparison(run: Run, factor: str, feature: str, name: str) -> dict[str, Any] | None:
    """Look up the test of the first or the best layer against a feature; None where it has none."""
    return only(
        run.feature_comparisons,
        **deciding(run, factor),
        feature=feature,
        comparison=name,
        test=RELIABLE,
    )


def technical_comparison(run: Run, factor: str) -> dict[str, Any] | None:
    """Look up the test of technical properties against chance; None where there is none."""
    return only(run.technical, **deciding(run, factor), test=RELIABLE)


def is_same_layer(row: dict[str, Any]) -> bool:
    """Check whether a comparison had nothing to compare, because both layers are the same."""
    return "same layer" in str(row["note"])


def reliable_comparisons(run: Run, factor: str, family: str) -> pd.DataFrame:
    """Select the comparisons of a family on which conclusions rest."""
    return select(run.comparisons, **deciding(run, factor), family=family, test=RELIABLE)


def indistinguishable(run: Run, factor: str) -> list[int]:
    """List layers that are not significantly worse than the best layer for a factor."""
    rows = reliable_comparisons(run, factor, "best_vs_others")
    return sorted(int(row["layer_b"]) for row in records(rows) if not bool(row["reject"]))


def no_better_than_control(run: Run, factor: str) -> list[int]:
    """List layers at which permuted weights are not significantly worse than trained ones."""
    rows = reliable_comparisons(run, factor, "control")
    return sorted(
        int(row["layer_a"])
        for row in records(rows)
        if not (bool(row["reject"]) and row["difference"] > 0)
    )
