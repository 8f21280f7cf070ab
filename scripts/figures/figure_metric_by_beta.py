"""Draw what beta does to VAEs."""

from latentaudio.figures import metric_by_beta
from latentaudio.figures.program import compared, comparison_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    args = comparison_parser(__doc__).parse_args()
    save_figure(metric_by_beta.draw(*compared(args)), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
