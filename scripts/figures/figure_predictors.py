"""Draw how well each model predicts held-out recordings."""

from pathlib import Path

from latentaudio.figures import predictors
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--scores", type=Path, required=True, help="scores of all models")
    parser.add_argument("--by-fold", type=Path, required=True, help="scores of each training")
    args = parser.parse_args()
    scores = read_labelled(args.scores, "prediction_scores", ("task", "model"))
    by_fold = read_labelled(args.by_fold, "prediction_scores", ("task", "model"))
    save_figure(predictors.draw(scores, by_fold), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
