"""Render the sounds of one group of simulated rooms, one sound after the other."""

import argparse
import sys
from pathlib import Path

from latentaudio.datasets.configured import from_json
from latentaudio.datasets.known_distances import group_number, room_plan
from latentaudio.datasets.listing import dry_recordings
from latentaudio.datasets.room_sounds import write_group
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("--group", type=group_number, required=True, help="e.g. rooms_01")
    parser.add_argument("--acoustics", type=Path, required=True, help="table to write")
    parser.add_argument("output", type=Path, help="WAV file to write")
    args = parser.parse_args()
    plan = room_plan(args.source, dry_recordings(args.source, names_checked=True))
    heard, every = plan.pairs
    print(
        f"{len(plan.dealt[args.group])} dry sounds in {len(plan.rooms_of(args.group))} rooms; "
        f"of all {every:,} pairs of a dry sound and a room, {heard:,} are heard and "
        f"{every - heard:,} left out, so that no group shares a sound or a room with another",
        file=sys.stderr,
    )
    write_group(plan, args.group, args.output, args.acoustics)


if __name__ == "__main__":
    cli.run(main)
