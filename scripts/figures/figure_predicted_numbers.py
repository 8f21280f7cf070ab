"""Draw predicted against true values of numeric factors."""

from pathlib import Path

from latentaudio.factor_types import factors_from_json
from latentaudio.figures import predicted_numbers
from latentaudio.figures.program import figure_parser, read_labelled
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--values", type=Path, required=True, help="predicted and true values")
    parser.add_argument("--factors", required=True, help="the factors, as JSON")
    args = parser.parse_args()
    values = read_labelled(args.values, "prediction_scores", ("task", "model"))
    factors = factors_from_json(args.factors)
    save_figure(predicted_numbers.draw(values, factors), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
