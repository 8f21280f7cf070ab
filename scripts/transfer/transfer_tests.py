"""Test whether moved sounds approach the class they were moved to, more than controls do."""

import argparse
from pathlib import Path

from latentaudio.artifacts import DISTANCES, read_table, write_csv
from latentaudio.factor_types import factors_from_json
from latentaudio.transfer.effects import READ_COLUMNS, transfer_tests
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--alpha", type=float, required=True, help="family-wise error rate")
    parser.add_argument("--bootstrap", type=int, required=True, help="resamples of groups")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("distances", type=Path, help="distances of moved sounds")
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parser.parse_args()
    distances = read_table(args.distances, DISTANCES, columns=READ_COLUMNS)
    table = transfer_tests(
        distances,
        [factor.name for factor in args.factors],
        alpha=args.alpha,
        resamples=args.bootstrap,
        seed=args.seed,
    )
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
