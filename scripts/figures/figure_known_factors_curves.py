"""Draw the loss of each autoencoder and flow by epoch."""

from pathlib import Path

from latentaudio.figures import known_factors_curves
from latentaudio.figures.program import curves_of_trainings, trainings_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = trainings_parser(__doc__)
    parser.add_argument("--histories", type=Path, nargs="+", required=True, help="one per scores")
    parser.add_argument("--capacity", type=float, required=True, help="vae.capacity")
    args = parser.parse_args()
    curves = curves_of_trainings(args.scores, args.histories, args.capacity)
    save_figure(known_factors_curves.draw(curves), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
