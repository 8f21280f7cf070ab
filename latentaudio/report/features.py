"""Features beside layers, in the section on layers."""

from typing import Any

from latentaudio.features.feature import find_feature
from latentaudio.findings.features import BEATS_FEATURE
from latentaudio.findings.run import Run
from latentaudio.findings.scores import (
    chance,
    feature_comparison,
    mean_with_interval,
    scores_in,
)
from latentaudio.findings.verdicts import HOLDS, UNTESTED
from latentaudio.networks.base import layer_folder
from latentaudio.report.blocks import Block, Heading, Paragraph, Table, Text, rich
from latentaudio.report.numbers import MISSING, interval, listing, number, p_value, score_name

_LAYERS = {"first_layer": "the first layer", "best_layer": "the best layer"}


def feature_titles(run: Run) -> dict[str, str]:
    """List the features of a run: their titles by their names."""
    return {name: find_feature(name, run.network).space.title for name in run.features}


def feature_blocks(run: Run) -> list[Block]:
    """Report how well features encode the factors, beside the first and the best layer."""
    titles = feature_titles(run)
    if not titles:
        return []
    sentences = [sentence for name in titles for sentence in _sentences(run, name, titles[name])]
    return [
        Heading("Features beside layers"),
        Paragraph(
            "Features are projected and decoded like layers, on the same folds. "
            + " ".join(sentences)
        ),
        _table(run, titles),
    ]


def _sentences(run: Run, feature: str, title: str) -> list[str]:
    sentences = []
    for name, claim in BEATS_FEATURE.items():
        found = [one for one in run.findings.summary(claim) if one.feature == feature]
        better = [one.factor for one in found if one.verdict == HOLDS]
        others = [one.factor for one in found if one.verdict not in (HOLDS, UNTESTED)]
        layer = _LAYERS[name]
        if better:
            sentences.append(
                f"{layer.capitalize()} encodes {listing(better)} better than the {title}."
            )
        if others:
            sentences.append(
                f"It was not found that {layer} encodes {listing(others)} better than the {title}."
            )
    return sentences


def _table(run: Run, titles: dict[str, str]) -> Table:
    rows: list[list[Text]] = []
    marked = []
    for factor in run.factors:
        name: Text = rich(
            "<b>{}</b>, {}", run.typed_factors[factor].title, score_name(run.metric_of(factor))
        )
        for space, title in (_layers(run, factor) | titles).items():
            scores = scores_in(run, factor, space)
            score = mean_with_interval(scores, run.metric_of(factor)) if len(scores) > 1 else None
            if space in titles:
                marked.append(len(rows))
            rows.append(
                [
                    name,
                    title,
                    interval(*score) if score else MISSING,
                    number(chance(run, factor)),
                    *_difference(feature_comparison(run, factor, space, "first_layer")),
                    *_difference(feature_comparison(run, factor, space, "best_layer")),
                ]
            )
            name = ""
    return Table(
        f"Features (highlighted) beside the first and the best layer: mean score over {run.scheme} "
        "folds, with 95% intervals. The last columns give by how much a layer is better than the "
        "feature (corrected resampled t-test, p Bonferroni-corrected over features and layers); "
        "there, the best layer is chosen for each fold on the other folds.",
        [
            "factor, score",
            "where",
            "score",
            "chance",
            "first layer − feature",
            "p",
            "best layer − feature",
            "p",
        ],
        rows,
        words=2,
        marked=frozenset(marked),
        source="stats/features.csv",
    )


def _layers(run: Run, factor: str) -> dict[str, str]:
    """Name the first and the best layer by their spaces."""
    first, best = run.layers[0], int(run.best["factors"][factor]["layer"])
    roles = {first: "first", best: "best"} if first != best else {first: "first and best"}
    return {layer_folder(layer): f"layer {layer} ({role})" for layer, role in roles.items()}


def _difference(row: dict[str, Any] | None) -> tuple[Text, Text]:
    if row is None:
        return MISSING, MISSING
    return (
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        p_value(row["p_bonferroni"]),
    )
