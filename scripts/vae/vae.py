"""Train a variational autoencoder on the values of one space, and encode all snippets.

The values are the activations of a feature (--activations), or the first principal coordinates of
a space (--projections, --pca-model and --components).
"""

from pathlib import Path

from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.tuning import chosen_setting
from latentaudio.vae.fit_vae import fit_vae
from latentaudio.vae.vae_program import parsed, print_epoch, read_given, training_parser
from latentaudio.vae.vae_training import Epoch, TrainingSettings
from latentaudio.workflow import cli


def main() -> None:
    parser = training_parser(__doc__)
    parser.add_argument("--tuning", type=Path, help="table of settings, with the one to train with")
    parser.add_argument("folder", type=Path, help="folder for all results")
    args = parsed(parser)

    use_threads(args.threads)
    settings = TrainingSettings(**args.training | chosen_setting(args.tuning))
    given = read_given(args)
    progress = cli.Progress("epochs", settings.epochs)

    def report(epoch: Epoch) -> None:
        progress(epoch.epoch)
        print_epoch(epoch)

    fit_vae(
        args.space,
        given.new_model(),
        given.data,
        given.sounds,
        settings,
        args.folder,
        seed=given.seed,
        on_epoch=report,
    )


if __name__ == "__main__":
    cli.run(main)
