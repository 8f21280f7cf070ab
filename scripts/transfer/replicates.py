"""Gather the metrics and tests of the flows of all seeds."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_json, write_csv
from latentaudio.factor_types import factors_from_json
from latentaudio.transfer.replicates import flow_replicates, read_tests, transfer_replicates
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--seeds", type=int, nargs="+", required=True)
    parser.add_argument("--metrics", type=Path, nargs="+", required=True, help="one per seed")
    parser.add_argument("--tests", type=Path, nargs="+", required=True, help="one per seed")
    parser.add_argument("--flow-table", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--transfer-table", type=Path, required=True, help="CSV file to write")
    args = parser.parse_args()
    metrics = dict(zip(args.seeds, map(read_json, args.metrics), strict=True))
    tests = dict(zip(args.seeds, map(read_tests, args.tests), strict=True))
    write_csv(args.flow_table, flow_replicates(metrics, [factor.name for factor in args.factors]))
    write_csv(args.transfer_table, transfer_replicates(tests))


if __name__ == "__main__":
    cli.run(main)
