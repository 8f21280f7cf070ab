"""Draw how much of each stage's change is affine, and how much of higher order."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import stages
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=Path, required=True, help="stages.csv")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    save_figure(stages.draw(read_csv(args.stages, "flow")), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
