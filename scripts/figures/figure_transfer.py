"""Draw how the distances of moved sounds changed, beside the controls."""

from pathlib import Path

from latentaudio.figures import transfer
from latentaudio.figures.program import moves_parser, read_labelled, titled_moves
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = moves_parser(__doc__)
    parser.add_argument("--tests", type=Path, required=True, help="tests.csv")
    args = parser.parse_args()
    table = read_labelled(args.tests, "transfer_tests", ["factor"])
    titles = [factor.title for factor in args.factors]
    figure = transfer.draw(titled_moves(table, args.factors), titles)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
