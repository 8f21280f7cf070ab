"""Train a flow with several settings, and choose one on validation sounds."""

import json
from pathlib import Path

from latentaudio.flow.flow_program import print_epoch, read_given, training_parser
from latentaudio.flow.training import TrainingSettings
from latentaudio.known_factors.tune_flow import tune_flow
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.tuning import settings_of, write_tuning
from latentaudio.workflow import cli


def main() -> None:
    parser = training_parser(__doc__)
    parser.add_argument(
        "--settings", type=json.loads, required=True, help='JSON: {"noise": [0.25, 0.5]}'
    )
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parser.parse_args()

    use_threads(args.threads)
    given = read_given(args)
    tuning = tune_flow(
        given.new_network,
        given.layout,
        given.data,
        given.projections,
        TrainingSettings(**args.training),
        settings_of(args.settings),
        seed=given.seed,
        on_epoch=print_epoch,
    )
    write_tuning(args.output, tuning, method="flow", space=args.space, seed=args.flow_seed)


if __name__ == "__main__":
    cli.run(main)
