"""Parts shared by the command-line programs of the figures."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from latentaudio.artifacts import read_csv
from latentaudio.factor_names import FACTOR_JOIN
from latentaudio.factor_types import Factor, factors_from_json


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
