"""Draw what listeners and the network answer to the same sounds."""

from pathlib import Path

from latentaudio.factor_types import factors_from_json
from latentaudio.figures import people
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--confusion", type=Path, required=True, help="listening/confusion.csv")
    parser.add_argument("--scores", type=Path, required=True, help="listening/scores.csv")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    args = parser.parse_args()
    labels = ["factor", "decoder", "truth", "predicted"]
    figure = people.draw(
        read_labelled(args.confusion, "listening_scores", labels),
        read_labelled(args.scores, "listening_scores", ["factor", "decoder", "layer_name"]),
        [factor.name for factor in args.factors],
    )
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
