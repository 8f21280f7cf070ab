"""List the output classes that the network hears in each cell of the design."""

import argparse
from pathlib import Path

from latentaudio.artifacts import OUTPUT, SNIPPETS, read_table, write_csv
from latentaudio.factor_types import factors_from_json
from latentaudio.networks.registry import describe
from latentaudio.networks.top_classes import top_classes
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--output", type=Path, required=True, help="CSV file to write")
    parser.add_argument("outputs", type=Path, nargs="+", help="files of the network's output")
    args = parser.parse_args()
    names = describe(args.network, args.network_module).classes
    snippets = read_table(args.snippets, SNIPPETS)
    outputs = (read_table(path, OUTPUT, ["snippet_id", "logits"]) for path in args.outputs)
    write_csv(args.output, top_classes(snippets, outputs, args.factors, names))


if __name__ == "__main__":
    cli.run(main)
