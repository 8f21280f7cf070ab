"""Assign every snippet to a cross-validation fold in each scheme."""

import argparse
from pathlib import Path

import numpy as np

from latentaudio.artifacts import FOLDS, SNIPPETS, read_table, write_table
from latentaudio.datasets.fold_table import GROUPED, RANDOM, SCHEMES, fold_table
from latentaudio.datasets.folds import folds_of_scheme
from latentaudio.factor_types import factors_from_json
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--given", action="store_true", help="use the folds in column 'fold'")
    parser.add_argument("--grouped", type=int, help="number of grouped folds, if any")
    parser.add_argument("--random", type=int, help="number of random folds, if any")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("snippets", type=Path, help="table of snippets")
    parser.add_argument("output", type=Path, help="table of folds to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    counts = {GROUPED: args.grouped, RANDOM: args.random}
    assigned: dict[str, np.ndarray] = {}
    for scheme in SCHEMES if args.given else counts:
        assigned |= folds_of_scheme(snippets, args.factors, scheme, counts.get(scheme), args.seed)
    write_table(fold_table(snippets["snippet_id"], assigned), args.output, FOLDS)


if __name__ == "__main__":
    cli.run(main)
