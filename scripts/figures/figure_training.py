"""Draw the losses of each flow by epoch."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import training
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--history", type=Path, nargs="+", required=True, help="history.csv, one per flow"
    )
    parser.add_argument("--names", nargs="+", required=True, help="of the flows, in their order")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    if len(args.history) != len(args.names):
        parser.error(f"{len(args.history)} histories, but {len(args.names)} names; give one each")
    histories = [read_csv(path, "flow") for path in args.history]
    figure = training.draw(list(zip(args.names, histories, strict=True)))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
