"""The section on the best layer: which layer is best, and how certain the choice is."""

from latentaudio.findings import published
from latentaudio.findings.run import Run
from latentaudio.findings.scores import chance
from latentaudio.report.blocks import Block, Paragraph, Table, Text, picture, rich
from latentaudio.report.numbers import interval, number, plural, score_name
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Report which layer is best, and how certain the choice is."""
    best = run.best
    numeric = any(one.is_numeric for one in run.typed_factors.values())
    scores = f"{score_name(best['metric'])}{', R² for numeric factors' if numeric else ''}"
    score = "score" if numeric else "accuracy"
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
                number(chance(run, factor)),
            ]
        )
    blocks: list[Block] = [
        Paragraph(
            rich(
                "Layer <b>{} ({})</b> encodes all factors together best ({}). "
                "Flows are fitted to it unless the configuration names another layer. In the "
                "published study, layer {} of {} was best.",
                overall["layer"],
                overall["layer_name"],
                overall["rule"],
                published.BEST_LAYER,
                published.LAYERS,
            )
        ),
        Table(
            f"The best layer for each factor ({best['scheme']} folds, {scores}), with 95% "
            "intervals. “Nested” means that the layer was chosen without the fold on which it was "
            "evaluated.",
            ["factor", "layer", score, "nested", "nested choices", "chance"],
            rows,
            words=2,
            source="stats/best_layer.json",
        ),
        *picture(run.figures, "confusion"),
        *picture(run.figures, "tsne"),
    ]
    return blocks


SECTION = Section(
    "best",
    "The best layer",
    order=40,
    write=write,
    needs=("knn/scores.parquet", "stats/best_layer.json"),
)
