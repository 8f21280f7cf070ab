"""Draw how the probabilities of output classes changed when sounds were moved."""

from pathlib import Path

from latentaudio.figures import class_shifts
from latentaudio.figures.program import moves_parser, read_labelled, titled_moves
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = moves_parser(__doc__)
    parser.add_argument("--table", type=Path, required=True, help="class_shifts.csv")
    args = parser.parse_args()
    table = read_labelled(args.table, "class_shifts", ["factor", "own", "other"])
    titles = [factor.title for factor in args.factors]
    figure = class_shifts.draw(titled_moves(table, args.factors), titles)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
