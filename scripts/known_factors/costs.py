"""Gather the time and memory that trainings took, from the benchmarks of their jobs."""

import argparse
from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.known_factors.costs import costs
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainings", nargs="+", required=True, help="names, one per benchmark")
    parser.add_argument("--benchmarks", type=Path, nargs="+", required=True)
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parser.parse_args()
    write_csv(args.output, costs(dict(zip(args.trainings, args.benchmarks, strict=True))))


if __name__ == "__main__":
    cli.run(main)
