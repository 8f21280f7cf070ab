"""The tables of the section on representations of sounds whose factors are known."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from latentaudio.disentanglement.folding import LEAST_ORDER, LEAST_OWN, is_folded
from latentaudio.figures.representations import in_kind_order
from latentaudio.findings.lookup import is_number, only, select
from latentaudio.findings.run import Run
from latentaudio.known_factors.representations import COMPONENTS
from latentaudio.report.blocks import Table, Text
from latentaudio.report.numbers import MISSING, count, interval, number, plural

#: Headings of the scores of a whole code, by their names in the table.
SCORES: Mapping[str, str] = {
    "mig": "MIG",
    "dci_disentanglement": "DCI-D",
    "dci_completeness": "DCI-C",
    "sap_r2": "SAP",
    "own_axis_r2": "own axis R²",
    "own_axis_abs_rank_correlation": "own axis |ρ|",
}
#: Scores of which a claim is about, shown with their intervals.
_WITH_INTERVAL = ("mig", "dci_disentanglement")
#: Scores that stand in where no factor has values, and their headings.
_OF_CLASSES: Mapping[str, tuple[str, str]] = {
    "sap_r2": ("sap_svc", "SAP (SVC)"),
    "own_axis_r2": ("own_axis_eta2", "own axis η²"),
}


def titles(run: Run) -> dict[str, str]:
    """Give the titles of all representations, in the order in which they are shown."""
    comparison = run.known_factors.comparison
    if comparison.empty:
        return {}
    known = in_kind_order(comparison)
    return dict(zip(known["representation"], known["title"], strict=True))


def comparison_table(run: Run) -> Table:
    """Compare all representations by their scores, costs and what comes back from them."""
    scores = _scores_of(run)
    rows = [_row(run, name, title, scores) for name, title in titles(run).items()]
    shown = list(titles(run))
    return Table(
        "All representations on the same held-out sounds: means over seeds; in brackets, 95% "
        "intervals over sounds. Where a representation has no axes, the own axis of a factor is "
        "the unit that its classes explain best in training sounds. Raw components, highlighted, "
        "are what the others are compared with.",
        [
            *("representation", "units"),
            *scores.values(),
            *("active units", "rate (nats)", "reconstruction R²"),
            *("parameters", "settings tried", "seeds"),
        ],
        rows,
        marked=frozenset(
            index for index, name in enumerate(shown) if name.split("/")[0] == COMPONENTS
        ),
        source="known_factors/comparison.csv",
    )


def _scores_of(run: Run) -> dict[str, str]:
    """Give the headings of the scores that the run has, by name."""
    measured = set(run.known_factors.comparison["metric"])
    scores = {}
    for name, heading in SCORES.items():
        shown = (name, heading) if name in measured else _OF_CLASSES.get(name)
        if shown is not None and shown[0] in measured:
            scores[shown[0]] = shown[1]
    return scores


def _row(run: Run, name: str, title: str, scores: Mapping[str, str]) -> list[Text]:
    own = select(run.known_factors.comparison, representation=name)
    first = own.iloc[0]
    collapsed = collapsed_seeds(run, name)
    marked = f"{title} (collapsed: {collapsed} of {first['seeds']})" if collapsed else title
    return [
        marked,
        count(first["dimensions"]),
        *(_score(own, metric) for metric in scores),
        number(first["active_units"], 0 if _is_whole(first["active_units"]) else 1),
        number(first["rate"], 1),
        number(first["reconstruction_r2"]),
        count(first["parameters"]),
        count(first["settings_tried"]),
        count(first["seeds"]),
    ]


def _is_whole(value: Any) -> bool:  # noqa: ANN401
    return is_number(value) and float(value).is_integer()


def _score(own: pd.DataFrame, metric: str) -> Text:
    row = only(own, metric=metric, factor="")
    if row is None:
        return MISSING
    if metric in _WITH_INTERVAL:
        return interval(row["value"], row["low"], row["high"])
    return number(row["value"])


def collapsed_seeds(run: Run, name: str) -> int:
    """Count the trainings of a VAE of which the posterior collapsed."""
    own = select(run.known_factors.comparison, representation=name)
    return int(own.iloc[0]["collapsed_seeds"])


def seeds_table(run: Run) -> Table:
    """Show how much the seeds of each representation differ, of those with several."""
    rows: list[list[Text]] = []
    for name, title in titles(run).items():
        own = select(run.known_factors.comparison, representation=name)
        if own.iloc[0]["seeds"] < 2:
            continue
        cells: list[Text] = [title, count(own.iloc[0]["seeds"])]
        for metric in _WITH_INTERVAL:
            row = only(own, metric=metric, factor="") or {}
            cells += [
                interval(row.get("value"), row.get("seed_low"), row.get("seed_high")),
                number(row.get("value_of_best")),
            ]
        rows.append(cells)
    return Table(
        "Means over seeds with 95% intervals over seeds (Student’s t; bounds may leave 0 … 1), and "
        "the score of the seed with the best validation score.",
        ["representation", "seeds", "MIG", "MIG, chosen seed", "DCI-D", "DCI-D, chosen seed"],
        rows,
        source="known_factors/comparison_seeds.csv",
    )


def factors_table(run: Run) -> Table:
    """Show what the own axis of each factor encodes about it."""
    comparison = run.known_factors.comparison
    metrics = {"own_axis_eta2": "η²", "own_axis_r2": "R²", "own_axis_abs_rank_correlation": "|ρ|"}
    columns = [
        (factor, metric, f"{run.typed_factors[factor].title}, {heading}")
        for factor in run.factors
        for metric, heading in metrics.items()
        if run.typed_factors[factor].is_numeric or metric == "own_axis_eta2"
    ]
    rows: list[list[Text]] = []
    for name, title in titles(run).items():
        own = select(comparison, representation=name)
        cells = [only(own, metric=metric, factor=factor) or {} for factor, metric, _ in columns]
        rows.append([title, *(number(cell.get("value")) for cell in cells)])
    return Table(
        "The own axis of each factor: the share of its variance that the classes or bins of the "
        "factor explain (η²), and, for factors with values, its squared correlation (R²) and rank "
        f"correlation (|ρ|) with them; means over seeds. An axis folds if its η² is at least "
        f"{LEAST_OWN:g} and its |ρ| below {LEAST_ORDER:g}: it encodes the values, but not in their "
        "order. If both are low, it encodes the factor weakly.",
        ["representation", *(heading for _, _, heading in columns)],
        rows,
        source="known_factors/comparison.csv",
    )


def folded_axes(run: Run) -> list[tuple[str, str, int, int]]:
    """List axes that fold: they encode a factor without following the order of its values.

    Returns
    -------
    list of tuple
        Representation, factor, number of trainings of which the axis folds, and of all trainings.
    """
    seeds = run.known_factors.seeds
    folded = []
    for name in titles(run):
        own = select(seeds, representation=name)
        for factor in (one.name for one in run.typed_factors.values() if one.is_numeric):
            share, order = (
                select(own, metric=metric, factor=factor).set_index("seed")["value"]
                for metric in ("own_axis_eta2", "own_axis_abs_rank_correlation")
            )
            times = sum(
                is_folded(known, order.get(seed, math.nan)) for seed, known in share.items()
            )
            if times:
                folded.append((name, factor, times, len(share)))
    return folded


def folded_words(run: Run) -> list[str]:
    """Word the axes that fold."""
    shown = titles(run)
    return [
        f"{factor} in {shown[name]} ({times} of {plural(seeds, 'training')})"
        for name, factor, times, seeds in folded_axes(run)
    ]
