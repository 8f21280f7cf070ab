"""Predict each factor in one test fold from the projections of one space."""

import argparse
import json
from pathlib import Path

from latentaudio.artifacts import PREDICTIONS, SNIPPETS, read_table, write_table
from latentaudio.datasets.fold_table import read_folds
from latentaudio.decoding.predictions import predict, targets_of
from latentaudio.factor_types import factors_from_json
from latentaudio.projection.storage import read_projections
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--permuted-projections", type=Path, help="the control network's")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument(
        "--decoders",
        type=json.loads,
        required=True,
        help='decoders and their settings, JSON: {"knn": {"neighbors": 10}, "probe": {}}',
    )
    parser.add_argument("--space", required=True, help="e.g. layer_09")
    parser.add_argument("--fold", type=int, required=True)
    parser.add_argument("output", type=Path, help="table of predictions to write")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    ids = strings(snippets, "snippet_id")
    networks = {"trained": args.projections, "permuted": args.permuted_projections}
    predictions = predict(
        args.decoders,
        {name: read_projections(path, ids) for name, path in networks.items() if path},
        targets_of(snippets, args.factors),
        ids,
        strings(snippets, "group"),
        read_folds(args.folds, ids),
        space=args.space,
        fold=args.fold,
    )
    write_table(predictions, args.output, PREDICTIONS)


if __name__ == "__main__":
    cli.run(main)
