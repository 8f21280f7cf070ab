"""Choose the layer from which each factor is decoded best."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SCORES, read_table, write_json
from latentaudio.datasets.fold_table import SCHEMES
from latentaudio.decoding.best_layer import best_layers
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metric", choices=["accuracy", "balanced_accuracy"], required=True)
    parser.add_argument("--scheme", choices=SCHEMES, required=True, help="folds that decide")
    parser.add_argument("scores", type=Path, help="table of scores")
    parser.add_argument("output", type=Path, help="JSON file to write")
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    write_json(args.output, best_layers(scores, scheme=args.scheme, metric=args.metric))


if __name__ == "__main__":
    cli.run(main)
