"""Decode reconstructions, traversals and morphs of a variational autoencoder.

The values are the activations of a feature, or the first principal coordinates of a space
(--projections, --pca-model and --components); these go back to the values of the space if its
activations are given too.
"""

from pathlib import Path

from latentaudio.datasets.splits import TRAINING, VALIDATION
from latentaudio.known_factors.flow_views import keeping
from latentaudio.known_factors.shown_values import way_to_values
from latentaudio.known_factors.vae_views import (
    ORIGINS,
    SOUND,
    unit_names,
    unit_rates,
    vae_morph,
    vae_views,
)
from latentaudio.known_factors.view_program import Axes, read_inputs, view_parser, write_tables
from latentaudio.known_factors.views import VAE
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.vae.fit_vae import LATENTS_FILE
from latentaudio.vae.saved_vae import load_vae
from latentaudio.vae.sound_values import component_values, feature_values
from latentaudio.vae.traversal import unit_ranges
from latentaudio.vae.vae_latents import read_vae_latents
from latentaudio.workflow import cli


def main() -> None:
    parser = view_parser(__doc__, needs_projections=False)
    parser.add_argument("--vae", type=Path, required=True, help="folder of the autoencoder")
    parser.add_argument("--components", type=int, help="number of principal coordinates")
    parser.add_argument("--axes", type=int, required=True, help="largest number of units shown")
    parser.add_argument("--range", type=float, nargs=2, help="of all units; else of each")
    parser.add_argument("--origin", choices=ORIGINS, default=SOUND, help="of other units")
    args = parser.parse_args()

    use_threads(args.threads)
    inputs = read_inputs(args)
    ids, chosen, rows = inputs.ids, inputs.chosen, inputs.shown.rows
    if args.projections:
        values = component_values(args.projections, args.pca_model, ids, args.components).values
        restore = way_to_values(
            args.space, args.activations, args.pca_model, ids, rows, values[rows]
        )
    else:
        values = feature_values(args.space, args.activations, ids, tuple(args.shape)).values
        restore = keeping
    vae = load_vae(args.vae)
    latents = read_vae_latents(args.vae / LATENTS_FILE, ids, inputs.groups)
    # Small data sets have no validation sounds.
    judged = VALIDATION if VALIDATION in latents.split else TRAINING
    rates = unit_rates(vae, values[latents.rows[latents.split == judged]])
    views = vae_views(
        vae,
        chosen.sounds,
        values[rows[: len(chosen.sounds)]],
        unit_ranges(latents.z[latents.split == TRAINING], args.range),
        rates,
        restore,
        axes=args.axes,
        steps=args.steps,
        origin=args.origin,
    )
    views += inputs.morphs(
        values[rows],
        lambda pair, ends, places: vae_morph(vae, pair, ends, args.morph_steps, restore, places),
    )
    names = unit_names(len(rates))
    axes = Axes(names, rates.tolist(), latents.split, latents.rows, latents.z)
    write_tables(args, VAE, args.components, inputs, views, axes)


if __name__ == "__main__":
    cli.run(main)
