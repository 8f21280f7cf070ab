"""Decode reconstructions, traversals and morphs of a variational autoencoder.

The values are the activations of a feature, or the first principal coordinates of a space
(--projections, --pca-model and --components); these go back to the values of the space if its
activations are given too.
"""

import argparse
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.splits import TRAINING, VALIDATION
from latentaudio.factor_types import factors_from_json
from latentaudio.known_factors.axis_factors import write_axes
from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.flow_views import keeping
from latentaudio.known_factors.shown_values import (
    held_out_associations,
    ids_and_groups,
    rows_of,
    way_to_values,
)
from latentaudio.known_factors.vae_views import unit_names, unit_rates, vae_morph, vae_views
from latentaudio.known_factors.views import Representation, write_views
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.vae.fit_vae import LATENTS_FILE
from latentaudio.vae.saved_vae import load_vae
from latentaudio.vae.sound_values import component_values, feature_values
from latentaudio.vae.traversal import unit_ranges
from latentaudio.vae.vae_latents import read_vae_latents
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    parser.add_argument("--vae", type=Path, required=True, help="folder of the autoencoder")
    parser.add_argument("--space", required=True, help="e.g. log_mel_48x32")
    parser.add_argument("--shape", type=int, nargs="+", required=True, help="of shown values")
    parser.add_argument("--activations", type=Path, nargs="*", default=[], help="the space's files")
    parser.add_argument("--projections", type=Path, help="the space's projections")
    parser.add_argument("--pca-model", type=Path, help="the projection that made them")
    parser.add_argument("--components", type=int, help="number of principal coordinates")
    parser.add_argument("--name", required=True, help="name of the representation in paths")
    parser.add_argument("--title", required=True, help="name of the representation in texts")
    parser.add_argument("--axes", type=int, required=True, help="largest number of units shown")
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
    if args.projections:
        values = component_values(args.projections, args.pca_model, ids, args.components).values
        restore = way_to_values(
            args.space, args.activations, args.pca_model, ids, shown.rows, values[shown.rows]
        )
    else:
        values = feature_values(args.space, args.activations, ids, tuple(args.shape)).values
        restore = keeping
    vae = load_vae(args.vae)
    latents = read_vae_latents(args.vae / LATENTS_FILE, ids, groups)
    # Small data sets have no validation sounds.
    judged = VALIDATION if VALIDATION in latents.split else TRAINING
    rates = unit_rates(vae, values[latents.rows[latents.split == judged]])
    views = vae_views(
        vae,
        chosen.sounds,
        values[shown.rows[: len(chosen.sounds)]],
        unit_ranges(latents.z[latents.split == TRAINING]),
        rates,
        restore,
        axes=args.axes,
        steps=args.steps,
    )
    for pair, rows in zip(chosen.pairs, shown.pairs, strict=True):
        ends = values[shown.rows[np.array(rows)]]
        pair_ids = (pair.first, pair.second)
        views += vae_morph(vae, pair_ids, ends, args.morph_steps, restore, rows)
    representation = Representation(
        args.name,
        args.title,
        "vae",
        args.space,
        tuple(args.shape) if args.activations else (args.components,),
        components=not args.activations,
    )
    write_views(args.output, representation, views)
    associations = held_out_associations(
        snippets, args.factors, latents.split, latents.rows, latents.z
    )
    write_axes(args.axis_table, unit_names(len(rates)), rates.tolist(), associations)


if __name__ == "__main__":
    cli.run(main)
