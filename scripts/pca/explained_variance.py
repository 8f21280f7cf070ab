"""Tabulate the variance that each component of each space's projection explains."""

import argparse
from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.projection.models import load_projection
from latentaudio.projection.pca import explained_variance_table
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spaces", nargs="+", required=True, help="names of the spaces")
    parser.add_argument("--titles", nargs="+", required=True, help="one per space")
    parser.add_argument("--output", type=Path, required=True, help="CSV file to write")
    parser.add_argument("models", type=Path, nargs="+", help="one per space")
    args = parser.parse_args()
    models = (load_projection(path) for path in args.models)
    spaces = dict(zip(args.spaces, args.titles, strict=True))
    write_csv(args.output, explained_variance_table(models, spaces))


if __name__ == "__main__":
    cli.run(main)
