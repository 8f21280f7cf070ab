"""Predict the classes of one test fold from the projections of one layer."""

import argparse
from pathlib import Path

from latentaudio.artifacts import PREDICTIONS, SNIPPETS, read_table, write_table
from latentaudio.datasets.fold_table import read_folds
from latentaudio.decoding.decoders import KNN, KNN_PERMUTED, PROBE
from latentaudio.decoding.predictions import predict
from latentaudio.factor_types import factors_from_json
from latentaudio.projection.storage import read_projections
from latentaudio.tables import labels_of, strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--permuted-projections", type=Path, help="the control network's")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--fold", type=int, required=True)
    parser.add_argument("--neighbors", type=int, required=True)
    parser.add_argument("--probe", action="store_true", help="also use a linear probe")
    parser.add_argument("output", type=Path, help="table of predictions to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    ids = strings(snippets, "snippet_id")
    coordinates = {KNN: read_projections(args.projections, ids)}
    if args.probe:
        coordinates[PROBE] = coordinates[KNN]
    if args.permuted_projections:
        coordinates[KNN_PERMUTED] = read_projections(args.permuted_projections, ids)
    predictions = predict(
        coordinates,
        labels_of(snippets, args.factors),
        ids,
        read_folds(args.folds, ids),
        layer=args.layer,
        fold=args.fold,
        neighbors=args.neighbors,
    )
    write_table(predictions, args.output, PREDICTIONS)


if __name__ == "__main__":
    cli.run(main)
