"""Draw how important each unit of each representation is for each factor."""

from pathlib import Path

from latentaudio.figures import factor_importance
from latentaudio.figures.program import shown_trainings, titles_of, trainings_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = trainings_parser(__doc__)
    parser.add_argument(
        "--importances", type=Path, nargs="+", required=True, help="one per table of scores"
    )
    args = parser.parse_args()
    maps = shown_trainings(args.scores, args.importances)
    save_figure(factor_importance.draw(maps, titles_of(args.factors)), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
