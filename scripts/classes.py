"""List the AudioSet classes that YAMNet hears in each cell of the design."""

import argparse
from pathlib import Path

from latentaudio import cli
from latentaudio.artifacts import OUTPUT, SNIPPETS, read_table, write_csv
from latentaudio.heard import top_classes
from latentaudio.tables import ids_by_recording


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True, help="CSV file to write")
    parser.add_argument("outputs", type=Path, help="folder of YAMNet's outputs")
    args = parser.parse_args()
    snippets = read_table(args.snippets, SNIPPETS)
    outputs = (
        read_table(args.outputs / f"{name}.parquet", OUTPUT, columns=["snippet_id", "logits"])
        for name in ids_by_recording(snippets)
    )
    write_csv(args.output, top_classes(snippets, outputs, args.factors))


if __name__ == "__main__":
    cli.run(main)
