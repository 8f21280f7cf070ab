"""Project all snippets in one space."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.embeddings.reading import iterate_activations
from latentaudio.projection.models import load_projection
from latentaudio.projection.storage import write_projections
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--space", required=True, help="e.g. layer_09")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True, help="table to write")
    parser.add_argument("activations", type=Path, nargs="+", help="the space's files")
    args = parser.parse_args()
    ids = strings(read_table(args.snippets, SNIPPETS), "snippet_id")
    stream = iterate_activations(args.space, args.activations, ids)
    write_projections(args.output, load_projection(args.model), ids, stream)


if __name__ == "__main__":
    cli.run(main)
