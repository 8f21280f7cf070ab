"""Tabulate what the network hears in moved sounds: class shifts, dose response, examples."""

import argparse
import json
from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.networks.associations import Associations
from latentaudio.networks.registry import describe
from latentaudio.transfer.class_shifts import class_shifts
from latentaudio.transfer.dose_response import dose_response
from latentaudio.transfer.examples import example_table
from latentaudio.transfer.moved_outputs import read_moved, summarise_outputs
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument(
        "--associated",
        type=json.loads,
        required=True,
        help='JSON: {"factor": {"class label": ["name of an output class"]}}',
    )
    parser.add_argument(
        "--largest",
        type=int,
        required=True,
        help="classes listed that rose most, and that fell most",
    )
    parser.add_argument("--examples", type=int, required=True, help="examples per factor")
    parser.add_argument("--bootstrap", type=int, required=True, help="resamples of groups")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--outputs", type=Path, required=True, help="outputs of moved sounds")
    parser.add_argument("--shifts", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--dose-response", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--examples-table", type=Path, required=True, help="CSV file to write")
    args = parser.parse_args()
    network = describe(args.network, args.network_module)
    associations = Associations(args.associated, network)
    summary = summarise_outputs(read_moved(args.outputs), associations)
    bootstrap = {"resamples": args.bootstrap, "seed": args.seed}
    write_csv(args.shifts, class_shifts(summary, largest=args.largest, **bootstrap))
    write_csv(args.dose_response, dose_response(summary, **bootstrap))
    write_csv(args.examples_table, example_table(summary, count=args.examples))


if __name__ == "__main__":
    cli.run(main)
