"""Write the reverberated twin of one recording."""

import argparse
from pathlib import Path

from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.reverberation import reverberate
from latentaudio.audio.segment import Segment
from latentaudio.datasets.measured_files import read_measured
from latentaudio.datasets.measuring import usable
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rt60-s", type=float, required=True, help="reverberation time (s)")
    parser.add_argument("--room-m", type=float, nargs=3, required=True, help="size of the room (m)")
    parser.add_argument(
        "--distance-m", type=float, required=True, help="from source to microphone (m)"
    )
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--lowest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--highest-hz", type=float, required=True, help="that the network hears")
    parser.add_argument("--start-s", type=float, help="of the segment that is reverberated, if any")
    parser.add_argument("--end-s", type=float, help="of that segment")
    parser.add_argument("--measured", type=Path, required=True, help="measurements of its part")
    parser.add_argument("--recording", required=True, help="id of the original in that table")
    parser.add_argument("original", type=Path)
    parser.add_argument("output", type=Path, help="FLAC file to write")
    args = parser.parse_args()
    reverberate(
        args.original,
        args.output,
        rt60_s=args.rt60_s,
        room_m=tuple(args.room_m),
        distance_m=args.distance_m,
        seed=args.seed,
        segment=None if args.start_s is None else Segment(args.start_s, args.end_s),
        channel=usable([read_measured([args.measured])[args.recording]])[0].channel,
        band=HeardBand(args.lowest_hz, args.highest_hz),
    )


if __name__ == "__main__":
    cli.run(main)
