"""Draw the maps of the first, the best and the last layer."""

import argparse
from pathlib import Path

from latentaudio.artifacts import TSNE, read_table
from latentaudio.figures import tsne
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", nargs="+", required=True)
    parser.add_argument("--coordinates", type=Path, required=True)
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    coordinates = read_table(args.coordinates, TSNE).to_pandas()
    save_figure(tsne.draw(coordinates, args.factors), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
