"""Draw how well each model ranks recordings by each label that they may have."""

from pathlib import Path

from latentaudio.figures import label_precisions
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--per-label", type=Path, required=True, help="scores of each label")
    args = parser.parse_args()
    per_label = read_labelled(args.per_label, "prediction_scores", ("task", "model", "label"))
    save_figure(label_precisions.draw(per_label), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
