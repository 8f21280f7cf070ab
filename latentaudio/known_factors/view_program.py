"""Parts shared by the programs that decode views: options, what they read, and what they write."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.known_factors.axis_factors import write_axes
from latentaudio.known_factors.chosen_file import Chosen, read_chosen
from latentaudio.known_factors.shown_values import (
    ShownRows,
    held_out_associations,
    ids_and_groups,
    rows_of,
)
from latentaudio.known_factors.views import Representation, RepresentationKind, View, write_views

#: Decodes the way between two sounds: takes their ids and values, and their rows among those shown.
Morph = Callable[[tuple[str, str], np.ndarray, tuple[int, int]], list[View]]


@dataclass(frozen=True)
class ViewInputs:
    """What is read before anything is decoded.

    Attributes
    ----------
    snippets
        Table of snippets.
    ids, groups
        Ids and groups of all snippets, shape ``[n]``.
    chosen
        The sounds that are shown, ``m`` of them.
    shown
        Their rows in the table.
    """

    snippets: pa.Table
    ids: np.ndarray
    groups: np.ndarray
    chosen: Chosen
    shown: ShownRows

    def morphs(self, values: np.ndarray, morph: Morph) -> list[View]:
        """Morph all pairs; the values are those of the shown sounds, shape ``[m, ...]``."""
        return [
            view
            for pair, rows in zip(self.chosen.pairs, self.shown.pairs, strict=True)
            for view in morph((pair.first, pair.second), values[np.array(rows)], rows)
        ]


@dataclass(frozen=True)
class Axes:
    """The axes that are traversed, and the codes of all sounds along them.

    Attributes
    ----------
    names, rates
        Name and rate (nats; None if there is none) of each axis.
    split, rows
        Split of each sound with a code, and its row in the table of snippets; shape ``[n]``.
    z
        The codes, shape ``[n, axes]``.
    """

    names: Sequence[str]
    rates: Sequence[float | None]
    split: np.ndarray
    rows: np.ndarray
    z: np.ndarray


def view_parser(description: str | None, *, needs_projections: bool) -> ArgumentParser:
    """Create a parser with the options that all programs of views have.

    Parameters
    ----------
    description
        What the program does.
    needs_projections
        Whether principal coordinates are what it always decodes.
    """
    parser = ArgumentParser(description=description)
    add = parser.add_argument
    add("--snippets", type=Path, required=True)
    add("--factors", type=factors_from_json, required=True, help="JSON list")
    add("--chosen", type=Path, required=True, help="sounds to show")
    add("--space", required=True, help="e.g. log_mel_48x32")
    add("--shape", type=int, nargs="+", required=True, help="of shown values")
    add("--activations", type=Path, nargs="*", default=[], help="the space's files")
    add("--projections", type=Path, required=needs_projections, help="the space's projections")
    add("--pca-model", type=Path, required=needs_projections, help="projection that made them")
    add("--name", required=True, help="name of the representation in paths")
    add("--title", required=True, help="name of the representation in texts")
    add("--steps", type=int, required=True)
    add("--morph-steps", type=int, required=True)
    add("--threads", type=int, default=1)
    add("--axis-table", type=Path, required=True, help="table to write")
    add("output", type=Path, help="table of views to write")
    return parser


def read_inputs(args: Namespace) -> ViewInputs:
    """Read the table of snippets, and which of them are shown."""
    snippets = read_table(args.snippets, SNIPPETS)
    ids, groups = ids_and_groups(snippets)
    chosen = read_chosen(args.chosen)
    return ViewInputs(snippets, ids, groups, chosen, rows_of(chosen, ids))


def write_tables(
    args: Namespace,
    kind: RepresentationKind,
    components: int,
    inputs: ViewInputs,
    views: Sequence[View],
    axes: Axes,
) -> None:
    """Write the table of views and the table of axes.

    Parameters
    ----------
    args
        Options of `view_parser`. Without activations, views are principal coordinates.
    kind
        Kind of the representation.
    components
        Number of principal coordinates, if these are what is decoded.
    inputs
        What `read_inputs` returned.
    views
        The views.
    axes
        The axes.
    """
    restored = bool(args.activations)
    shape = tuple(args.shape) if restored else (components,)
    representation = Representation(
        args.name, args.title, kind, args.space, shape, components=not restored
    )
    write_views(args.output, representation, views)
    found = held_out_associations(inputs.snippets, args.factors, axes.split, axes.rows, axes.z)
    write_axes(args.axis_table, axes.names, axes.rates, found)
