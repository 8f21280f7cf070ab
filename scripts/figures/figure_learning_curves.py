"""Draw the course of training of each network."""

import json
from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import learning_curves
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument(
        "--networks",
        type=json.loads,
        required=True,
        help="JSON: title and number of histories of each network",
    )
    parser.add_argument(
        "--histories", type=Path, nargs="*", default=[], help="those of all networks in turn"
    )
    args = parser.parse_args()
    if sum(count for _, count in args.networks) != len(args.histories):
        parser.error("--histories must be as many as --networks says")
    files = iter(args.histories)
    networks = [
        (title, [read_csv(next(files), "network_predictor") for _ in range(count)])
        for title, count in args.networks
    ]
    save_figure(learning_curves.draw(networks), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
