"""Draw whether models are as sure as they are right."""

from pathlib import Path

from latentaudio.figures import reliability
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument(
        "--reliability", type=Path, required=True, help="confidence and accuracy in bins"
    )
    parser.add_argument("--scores", type=Path, required=True, help="scores of all models")
    args = parser.parse_args()
    table = read_labelled(args.reliability, "prediction_scores", ("task", "model"))
    scores = read_labelled(args.scores, "prediction_scores", ("task", "model"))
    save_figure(reliability.draw(table, scores), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
