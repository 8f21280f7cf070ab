"""Draw what each axis encodes about each factor."""

from pathlib import Path

from latentaudio.artifacts import read_json
from latentaudio.figures import disentanglement
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--metrics", type=Path, required=True, help="metrics.json of the flow")
    args = parser.parse_args()
    save_figure(
        disentanglement.draw(read_json(args.metrics, "disentanglement")), args.svg, args.png
    )


if __name__ == "__main__":
    cli.run(main)
