"""Draw the loss of each flow by epoch."""

from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import training
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument(
        "--history", type=Path, nargs="+", required=True, help="history.csv of each flow"
    )
    parser.add_argument(
        "--names", nargs="+", required=True, help="name of each flow, in the same order"
    )
    args = parser.parse_args()
    if len(args.history) != len(args.names):
        parser.error(
            f"{len(args.history)} files for --history, {len(args.names)} values for --names; "
            "expected one name per file"
        )
    histories = [read_csv(path, "flow") for path in args.history]
    figure = training.draw(list(zip(args.names, histories, strict=True)))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
