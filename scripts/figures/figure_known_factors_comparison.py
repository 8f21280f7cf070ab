"""Draw how well each representation separates known factors."""

from latentaudio.figures import known_factors_comparison
from latentaudio.figures.program import compared, comparison_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    args = comparison_parser(__doc__).parse_args()
    save_figure(known_factors_comparison.draw(*compared(args)), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
