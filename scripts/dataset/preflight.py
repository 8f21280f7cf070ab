"""Check that the data set and the disk are large enough for the configured analyses."""

import argparse
import json
import sys
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table, write_json
from latentaudio.datasets.fold_table import read_folds
from latentaudio.factor_types import factors_from_json
from latentaudio.features.feature import find_feature
from latentaudio.networks.registry import describe
from latentaudio.tables import strings
from latentaudio.workflow import cli
from latentaudio.workflow.preflight import Sizes, check_disk, check_map, size_errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--folds", type=Path, nargs="?", help="none where nothing is decoded")
    parser.add_argument("--map-only", action="store_true", help="nothing is held out")
    parser.add_argument("--results", type=Path, required=True, help="folder of the run")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--layers", type=int, nargs="+", required=True)
    parser.add_argument("--kept-layers", type=int, nargs="*", required=True)
    parser.add_argument("--networks", type=int, required=True, help="2 with the control, else 1")
    parser.add_argument("--features", nargs="*", default=[], help="further spaces")
    parser.add_argument("--keep-features", action="store_true")
    parser.add_argument("--compression-level", type=int, required=True)
    parser.add_argument("--keep-free-gb", type=float, required=True)
    parser.add_argument("--components", type=int, help="none where nothing is projected")
    parser.add_argument("--fit-snippets", type=int, required=True)
    parser.add_argument("--fit-on", choices=["all", "training"], required=True)
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--neighbors", type=int, required=True)
    parser.add_argument("--perplexity", type=float, required=True)
    parser.add_argument(
        "--validation-fraction", type=float, help="validation groups of flows, if any"
    )
    parser.add_argument("--axis-neighbors", type=int, help="neighbors on the axes of flows")
    parser.add_argument(
        "--flow-classes", type=json.loads, default={}, help="classes of each factor, JSON"
    )
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("output", type=Path, help="JSON file to write")
    args = parser.parse_args()
    network = describe(args.network, args.network_module)
    layers = [network.layer(number) for number in args.layers]
    snippets = read_table(args.snippets, SNIPPETS)
    sizes = Sizes(
        layers=layers,
        components=args.components,
        fit_snippets=args.fit_snippets,
        fit_on=args.fit_on,
        neighbors=args.neighbors,
        perplexity=args.perplexity,
        held_out_fraction=args.held_out_fraction,
        validation_fraction=args.validation_fraction,
        axis_neighbors=args.axis_neighbors,
        flow_classes=args.flow_classes,
        seed=args.seed,
    )
    if args.map_only:
        check_map(len(snippets))
    else:
        ids = strings(snippets, "snippet_id")
        folds = {} if args.folds is None else read_folds(args.folds, ids)
        for error in size_errors(snippets, args.factors, folds, sizes):
            raise error
    figures = check_disk(
        args.results,
        snippets=len(snippets),
        layers=layers,
        kept_layers=[network.layer(number) for number in args.kept_layers],
        networks=args.networks,
        features=[find_feature(name, network).space for name in args.features],
        keep_features=args.keep_features,
        compression_level=args.compression_level,
        keep_free=args.keep_free_gb * 1e9,
    )
    print(
        f"{len(snippets)} snippets; activations take about {figures['activations_gb']:.2f} GB, of "
        f"which {figures['kept_gb']:.2f} GB are kept; {figures['free_gb']:.2f} GB of disk are free",
        file=sys.stderr,
    )
    estimates = {name: figures[name] for name in ("activations_gb", "kept_gb")}
    write_json(args.output, {"snippets": len(snippets), **estimates})


if __name__ == "__main__":
    cli.run(main)
