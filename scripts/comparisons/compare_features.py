"""Compare the first and the best layer with features such as the log-mel spectrogram."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SCORES, read_table, write_csv
from latentaudio.decoding.feature_comparisons import compare_with_features
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metric", choices=["accuracy", "balanced_accuracy"], required=True)
    parser.add_argument("--family", choices=["per_factor", "all_factors"], required=True)
    parser.add_argument("--alpha", type=float, required=True)
    parser.add_argument("scores", type=Path, help="table of scores")
    parser.add_argument("output", type=Path, help="CSV file to write")
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    table = compare_with_features(scores, metric=args.metric, family=args.family, alpha=args.alpha)
    write_csv(args.output, table)


if __name__ == "__main__":
    cli.run(main)
