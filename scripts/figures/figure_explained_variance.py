"""Draw the variance explained by the principal components of each layer."""

from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import explained_variance
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--table", type=Path, required=True, help="explained_variance.csv")
    args = parser.parse_args()
    save_figure(
        explained_variance.draw(read_csv(args.table, "explained_variance")), args.svg, args.png
    )


if __name__ == "__main__":
    cli.run(main)
