"""Train a flow on the projections of one space, and map all snippets into its space."""

from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.datasets.splits import HELD_OUT
from latentaudio.flow.fit import fit_flow, write_encoded
from latentaudio.flow.flow_program import print_epoch, read_given, training_parser
from latentaudio.flow.stages import stage_table
from latentaudio.flow.training import Epoch, TrainingSettings
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.tuning import chosen_setting
from latentaudio.workflow import cli


def main() -> None:
    parser = training_parser(__doc__)
    parser.add_argument(
        "--permute-labels", action="store_true", help="train a control on permuted labels"
    )
    parser.add_argument("--tuning", type=Path, help="table of settings, with the one to train with")
    parser.add_argument("--latents", type=Path, required=True, help="table to write")
    parser.add_argument("--stage-table", type=Path, required=True, help="table to write")
    parser.add_argument("folder", type=Path, help="folder for checkpoint and history")
    args = parser.parse_args()

    use_threads(args.threads)
    given = read_given(args)
    data, projections = given.data, given.projections
    settings = TrainingSettings(**args.training | chosen_setting(args.tuning))
    network = given.new_network()
    progress = cli.Progress("epochs", settings.epochs)

    def report(epoch: Epoch) -> None:
        progress(epoch.epoch)
        print_epoch(epoch)

    fit_flow(
        network,
        given.layout,
        data,
        projections,
        settings,
        args.folder,
        seed=given.seed,
        permute=args.permute_labels,
        on_epoch=report,
    )
    write_encoded(args.latents, network, data, projections)
    write_csv(args.stage_table, stage_table(network, projections[data.splits == HELD_OUT]))


if __name__ == "__main__":
    cli.run(main)
