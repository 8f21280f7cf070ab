"""Write the page in which the sounds of a run are heard and seen."""

import argparse
import json
from pathlib import Path

from latentaudio.explorer.page_folder import write_page
from latentaudio.explorer.run_content import RunFiles, read_content
from latentaudio.factor_types import factors_from_json
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli

#: Options for single files and for several, by the names of the fields of `RunFiles`.
ONE = ("sounds", "recordings", "snippets", "passed_over", "clips")
SEVERAL = ("maps", "neighbours", "clusters", "moves", "outputs", "predictions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    for name in ONE:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True, help="table")
    parser.add_argument("--folds", type=Path, help="table of folds, where factors are decoded")
    for name in SEVERAL:
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[], help="files")
    parser.add_argument("--title", required=True, help="heading of the page")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument(
        "--layers", type=json.loads, required=True, help="names of layers by space, as JSON"
    )
    parser.add_argument("--scheme", required=True, help="of cross-validation")
    parser.add_argument("--best-layer", type=int, help="number of the best layer")
    parser.add_argument(
        "--made-with", type=json.loads, default={}, help="what to tell about the run, as JSON"
    )
    parser.add_argument("output", type=Path, help="folder to write")
    args = parser.parse_args()
    content = read_content(
        RunFiles(**{name: getattr(args, name) for name in (*ONE, "folds", *SEVERAL)}),
        title=args.title,
        network=describe(args.network, args.network_module),
        factors=args.factors,
        layers=args.layers,
        scheme=args.scheme,
        best_layer=args.best_layer,
        made_with=args.made_with,
    )
    write_page(args.output, content)


if __name__ == "__main__":
    cli.run(main)
