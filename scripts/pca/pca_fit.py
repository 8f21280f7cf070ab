"""Fit the projection of one space on a sample of the snippets."""

import argparse
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.splits import eligible_for_fit
from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.factor_types import factors_from_json
from latentaudio.features.space import layer_number
from latentaudio.projection.models import save_projection
from latentaudio.projection.pca import fit_projection, most_components
from latentaudio.projection.sampling import collect, sample_rows
from latentaudio.seeds import generator
from latentaudio.tables import labels_of, strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--space", required=True, help="e.g. layer_09")
    parser.add_argument("--components", type=int, required=True)
    parser.add_argument("--fewer", action="store_true", help="as few as the snippets have")
    parser.add_argument("--fit-snippets", type=int, required=True)
    parser.add_argument("--fit-on", choices=["all", "training"], required=True)
    parser.add_argument("--held-out-fraction", type=float, default=0.0)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True, help="model to write")
    parser.add_argument("activations", type=Path, nargs="+", help="the space's files")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    eligible = eligible_for_fit(
        labels_of(snippets, args.factors),
        strings(snippets, "group"),
        args.fit_on,
        args.held_out_fraction,
        args.seed,
    )
    number = layer_number(args.space)
    draw = generator(args.seed, "pca_fit", args.space if number is None else number)
    # The sample is the same in every space, so that spaces differ in nothing else.
    sample = generator(args.seed, "pca sample")
    drawn = np.flatnonzero(sample_rows(eligible, args.fit_snippets, sample))
    ids = strings(snippets, "snippet_id")
    stream = iterate_activations(args.space, args.activations, ids)
    activations = collect(stream, drawn, units_in(args.activations[0]))
    components = args.components
    if args.fewer:
        components = most_components(components, *activations.shape)
    projection = fit_projection(activations, components, draw)
    save_projection(args.output, projection, space=args.space, seed=args.seed, fitted_on=ids[drawn])


if __name__ == "__main__":
    cli.run(main)
