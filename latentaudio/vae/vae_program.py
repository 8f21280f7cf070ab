"""What the programs that train autoencoders share: their options, and what these stand for."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, replace
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.features.feature import are_log_magnitudes
from latentaudio.seeds import integer_seed
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.likelihoods import LIKELIHOODS
from latentaudio.vae.models.registry import MODELS
from latentaudio.vae.own_peaks import DIFFERENCE, RATIO
from latentaudio.vae.sound_values import (
    SCALES,
    SOUND,
    SPACE,
    SoundValues,
    component_values,
    feature_values,
)
from latentaudio.vae.vae_data import VaeData, vae_data
from latentaudio.vae.vae_training import Epoch


def training_parser(description: str | None) -> ArgumentParser:
    """Create a parser with the options that say what is trained, on which sounds."""
    parser = ArgumentParser(description=description)
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
    parser.add_argument("--scale", choices=SCALES, default=SPACE, help="what values relate to")
    parser.add_argument("--model", choices=[*MODELS], required=True)
    parser.add_argument("--sizes", type=json.loads, default={}, help="JSON: sizes of the model")
    parser.add_argument("--latent-units", type=int, required=True)
    parser.add_argument("--likelihood", choices=LIKELIHOODS, required=True)
    parser.add_argument("--variance", type=float, default=1.0, help="of the likelihood")
    parser.add_argument("--training", type=json.loads, required=True, help="JSON: hyperparameters")
    parser.add_argument("--vae-seed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    return parser


def parsed(parser: ArgumentParser) -> Namespace:
    """Parse the options, and check that those of the values are complete."""
    args = parser.parse_args()
    if args.activations and not args.shape:
        parser.error("--activations needs --shape")
    if args.projections and not (args.pca_model and args.components):
        parser.error("--projections needs --pca-model and --components")
    return args


@dataclass(frozen=True)
class Given:
    """What a program is given to train an autoencoder.

    Attributes
    ----------
    data
        All snippets.
    sounds
        Their values.
    architecture
        What the autoencoder consists of.
    seed
        Seed of weights, batches and noise.
    """

    data: VaeData
    sounds: SoundValues
    architecture: Architecture
    seed: int

    def new_model(self) -> Autoencoder:
        """Build an autoencoder that is not trained yet, always with the same weights."""
        return Autoencoder(self.architecture, self.seed)


def read_given(args: Namespace) -> Given:
    """Read what the options of `training_parser` name."""
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
    if args.scale == SOUND:
        logarithms = args.activations and are_log_magnitudes(args.space)
        sounds = replace(sounds, to_peak=DIFFERENCE if logarithms else RATIO)
    architecture = Architecture(
        args.model,
        sounds.values.shape[1:],
        args.latent_units,
        args.sizes,
        args.likelihood,
        args.variance,
    )
    return Given(
        data, sounds, architecture, integer_seed(args.seed, "vae", args.space, args.vae_seed)
    )


def print_epoch(epoch: Epoch) -> None:
    """Say how far a training is."""
    print(
        f"epoch {epoch.epoch}: beta {epoch.beta:.3g}, reconstruction "
        f"{epoch.reconstruction:.1f}, rate {epoch.rate:.2f} nats; validation loss "
        f"{epoch.validation_loss:.1f}, {epoch.active_units} active units",
        file=sys.stderr,
    )
