"""Draw the probabilities of output classes as sounds move in steps."""

from pathlib import Path

from latentaudio.figures import dose_response
from latentaudio.figures.program import moves_parser, read_labelled, titled_moves
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = moves_parser(__doc__)
    parser.add_argument("--table", type=Path, required=True, help="dose_response.csv")
    args = parser.parse_args()
    table = read_labelled(args.table, "class_shifts", ["factor", "own", "other"])
    titles = [factor.title for factor in args.factors]
    figure = dose_response.draw(titled_moves(table, args.factors), titles)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
