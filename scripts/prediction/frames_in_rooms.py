"""Compute frames of the recordings of one part as they are heard in drawn rooms."""

from latentaudio.datasets.measured_files import measured_rows
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.frames.frame_files import write_frames
from latentaudio.prediction.frames.frames_program import frames_parser, recordings_of
from latentaudio.prediction.frames.reverberant_frames import in_rooms
from latentaudio.workflow import cli


def main() -> None:
    parser = frames_parser(__doc__)
    parser.add_argument("--rooms", type=int, required=True, help="in which each is heard")
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    args = parser.parse_args()
    settings = FrameSettings.of(args.settings)
    count = len(measured_rows(args.measured, ())) * args.rooms
    progress = cli.Progress(f"recordings in rooms, in frames of {settings.kind}", count)
    heard = in_rooms(recordings_of(args), args.rooms, args.samplerate, args.seed)
    write_frames(args.output, settings, args.samplerate, heard, progress)


if __name__ == "__main__":
    cli.run(main)
