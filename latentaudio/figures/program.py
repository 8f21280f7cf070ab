"""Parts shared by the command-line programs of the figures."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from latentaudio.artifacts import read_csv
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.factor_types import Factor, factors_from_json
from latentaudio.figures.representations import in_kind_order, representative
from latentaudio.known_factors.comparison import gather, read_comparison, read_scores
from latentaudio.known_factors.loss_curves import loss_curves


def figure_parser(description: str | None) -> ArgumentParser:
    """Create a parser with the options for the two files that every figure writes."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--svg", type=Path, required=True, help="SVG file to write")
    parser.add_argument("--png", type=Path, required=True, help="PNG file to write")
    return parser


def add_network_title(parser: ArgumentParser) -> None:
    """Add an option for the name of the network in labels."""
    parser.add_argument("--network-title", required=True, help="name of the network, for labels")


def moves_parser(description: str | None) -> ArgumentParser:
    """Create a parser for figures of moves, with an option for the order of the factors."""
    parser = figure_parser(description)
    parser.add_argument(
        "--factors",
        type=factors_from_json,
        default=(),
        help="JSON list of the factors in the order in which they are drawn",
    )
    return parser


def titles_of(factors: Sequence[Factor]) -> dict[str, str]:
    """Return what figures call each factor, by its name: numeric factors have their unit."""
    return {factor.name: factor.title for factor in factors}


def titled_moves(table: pd.DataFrame, factors: Sequence[Factor]) -> pd.DataFrame:
    """Replace the names of factors in a table of moves by their titles.

    Parameters
    ----------
    table
        Column ``factor`` has one name, or several joined by ``+``.
    factors
        The factors; others keep their names.
    """
    titles = titles_of(factors)

    def titled(names: str) -> str:
        return FACTOR_JOIN.join(titles.get(name, name) for name in names.split(FACTOR_JOIN))

    return table.assign(factor=table["factor"].map(titled))


def read_labelled(path: Path, made_by: str, labels: Sequence[str]) -> pd.DataFrame:
    """Read a CSV table in which some columns hold labels, which stay text.

    A class may be called "None" or "1": only empty cells are missing values.

    Parameters
    ----------
    path
        The table.
    made_by
        Rule that wrote it, for error messages.
    labels
        Columns that hold labels.
    """
    return read_csv(
        path, made_by, dtype=dict.fromkeys(labels, str), keep_default_na=False, na_values=[""]
    )


def comparison_parser(description: str | None) -> ArgumentParser:
    """Create a parser for figures of the comparison of representations."""
    parser = figure_parser(description)
    parser.add_argument("--comparison", type=Path, required=True, help="means over seeds")
    parser.add_argument("--seeds", type=Path, required=True, help="values of each seed")
    return parser


def compared(args: Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the two tables that `comparison_parser` asks for."""
    return read_comparison(args.comparison), read_scores(args.seeds)


def trainings_parser(description: str | None) -> ArgumentParser:
    """Create a parser for figures that show a table of each representation."""
    parser = moves_parser(description)
    parser.add_argument(
        "--scores", type=Path, nargs="+", required=True, help="scores.csv of each training"
    )
    return parser


def shown_trainings(
    scores: Sequence[Path], tables: Sequence[Path], *, few: bool = False
) -> list[tuple[str, pd.DataFrame]]:
    """Read a table of each representation, of the seed that validation chooses.

    Parameters
    ----------
    scores, tables
        Table of scores, and table to read, of each training. If validation chooses no seed, the
        first training of a representation is shown.
    few
        Whether only representations that stand for the others are shown, see
        `latentaudio.figures.representations.representative`.

    Returns
    -------
    list of tuple
        Title of each representation and its table, in the order in which kinds are drawn.
    """
    of_trainings = [read_scores(path) for path in scores]
    gathered = gather(of_trainings)
    best = gathered[gathered["best_by_validation"]]
    chosen = set(zip(best["representation"], best["seed"].fillna(-1), strict=True))
    found: dict[str, Path] = {}
    for training, path in zip(of_trainings, tables, strict=True):
        name, seed = training[["representation", "seed"]].fillna({"seed": -1}).iloc[0]
        if (name, seed) in chosen or name not in found:
            found[name] = path
    order = in_kind_order(gathered)
    if few:
        order = order[order["representation"].isin(representative(gathered))]
    return [
        (title, read_labelled(found[name], "published_scores", ["factor", "class"]))
        for name, title in zip(order["representation"], order["title"], strict=True)
    ]


def curves_of_trainings(
    scores: Sequence[Path], histories: Sequence[Path], capacity: float
) -> list[tuple[str, list[pd.DataFrame]]]:
    """Read the losses of all seeds of each representation that was trained in epochs.

    Parameters
    ----------
    scores, histories
        Table of scores and history of each training.
    capacity
        Last capacity of the schedule ``capacity`` of autoencoders (nats a sound).

    Returns
    -------
    list of tuple
        Title of each representation and the losses of its seeds, in the order in which kinds are
        drawn.
    """
    trainings = [read_scores(path) for path in scores]
    found: dict[str, list[pd.DataFrame]] = {}
    for training, path in zip(trainings, histories, strict=True):
        described = training.iloc[0].to_dict()
        curves = loss_curves(described, read_csv(path, str(described["kind"])), capacity)
        found.setdefault(described["representation"], []).append(curves)
    order = in_kind_order(pd.concat(trainings))
    return [
        (title, found[name])
        for name, title in zip(order["representation"], order["title"], strict=True)
    ]
