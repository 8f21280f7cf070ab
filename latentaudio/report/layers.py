"""The section on layers: how well each layer encodes the factors."""

from typing import Any

import pandas as pd

from latentaudio.decoding.decoders import DECODERS, PROBE, control_of
from latentaudio.findings import published
from latentaudio.findings.lookup import distinct, select
from latentaudio.findings.run import Run
from latentaudio.findings.scores import (
    AS_PUBLISHED,
    chance,
    comparison,
    fold_values,
    is_same_layer,
    mean_with_interval,
)
from latentaudio.report.blocks import Block, Heading, Paragraph, Table, Text, picture, rich
from latentaudio.report.features import feature_blocks
from latentaudio.report.numbers import MISSING, interval, number, p_value, score_name
from latentaudio.report.section import Section
from latentaudio.report.settings import setting
from latentaudio.report.technical import technical_blocks

COMPARISONS = {
    "first_vs_best": "first − best",
    "best_vs_last": "best − last",
    "first_vs_last": "first − last",
}


def write(run: Run) -> list[Block]:
    """Report how accurately each factor is decoded from each layer."""
    blocks: list[Block] = [Paragraph(f"{_decoders(run)} {_folds(run)}")]
    blocks += picture(run.figures, "accuracy_by_layer")
    blocks += _what_is_missing(run)
    for factor in run.factors:
        blocks.append(_by_layer(run, factor))
    blocks += feature_blocks(run)
    blocks += technical_blocks(run)
    blocks += [Heading("First, best and last layer"), _tests(run)]
    blocks.append(
        Paragraph(
            "Published values are from two-sample t-tests on random folds, with p multiplied by "
            "three. The columns beside them repeat that analysis with the sounds of this run; it "
            "ignores that folds share training data. Conclusions rest on the last columns: "
            f"{run.scheme} folds, the best layer chosen for each fold on the other folds, and the "
            "corrected resampled t-test of Nadeau and Bengio (2003), Bonferroni-corrected. Degrees "
            "of freedom are in parentheses. A negative difference means that the layer named "
            "second is better.",
            tone="note",
        )
    )
    return blocks


def _decoders(run: Run) -> str:
    numeric = [one.is_numeric for one in run.typed_factors.values()]
    components = setting(run.config, "pca.components")
    what = "each categorical factor" if any(numeric) else "each factor"
    knn = (
        f"A {setting(run.config, 'knn.neighbors')}-nearest-neighbor classifier (KNN) predicts "
        f"{what} of snippets that were not used in training from the first {components} principal "
        "components of a layer."
    )
    ridge = (
        "Ridge regression predicts each numeric factor of snippets that were not used in training "
        f"from the first {components} principal components of a layer. Its score is R²: 1 minus "
        "the squared error divided by that of the mean, so 0 is no better than a guess, and less "
        "than 0 is worse."
    )
    return " ".join(
        text for text, shown in ((knn, not all(numeric)), (ridge, any(numeric))) if shown
    )


def _folds(run: Run) -> str:
    reliable = (
        "Grouped folds keep whole groups together, and conclusions rest on them."
        if run.scheme == "grouped"
        else "Conclusions rest on the folds that the data set comes with (dataset.fold_column)."
    )
    if "random" not in set(run.scores["scheme"]):
        return reliable
    return (
        f"{reliable} Random folds, as published, put snippets of one group on both sides, and so "
        "overestimate accuracy."
    )


def _what_is_missing(run: Run) -> list[Block]:
    """Name the decoders and fold schemes without scores."""
    decoders, schemes = set(run.scores["decoder"]), set(run.scores["scheme"])
    sentences = []
    if not any(DECODERS[name].control_of for name in decoders):
        sentences.append(
            "There is no control network: permuted weights were switched off "
            "(control.permuted_weights), so the accuracy due to architecture and sounds alone is "
            "unknown."
        )
    if PROBE not in decoders and not all(one.is_numeric for one in run.typed_factors.values()):
        sentences.append("There is no linear probe: decoders does not list it.")
    if "random" not in schemes:
        sentences.append("There are no random folds, so the published analysis is not repeated.")
    return [Paragraph(sentence, tone="missing") for sentence in sentences]


def _columns(run: Run, factor: str) -> list[tuple[str, str, str]]:
    """List the columns for a factor: header, scheme and decoder."""
    main = DECODERS[run.decoder_of(factor)]
    columns = [
        (f"{main.title}, {scheme} folds", scheme, main.name)
        for scheme in dict.fromkeys((run.scheme, "random"))
    ]
    columns += [
        (f"{one.title}, {run.scheme}", run.scheme, one.name)
        for one in DECODERS.values()
        if one.kind == main.kind and one != main and not one.control_of
    ]
    control = control_of(main.name)
    if control is not None:
        columns.append((f"control network, {run.scheme}", run.scheme, control.name))
    return columns


def _by_layer(run: Run, factor: str) -> Table:
    scores = select(run.scores, factor=factor)
    present = [
        column
        for column in _columns(run, factor)
        if len(select(scores, scheme=column[1], decoder=column[2]))
    ]
    best, metric = int(run.best["factors"][factor]["layer"]), run.metric_of(factor)
    rows: list[list[Text]] = []
    for number_ in run.layers:
        name = distinct(select(scores, layer=number_)["layer_name"])[0]
        rows.append(
            [
                f"{number_} {name}".replace(" ", "\u00a0"),
                *(
                    _score(fold_values(run, factor, scheme, decoder, number_), metric)
                    for _, scheme, decoder in present
                ),
            ]
        )
    return Table(
        rich(
            "<b>{}</b>: mean {} over folds by layer, with 95% intervals; chance {}. The best layer "
            "is highlighted.",
            factor,
            score_name(metric),
            number(chance(run, factor)),
        ),
        ["layer", *(column[0] for column in present)],
        rows,
        marked=frozenset({run.layers.index(best)}),
        source="knn/scores.parquet",
    )


def _score(folds: pd.DataFrame, metric: str) -> Text:
    return interval(*mean_with_interval(folds, metric)) if len(folds) > 1 else MISSING


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
            f"difference ({run.scheme}, nested)",
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
    if is_same_layer(row):
        return "same layer", MISSING, MISSING, MISSING
    return (
        interval(row["difference"], row["ci_low"], row["ci_high"]),
        *_statistic(row),
        number(row["effect_size"]),
    )


SECTION = Section(
    "layers",
    "What each layer encodes",
    order=30,
    write=write,
    needs=("knn/scores.parquet", "stats/layers.csv", "stats/best_layer.json"),
)
