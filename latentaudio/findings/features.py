"""Judge whether layers encode the factors better than features, such as the spectrogram."""

from collections.abc import Iterator

from latentaudio.findings import reasons
from latentaudio.findings.lookup import is_true
from latentaudio.findings.record import Finding, Reason, value
from latentaudio.findings.run import Run
from latentaudio.findings.scores import feature_comparison
from latentaudio.findings.verdicts import HOLDS, NOT, UNTESTED
from latentaudio.networks.base import layer_folder

#: Claims by the name of the comparison.
BEATS_FEATURE = {
    "first_layer": "first_layer_beats_feature",
    "best_layer": "best_layer_beats_feature",
}


def feature_findings(run: Run) -> Iterator[Finding]:
    """Judge all claims about features: one finding for each factor and feature."""
    for name, claim in BEATS_FEATURE.items():
        for factor in run.factors:
            if not run.features:
                why = (reasons.NO_FEATURES,)
                yield Finding(claim, UNTESTED, factor=factor, reasons=why)
            for feature in run.features:
                yield beats_feature(run, factor, feature, name)


def beats_feature(run: Run, factor: str, feature: str, name: str) -> Finding:
    """Judge whether the first or the best layer encodes a factor better than a feature."""
    claim = BEATS_FEATURE[name]
    row = feature_comparison(run, factor, feature, name)
    if row is None:
        why = (reasons.NO_GROUPED_FOLDS,)
        return Finding(claim, UNTESTED, factor=factor, space=feature, reasons=why)
    significant, better = is_true(row["reject"]), row["difference"] > 0
    unit = run.metric_of(factor)
    return Finding(
        claim,
        HOLDS if significant and better else NOT,
        factor=factor,
        space=feature,
        reasons=_limits(significant, better),
        values=(
            value(
                "difference",
                unit=unit,
                estimate=row["difference"],
                low=row["ci_low"],
                high=row["ci_high"],
                statistic=row["statistic"],
                df=row["df"],
                p=row["p_bonferroni"],
            ),
            value("score", unit=unit, about=layer_folder(row["layer"]), estimate=row["mean_layer"]),
            value("score", unit=unit, about=feature, estimate=row["mean_feature"]),
        ),
    )


def _limits(significant: bool, better: bool) -> tuple[Reason, ...]:
    if not significant:
        return (reasons.NOT_SIGNIFICANT,)
    return () if better else (reasons.FEATURE_BETTER,)
