"""Collect the technical properties of the recordings, for a baseline."""

import argparse
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.features.technical import technical_values
from latentaudio.projection.storage import write_coordinates
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, required=True, help="recordings.parquet")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument("output", type=Path, help="table of properties to write")
    args = parser.parse_args()
    snippets = read_table(
        args.snippets, SNIPPETS, ["snippet_id", "recording_id", "group", "start_s", "level_db"]
    )
    values = technical_values(read_table(args.recordings, RECORDINGS), snippets)
    write_coordinates(args.output, strings(snippets, "snippet_id"), values)


if __name__ == "__main__":
    cli.run(main)
