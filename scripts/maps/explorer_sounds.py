"""Choose the sounds of the map."""

import argparse
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, SNIPPETS, SOUNDS, read_table, write_table
from latentaudio.maps.sounds import choose_sounds
from latentaudio.seeds import generator
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, required=True, help="recordings.parquet")
    parser.add_argument("--snippets", type=Path, required=True, help="snippets.parquet")
    parser.add_argument("--parts", type=int, required=True, help="number of parts")
    parser.add_argument("--sounds", type=int, required=True, help="largest number of sounds")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("output", type=Path, help="table to write")
    args = parser.parse_args()
    chosen = choose_sounds(
        read_table(args.recordings, RECORDINGS, ["recording_id", "augmentation_of"]),
        read_table(args.snippets, SNIPPETS, ["snippet_id", "recording_id"]),
        parts=args.parts,
        most=args.sounds,
        generator=generator(args.seed, "explorer sounds"),
    )
    write_table(chosen, args.output, SOUNDS)


if __name__ == "__main__":
    cli.run(main)
