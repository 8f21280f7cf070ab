"""Draw the accuracy of decoding by layer."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SCORES, read_csv, read_json, read_table
from latentaudio.figures import accuracy_by_layer
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--comparisons", type=Path, required=True, help="layers.csv")
    parser.add_argument("--best", type=Path, required=True, help="best_layer.json")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    figure = accuracy_by_layer.draw(
        scores, read_csv(args.comparisons, "compare"), read_json(args.best, "best_layer")
    )
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
