"""Draw the decoding scores by layer."""

from pathlib import Path

from latentaudio.artifacts import SCORES, read_csv, read_json, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.figures import accuracy_by_layer
from latentaudio.figures.program import add_network_title, figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    add_network_title(parser)
    parser.add_argument("--scores", type=Path, required=True, help="scores.parquet")
    parser.add_argument("--comparisons", type=Path, required=True, help="layers.csv")
    parser.add_argument("--best", type=Path, required=True, help="best_layer.json")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    args = parser.parse_args()
    scores = read_table(args.scores, SCORES).to_pandas()
    figure = accuracy_by_layer.draw(
        scores,
        read_csv(args.comparisons, "compare"),
        read_json(args.best, "best_layer"),
        args.factors,
        args.network_title,
    )
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
