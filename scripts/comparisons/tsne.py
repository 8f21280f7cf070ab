"""Map the projections of the first, the best and the last layer by t-SNE."""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from latentaudio.artifacts import SNIPPETS, TSNE, read_json, read_table, write_table
from latentaudio.factor_types import factors_from_json
from latentaudio.projection.sampling import sample_rows
from latentaudio.projection.storage import read_projections
from latentaudio.projection.tsne import map_table, tsne
from latentaudio.seeds import generator, integer_seed
from latentaudio.tables import labels_of, strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table-of-snippets", type=Path, required=True)
    parser.add_argument("--best", type=Path, required=True, help="best_layer.json")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--layers", type=int, nargs="+", required=True)
    parser.add_argument("--layer-names", nargs="+", required=True, help="one per layer")
    parser.add_argument("--snippets", type=int, required=True, help="number of snippets to map")
    parser.add_argument("--perplexity", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True, help="table to write")
    parser.add_argument("projections", type=Path, nargs="+", help="one per layer")
    args = parser.parse_args()
    snippets = read_table(args.table_of_snippets, SNIPPETS)
    everything = np.ones(len(snippets), bool)
    drawn = sample_rows(everything, args.snippets, generator(args.seed, "tsne sample"))
    all_ids = strings(snippets, "snippet_id")
    ids = all_ids[drawn]
    labels = {name: values[drawn] for name, values in labels_of(snippets, args.factors).items()}
    best = read_json(args.best, "best_layer")["overall"]["layer"]
    paths = dict(zip(args.layers, args.projections, strict=True))
    names = dict(zip(args.layers, args.layer_names, strict=True))
    maps = []
    for number in dict.fromkeys([min(paths), best, max(paths)]):
        coordinates = read_projections(paths[number], all_ids)[drawn]
        points = tsne(coordinates, args.perplexity, integer_seed(args.seed, "tsne", number))
        maps.append(map_table(number, names[number], ids, points, labels))
    write_table(pd.concat(maps), args.output, TSNE)


if __name__ == "__main__":
    cli.run(main)
