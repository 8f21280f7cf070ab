"""Draw t-SNE maps of the first, best and last layer."""

from pathlib import Path

from latentaudio.artifacts import TSNE, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.figures import tsne
from latentaudio.figures.program import figure_parser, titles_of
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--coordinates", type=Path, required=True, help="tsne.parquet")
    args = parser.parse_args()
    coordinates = read_table(args.coordinates, TSNE).to_pandas()
    titles = titles_of(args.factors)
    figure = tsne.draw(coordinates.rename(columns=titles), list(titles.values()))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
