"""Draw what each model takes held-out recordings of a class for."""

from pathlib import Path

from latentaudio.figures import predicted_classes
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument(
        "--confusion", type=Path, required=True, help="counts of true and predicted classes"
    )
    parser.add_argument("--scores", type=Path, required=True, help="scores of all models")
    args = parser.parse_args()
    confusion = read_labelled(
        args.confusion, "prediction_scores", ("task", "model", "truth", "predicted")
    )
    scores = read_labelled(args.scores, "prediction_scores", ("task", "model"))
    save_figure(predicted_classes.draw(confusion, scores), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
