"""Compare what technical properties of the files tell about the factors with chance."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SCORES, read_table, write_csv
from latentaudio.decoding.chance_comparisons import compare_with_chance
from latentaudio.features.technical import TECHNICAL
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metric", choices=["accuracy", "balanced_accuracy"], required=True)
    parser.add_argument("--alpha", type=float, required=True)
    parser.add_argument("scores", type=Path, help="table of scores")
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    table = compare_with_chance(scores, TECHNICAL, metric=args.metric, alpha=args.alpha)
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
