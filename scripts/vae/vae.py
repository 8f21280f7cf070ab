"""Train a variational autoencoder on the values of one space, and encode all snippets.

The values are the activations of a feature (--activations), or the first principal coordinates of
a space (--projections, --pca-model and --components).
"""

import argparse
import json
import sys
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.seeds import integer_seed
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.fit_vae import fit_vae
from latentaudio.vae.likelihoods import LIKELIHOODS
from latentaudio.vae.models.registry import MODELS
from latentaudio.vae.sound_values import component_values, feature_values
from latentaudio.vae.vae_data import vae_data
from latentaudio.vae.vae_training import Epoch, TrainingSettings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--validation-fraction", type=float, required=True)
    parser.add_argument("--space", required=True, help="e.g. log_mel_48x32")
    values = parser.add_mutually_exclusive_group(required=True)
    values.add_argument("--activations", type=Path, nargs="+", help="the space's files")
    values.add_argument("--projections", type=Path, help="the space's projections")
    parser.add_argument("--shape", type=int, nargs="+", help="of activations: frames and bands")
    parser.add_argument("--pca-model", type=Path, help="the projection that made them")
    parser.add_argument("--components", type=int, help="number of principal coordinates")
    parser.add_argument("--model", choices=[*MODELS], required=True)
    parser.add_argument("--sizes", type=json.loads, default={}, help="JSON: sizes of the model")
    parser.add_argument("--latent-units", type=int, required=True)
    parser.add_argument("--likelihood", choices=LIKELIHOODS, required=True)
    parser.add_argument("--variance", type=float, default=1.0, help="of the likelihood")
    parser.add_argument("--training", type=json.loads, required=True, help="JSON: hyperparameters")
    parser.add_argument("--vae-seed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("folder", type=Path, help="folder for all results")
    args = parser.parse_args()
    if args.activations and not args.shape:
        parser.error("--activations needs --shape")
    if args.projections and not (args.pca_model and args.components):
        parser.error("--projections needs --pca-model and --components")

    use_threads(args.threads)
    settings = TrainingSettings(**args.training)
    data = vae_data(
        read_table(args.snippets, SNIPPETS),
        args.factors,
        held_out_fraction=args.held_out_fraction,
        validation_fraction=args.validation_fraction,
        seed=args.seed,
    )
    ids = data.snippet_ids
    if args.activations:
        sounds = feature_values(args.space, args.activations, ids, tuple(args.shape))
    else:
        sounds = component_values(args.projections, args.pca_model, ids, args.components)
    seed = integer_seed(args.seed, "vae", args.space, args.vae_seed)
    architecture = Architecture(
        args.model,
        sounds.values.shape[1:],
        args.latent_units,
        args.sizes,
        args.likelihood,
        args.variance,
    )
    progress = cli.Progress("epochs", settings.epochs)

    def report(epoch: Epoch) -> None:
        progress(epoch.epoch)
        print(
            f"epoch {epoch.epoch}: beta {epoch.beta:.3g}, reconstruction "
            f"{epoch.reconstruction:.1f}, rate {epoch.rate:.2f} nats; validation loss "
            f"{epoch.validation_loss:.1f}, {epoch.active_units} active units",
            file=sys.stderr,
        )

    fit_vae(
        args.space,
        Autoencoder(architecture, seed),
        data,
        sounds,
        settings,
        args.folder,
        seed=seed,
        on_epoch=report,
    )


if __name__ == "__main__":
    cli.run(main)
