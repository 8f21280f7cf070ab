"""Move sounds along the factor axes of a flow, and from one sound to another.

Coordinates go back to the values of the space by its projection, exactly, if its activations are
given; otherwise they are kept as they are.
"""

import argparse
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.splits import TRAINING
from latentaudio.factor_types import factors_from_json
from latentaudio.flow import checkpoint
from latentaudio.flow.latents import leading_projections, read_latents
from latentaudio.known_factors.axis_factors import write_axes
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.flow_views import axis_names, axis_steps, flow_morph, flow_views
from latentaudio.known_factors.shown_values import (
    held_out_associations,
    ids_and_groups,
    rows_of,
    way_to_values,
)
from latentaudio.known_factors.views import Representation, write_views
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    parser.add_argument("--flow", type=Path, required=True, help="folder of the flow")
    parser.add_argument("--latents", type=Path, required=True, help="latents.parquet of the flow")
    parser.add_argument("--space", required=True, help="e.g. log_mel_48x32")
    parser.add_argument("--shape", type=int, nargs="+", required=True, help="of shown values")
    parser.add_argument("--activations", type=Path, nargs="*", default=[], help="the space's files")
    parser.add_argument("--projections", type=Path, required=True, help="the space's projections")
    parser.add_argument("--pca-model", type=Path, required=True, help="projection of the space")
    parser.add_argument("--name", required=True, help="name of the representation in paths")
    parser.add_argument("--title", required=True, help="name of the representation in texts")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--morph-steps", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--axis-table", type=Path, required=True, help="table to write")
    parser.add_argument("output", type=Path, help="table of views to write")
    args = parser.parse_args()

    use_threads(args.threads)
    snippets = read_table(args.snippets, SNIPPETS)
    ids, groups = ids_and_groups(snippets)
    chosen = read_chosen(args.chosen)
    shown = rows_of(chosen, ids)
    flow, layout = checkpoint.load(args.flow)
    latents = read_latents(args.latents, ids, groups, layout)
    coordinates = leading_projections(args.projections, ids, shown.rows, layout)
    restore = way_to_values(
        args.space, args.activations, args.pca_model, ids, shown.rows, coordinates
    )
    own = latents.z[:, layout.residual :]
    views = flow_views(
        flow,
        layout,
        chosen.sounds,
        coordinates[: len(chosen.sounds)],
        axis_steps(own[latents.split == TRAINING], args.steps),
        restore,
    )
    for pair, rows in zip(chosen.pairs, shown.pairs, strict=True):
        ends = coordinates[np.array(rows)]
        pair_ids = (pair.first, pair.second)
        views += flow_morph(flow, pair_ids, ends, args.morph_steps, restore, rows)
    representation = Representation(
        args.name,
        args.title,
        "flow",
        args.space,
        tuple(args.shape) if args.activations else (layout.dimensions,),
        components=not args.activations,
    )
    write_views(args.output, representation, views)
    associations = held_out_associations(snippets, args.factors, latents.split, latents.rows, own)
    names = axis_names(layout)
    write_axes(args.axis_table, names, [None] * len(names), associations)


if __name__ == "__main__":
    cli.run(main)
