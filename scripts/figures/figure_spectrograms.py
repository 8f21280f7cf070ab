"""Draw the log-mel spectrogram of one sound of each cell."""

from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.exemplars import exemplars
from latentaudio.embeddings.reading import find_log_mel
from latentaudio.factor_types import factors_from_json
from latentaudio.figures import spectrograms
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument(
        "--outputs", type=Path, nargs="+", required=True, help="files of embeddings/output/"
    )
    args = parser.parse_args()
    # A grid has two directions, so only the first two factors are shown.
    shown = args.factors[:2]
    chosen = exemplars(read_table(args.snippets, SNIPPETS), shown)
    patch = describe(args.network, args.network_module).patch
    patches = find_log_mel(args.outputs, chosen.values(), patch.shape)
    examples = [(cell[0], "".join(cell[1:]), patches[one]) for cell, one in chosen.items()]
    figure = spectrograms.draw(examples, patch, *(factor.title for factor in shown))
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
