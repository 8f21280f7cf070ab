"""Draw what each active unit does to a decoded digit."""

from pathlib import Path

from latentaudio.figures import digits_traversals
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.known_factors.digit_traversals import read_digit_traversals
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--traversals", type=Path, required=True, help="table of traversals")
    args = parser.parse_args()
    figure = digits_traversals.draw(read_digit_traversals(args.traversals))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
