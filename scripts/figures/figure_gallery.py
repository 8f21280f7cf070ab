"""Draw a gallery of random sounds of the set in some features, with the values of their factors."""

from itertools import groupby
from pathlib import Path

import numpy as np

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.factor_types import factors_from_json
from latentaudio.features.feature import find_feature
from latentaudio.figures import gallery
from latentaudio.figures.program import figure_parser
from latentaudio.figures.space_pictures import picture_scale
from latentaudio.figures.style import save_figure
from latentaudio.known_factors.chosen_file import factor_columns, factor_text
from latentaudio.networks.registry import describe
from latentaudio.projection.sampling import collect
from latentaudio.seeds import generator
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument("--sounds", type=int, required=True, help="number of sounds")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument(
        "--values",
        type=Path,
        nargs="+",
        required=True,
        help="files of the features' values, each in a folder that bears the feature's name",
    )
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    ids = strings(snippets, "snippet_id")
    drawn = generator(args.seed, "gallery").permutation(len(ids))[: args.sounds]
    network = describe(args.network, args.network_module)
    pictures = {}
    for name, paths in groupby(args.values, lambda path: path.parent.name):
        files = list(paths)
        space = find_feature(name, network).space
        scale = picture_scale(name, space.shape, network)
        if scale is not None:
            stream = iterate_activations(name, files, ids)
            values = collect(stream, drawn, units_in(files[0]))
            pictures[space.title] = (scale, list(values.astype(np.float32)))
    columns = factor_columns(snippets, args.factors)
    texts = [[factor_text(one, columns[one.name][row]) for one in args.factors] for row in drawn]
    save_figure(gallery.draw(pictures, texts), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
