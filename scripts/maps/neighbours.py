"""List the nearest sounds of each sound in several spaces."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.maps.near_sounds import write_neighbours
from latentaudio.maps.sound_rows import find_sounds
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    parser.add_argument("--neighbours", type=int, required=True, help="number for each sound")
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="one per space")
    parser.add_argument("--projections", type=Path, nargs="+", required=True, help="one per space")
    parser.add_argument("outputs", type=Path, nargs="+", help="tables to write, one per space")
    args = parser.parse_args()
    sounds = find_sounds(args.sounds, read_table(args.snippets, SNIPPETS, ["snippet_id"]))
    for projections, model, path in zip(args.projections, args.models, args.outputs, strict=True):
        coordinates = sounds.coordinates(projections, model)
        write_neighbours(path, sounds.ids, coordinates, args.neighbours)


if __name__ == "__main__":
    cli.run(main)
