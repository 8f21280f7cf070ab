"""Write what a manifest says about the recordings of a run beside their factors."""

import argparse
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, read_table
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.notes import write_notes
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("recordings", type=Path, help="table of recordings")
    parser.add_argument("output", type=Path, help="table of notes to write")
    args = parser.parse_args()
    listed = {one.recording_id: one for one in list_recordings(args.source, names_checked=True)}
    ids = strings(read_table(args.recordings, RECORDINGS), "recording_id")
    write_notes(args.source, [listed[one] for one in ids], args.output)


if __name__ == "__main__":
    cli.run(main)
