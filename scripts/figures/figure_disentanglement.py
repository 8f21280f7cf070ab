"""Draw what each axis tells of each factor."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_json
from latentaudio.figures import disentanglement
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metrics", type=Path, required=True, help="metrics.json of the flow")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    save_figure(
        disentanglement.draw(read_json(args.metrics, "disentanglement")), args.svg, args.png
    )


if __name__ == "__main__":
    cli.run(main)
