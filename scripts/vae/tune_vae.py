"""Train a variational autoencoder with several settings, and choose one on validation sounds.

The values are the activations of a feature (--activations), or the first principal coordinates of
a space (--projections, --pca-model and --components). All trainings have beta 1.
"""

import json
from pathlib import Path

from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.tuning import settings_of, write_tuning
from latentaudio.vae.tune_vae import tune_vae
from latentaudio.vae.vae_program import parsed, print_epoch, read_given, training_parser
from latentaudio.workflow import cli


def main() -> None:
    parser = training_parser(__doc__)
    parser.add_argument(
        "--settings", type=json.loads, required=True, help='JSON: {"learning_rate": [0.001, 0.003]}'
    )
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parsed(parser)

    use_threads(args.threads)
    given = read_given(args)
    tuning = tune_vae(
        given.new_model,
        given.data,
        given.sounds,
        args.training,
        settings_of(args.settings),
        seed=given.seed,
        on_epoch=print_epoch,
    )
    write_tuning(
        args.output, tuning, method="vae", space=args.space, model=args.model, seed=args.vae_seed
    )


if __name__ == "__main__":
    cli.run(main)
