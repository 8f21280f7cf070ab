"""Draw what beta does to the codes of handwritten digits."""

from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import digits_by_beta
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--table", type=Path, required=True, help="digits.csv")
    args = parser.parse_args()
    figure = digits_by_beta.draw(read_csv(args.table, "digits"))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
