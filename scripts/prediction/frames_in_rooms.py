"""Compute frames of the recordings of one part as they are heard in drawn rooms."""

import argparse
import json
from pathlib import Path

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.measured_files import measured_rows
from latentaudio.datasets.part_waveforms import part_recordings
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.frame_files import write_frames
from latentaudio.prediction.reverberant_frames import in_rooms
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=json.loads, required=True, help="of frames, as JSON")
    parser.add_argument("--samplerate", type=int, required=True, help="of the waveforms, Hz")
    parser.add_argument("--rooms", type=int, required=True, help="in which each is heard")
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("--measured", type=Path, required=True, help="measurements of the part")
    parser.add_argument("--digests", type=Path, help="index of the digests of files")
    parser.add_argument("--skip-unreadable", action="store_true", help="pass over what is no sound")
    parser.add_argument("output", type=Path, help="file to write")
    args = parser.parse_args()
    settings = FrameSettings.of(args.settings)
    recordings = part_recordings(
        args.measured,
        args.samplerate,
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
    count = len(measured_rows(args.measured, ())) * args.rooms
    progress = cli.Progress(f"recordings in rooms, in frames of {settings.kind}", count)
    heard = in_rooms(recordings, args.rooms, args.samplerate, args.seed)
    write_frames(args.output, settings, args.samplerate, heard, progress)


if __name__ == "__main__":
    cli.run(main)
