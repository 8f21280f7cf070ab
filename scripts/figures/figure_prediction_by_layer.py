"""Draw how well heads on single layers predict held-out recordings, layer by layer."""

import json
from pathlib import Path

from latentaudio.figures import prediction_by_layer
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--scores", type=Path, required=True, help="scores of all models")
    parser.add_argument(
        "--heads", type=json.loads, required=True, help="JSON: layer and way of seeing it, by head"
    )
    args = parser.parse_args()
    scores = read_labelled(args.scores, "prediction_scores", ("task", "model"))
    save_figure(prediction_by_layer.draw(scores, args.heads), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
