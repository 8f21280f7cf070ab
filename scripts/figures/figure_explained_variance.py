"""Draw the variance explained by the principal components of each layer."""

from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import explained_variance
from latentaudio.figures.program import add_network_title, figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    add_network_title(parser)
    parser.add_argument("--table", type=Path, required=True, help="explained_variance.csv")
    args = parser.parse_args()
    table = read_csv(args.table, "explained_variance")
    save_figure(explained_variance.draw(table, args.network_title), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
