"""Draw the affine and higher-order change by each stage of a flow."""

from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import stages
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--stages", type=Path, required=True, help="stages.csv")
    args = parser.parse_args()
    save_figure(stages.draw(read_csv(args.stages, "flow")), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
