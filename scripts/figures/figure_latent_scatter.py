"""Draw held-out sounds on the units that say most about each factor."""

from pathlib import Path

from latentaudio.figures import latent_scatter
from latentaudio.figures.program import shown_trainings, trainings_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = trainings_parser(__doc__)
    parser.add_argument("--shown", type=Path, nargs="+", required=True, help="one per scores")
    args = parser.parse_args()
    shown = shown_trainings(args.scores, args.shown, few=True)
    save_figure(latent_scatter.draw(shown, args.factors), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
