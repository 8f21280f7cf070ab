"""Write the sounds of the map in the format of scatter-sounds."""

import argparse
import sys
from pathlib import Path

from latentaudio.artifacts import MAP, RECORDINGS, SNIPPETS, SOUNDS, read_table
from latentaudio.explorer.clips import read_clips, read_descriptors
from latentaudio.explorer.scatter_sounds import ScatterSounds, write_scatter_sounds
from latentaudio.explorer.scatter_tables import coordinates, files_of, labels_on_map
from latentaudio.factor_types import factors_from_json
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="of the data set")
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--samplerate", type=int, required=True, help="of the clips (Hz)")
    parser.add_argument("--sounds", type=Path, required=True)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--recordings", type=Path, required=True)
    parser.add_argument("--map", type=Path, required=True, help="of three dimensions")
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("folder", type=Path, help="folder to write")
    args = parser.parse_args()
    sounds = read_table(args.sounds, SOUNDS)
    ids = strings(sounds, "snippet_id")
    notes = write_scatter_sounds(
        args.folder,
        args.name,
        ScatterSounds(
            points=coordinates(args.map, read_table(args.map, MAP), ids),
            labels=labels_on_map(read_table(args.snippets, SNIPPETS), args.factors, ids),
            files=files_of(sounds, read_table(args.recordings, RECORDINGS)),
            descriptors=read_descriptors(args.clips, ids),
            samplerate=args.samplerate,
            flacs=read_clips(args.clips, ids, "flac"),
            sprites=read_clips(args.clips, ids, "sprite"),
        ),
    )
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


if __name__ == "__main__":
    cli.run(main)
