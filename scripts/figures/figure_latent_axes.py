"""Draw the held-out sounds on the factor axes."""

from pathlib import Path

from latentaudio.artifacts import LATENTS, SNIPPETS, read_json, read_table
from latentaudio.factors import RESIDUAL, factor_layout
from latentaudio.figures import latent_axes
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--factors", nargs="+", required=True, help="names of the factors")
    parser.add_argument("--latents", type=Path, required=True, help="latents.parquet")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument("--architecture", type=Path, required=True, help="architecture.json")
    parser.add_argument("--metrics", type=Path, required=True, help="metrics.json of the flow")
    args = parser.parse_args()
    latents = read_table(args.latents, LATENTS, ["snippet_id", "split", "z"])
    snippets = read_table(args.snippets, SNIPPETS, ["snippet_id", "group", *args.factors])
    dimensions = read_json(args.architecture, "flow")["dimensions_per_factor"]
    names = [name for name in dimensions if name != RESIDUAL]
    layout = factor_layout(names, sum(dimensions.values()), dimensions)
    z, labels = latent_axes.held_out(latents, snippets, args.factors)
    figure = latent_axes.draw(
        z, labels, args.factors, layout, read_json(args.metrics, "disentanglement")
    )
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
