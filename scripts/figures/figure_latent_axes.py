"""Draw the held-out sounds on the factor axes."""

from pathlib import Path

from latentaudio.artifacts import LATENTS, SNIPPETS, read_json, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.factors import RESIDUAL, factor_layout
from latentaudio.figures import latent_axes
from latentaudio.figures.program import figure_parser, titles_of
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--latents", type=Path, required=True, help="latents.parquet")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument("--architecture", type=Path, required=True, help="architecture.json")
    parser.add_argument("--metrics", type=Path, required=True, help="metrics.json of the flow")
    args = parser.parse_args()
    latents = read_table(args.latents, LATENTS, ["snippet_id", "split", "z"])
    names = [factor.name for factor in args.factors]
    snippets = read_table(args.snippets, SNIPPETS, ["snippet_id", "group", *names])
    dimensions = read_json(args.architecture, "flow")["dimensions_per_factor"]
    axes = [name for name in dimensions if name != RESIDUAL]
    layout = factor_layout(axes, sum(dimensions.values()), dimensions)
    z, labels = latent_axes.held_out(latents, snippets, args.factors)
    metrics = read_json(args.metrics, "disentanglement")
    figure = latent_axes.draw(z, labels, titles_of(args.factors), layout, metrics)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
