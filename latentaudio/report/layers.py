"""The sections on layers: how well each layer encodes the factors, and which layer is best."""

from typing import Any

import pandas as pd

from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE
from latentaudio.report import published
from latentaudio.report.blocks import Block, Heading, Paragraph, Section, Table, Text, picture, rich
from latentaudio.report.numbers import MISSING, interval, number, p_value, plural
from latentaudio.report.run import Run, distinct, only, records, select, setting
from latentaudio.statistics.tests import corrected_resampled_t

#: The test on which conclusions rest, and the published one.
RELIABLE = "corrected_resampled_t"
AS_PUBLISHED = "two_sample_t"
COMPARISONS = {
    "first_vs_best": "first − best",
    "best_vs_last": "best − last",
    "first_vs_last": "first − last",
}
_COLUMNS = (
    ("KNN, grouped folds", "grouped", KNN),
    ("KNN, random folds", "random", KNN),
    ("linear probe, grouped", "grouped", PROBE),
    ("control network, grouped", "grouped", KNN_PERMUTED),
)


def decoding(run: Run) -> Section:
    """Report how accurately each factor is decoded from each layer."""
    blocks: list[Block] = [
        Paragraph(
            f"A {setting(run.config, 'knn.neighbors')}-nearest-neighbor classifier (KNN) predicts "
            "each factor of snippets that were not used in training from the first "
            f"{setting(run.config, 'pca.components')} principal components of a layer. Grouped "
            "folds keep whole groups together, and conclusions rest on them. Random folds, as "
            "published, put snippets of one group on both sides, and so overestimate accuracy."
        )
    ]
    blocks += picture(
        run.figures,
        "accuracy_by_layer",
        "Decoding accuracy by layer: folds (dots), their means (lines), chance (dashed), the "
        "control network (grey) and the comparisons of the first, best and last layer (bars).",
    )
    blocks += _what_is_missing(run)
    for factor in run.factors:
        blocks.append(_by_layer(run, factor))
    blocks += [Heading("First, best and last layer"), _tests(run)]
    blocks.append(
        Paragraph(
            "Published values are from two-sample t-tests on random folds, with p multiplied by "
            "three. The columns beside them repeat that analysis with the sounds of this run; it "
            "ignores that folds share training data. Conclusions rest on the last columns: grouped "
            "folds, the best layer chosen for each fold on the other folds, and the corrected "
            "resampled t-test of Nadeau and Bengio (2003), Bonferroni-corrected. Degrees of "
            "freedom are in parentheses. A negative difference means that the layer named second "
            "is better.",
            tone="note",
        )
    )
    return Section("layers", "What each layer encodes", tuple(blocks))


def best_layer(run: Run) -> Section:
    """Report which layer is best, and how certain the choice is."""
    best = run.best
    overall = best["overall"]
    rows: list[list[Text]] = []
    for factor in run.factors:
        own = best["factors"][factor]
        chosen = own["nested"]["layers_by_fold"]
        rows.append(
            [
                factor,
                f"{own['layer']} ({own['layer_name']})",
                interval(own["mean"], *own["ci"]),
                interval(own["nested"]["mean"], *own["nested"]["ci"]),
                ", ".join(
                    f"{layer} ({plural(chosen.count(layer), 'fold')})"
                    for layer in sorted(set(chosen))
                ),
                number(_chance(run, factor)),
            ]
        )
    blocks: list[Block] = [
        Paragraph(
            rich(
                "Layer <b>{} ({})</b> encodes all factors together best ({}). "
                "Flows are fitted to it unless the configuration names another layer. In the "
                "published study, layer {} of 14 was best.",
                overall["layer"],
                overall["layer_name"],
                overall["rule"],
                published.BEST_LAYER,
            )
        ),
        Table(
            f"The best layer for each factor ({best['scheme']} folds, "
            f"{best['metric'].replace('_', ' ')}), with 95% intervals. “Nested” means that the "
            "layer was chosen without the fold on which it was evaluated.",
            ["factor", "layer", "accuracy", "nested", "nested choices", "chance"],
            rows,
            words=2,
            source="stats/best_layer.json",
        ),
        *picture(
            run.figures,
            "confusion",
            "Confusion matrices at each factor’s best layer.",
        ),
        *picture(
            run.figures,
            "tsne",
            "t-SNE maps of the first, best and last layer. Distances between clusters cannot be "
            "interpreted in such a map.",
        ),
    ]
    return Section("best", "The best layer", tuple(blocks))


def fold_values(run: Run, factor: str, scheme: str, decoder: str, layer: int) -> pd.DataFrame:
    """Select the scores of all folds for one factor, scheme, decoder and layer."""
    return select(run.scores, factor=factor, scheme=scheme, decoder=decoder, layer=layer)


def mean_with_interval(scores: pd.DataFrame, metric: str) -> tuple[float, float, float]:
    """Return the mean over folds and its 95% interval (corrected resampled variance).

    The interval is clipped to [0, 1], where all scores lie.
    """
    values = scores[metric].to_numpy(float)
    ratio = float((scores["n_test"] / scores["n_train"]).mean())
    test = corrected_resampled_t(values, 0.0 * values, test_train_ratio=ratio)
    return float(values.mean()), max(0.0, test.ci_low), min(1.0, test.ci_high)


def comparison(
    run: Run,
    factor: str,
    name: str,
    *,
    scheme: str = "grouped",
    selection: str = "nested",
    test: str = RELIABLE,
) -> dict[str, Any] | None:
    """Look up this run's test of one of the published comparisons; None where it has none."""
    return only(
        run.comparisons,
        factor=factor,
        scheme=scheme,
        decoder=KNN,
        family="published",
        comparison=name,
        selection=selection,
        test=test,
    )


def reliable_comparisons(run: Run, factor: str, family: str) -> pd.DataFrame:
    """Select the comparisons of a family on which conclusions rest: KNN and grouped folds."""
    return select(
        run.comparisons,
        factor=factor,
        scheme="grouped",
        decoder=KNN,
        family=family,
        test=RELIABLE,
    )


def _chance(run: Run, factor: str) -> float:
    return float(select(run.scores, factor=factor)[run.chance_column].mean())


def _what_is_missing(run: Run) -> list[Block]:
    """Name the decoders and fold schemes without scores."""
    decoders, schemes = set(run.scores["decoder"]), set(run.scores["scheme"])
    sentences = []
    if KNN_PERMUTED not in decoders:
        sentences.append(
            "There is no control network: permuted weights were switched off "
            "(control.permuted_weights), so the accuracy due to architecture and sounds alone is "
            "unknown."
        )
    if PROBE not in decoders:
        sentences.append("There is no linear probe: decoders does not list it.")
    if "random" not in schemes:
        sentences.append("There are no random folds, so the published analysis is not repeated.")
    return [Paragraph(sentence, tone="missing") for sentence in sentences]


def _by_layer(run: Run, factor: str) -> Table:
    scores = select(run.scores, factor=factor)
    present = [
        column for column in _COLUMNS if len(select(scores, scheme=column[1], decoder=column[2]))
    ]
    best = int(run.best["factors"][factor]["layer"])
    rows: list[list[Text]] = []
    for number_ in run.layers:
        name = distinct(select(scores, layer=number_)["layer_name"])[0]
        rows.append(
            [
                f"{number_} {name}".replace(" ", "\u00a0"),
                *(
                    _score(run, fold_values(run, factor, scheme, decoder, number_))
                    for _, scheme, decoder in present
                ),
            ]
        )
    return Table(
        rich(
            "<b>{}</b>: mean {} over folds by layer, with 95% intervals; chance {}. The best layer "
            "is highlighted.",
            factor,
            run.metric.replace("_", " "),
            number(_chance(run, factor)),
        ),
        ["layer", *(column[0] for column in present)],
        rows,
        marked=frozenset({run.layers.index(best)}),
        source="knn/scores.parquet",
    )


def _score(run: Run, folds: pd.DataFrame) -> Text:
    return interval(*mean_with_interval(folds, run.metric)) if len(folds) > 1 else MISSING


def _tests(run: Run) -> Table:
    rows: list[list[Text]] = []
    for factor in run.factors:
        for index, (name, words) in enumerate(COMPARISONS.items()):
            as_published = comparison(
                run, factor, name, scheme="random", selection="same_folds", test=AS_PUBLISHED
            )
            rows.append(
                [
                    rich("<b>{}</b>", factor) if index == 0 else "",
                    words,
                    *_published(published.layer_test(factor, name)),
                    *_statistic(as_published),
                    *_difference(comparison(run, factor, name)),
                ]
            )
    return Table(
        "Comparisons of the first, best and last layer.",
        [
            "factor",
            "comparison",
            "published t",
            "p",
            "same test, these sounds: t",
            "p",
            "difference (grouped, nested)",
            "t",
            "p",
            "dz",
        ],
        rows,
        words=2,
        source="stats/layers.csv",
    )


def _t(statistic: float, df: float | None) -> Text:
    if df is None or pd.isna(df):
        return number(statistic)
    return rich(
        '<span class="value">{} <span class="df">({})</span></span>',
        number(statistic),
        number(df, 0),
    )


def _published(test: published.LayerTest | None) -> tuple[Text, Text]:
    return (MISSING, MISSING) if test is None else (_t(test.t, test.df), p_value(test.p))


def _statistic(row: dict[str, Any] | None) -> tuple[Text, Text]:
    if row is None:
        return MISSING, MISSING
    return _t(row["statistic"], row["df"]), p_value(row["p_bonferroni"])


def _difference(row: dict[str, Any] | None) -> tuple[Text, Text, Text, Text]:
    if row is None:
        return MISSING, MISSING, MISSING, MISSING
    if "same layer" in str(row["note"]):
        return "same layer", MISSING, MISSING, MISSING
    return (
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        *_statistic(row),
        number(row["effect_size"]),
    )


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
