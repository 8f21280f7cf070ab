"""Compute the frames of the recordings of one part, whole recordings at a time."""

from latentaudio.datasets.measured_files import measured_rows
from latentaudio.features.frames import FrameSettings
from latentaudio.prediction.frames.frame_files import write_frames
from latentaudio.prediction.frames.frames_program import frames_parser, recordings_of
from latentaudio.workflow import cli


def main() -> None:
    args = frames_parser(__doc__).parse_args()
    settings = FrameSettings.of(args.settings)
    count = len(measured_rows(args.measured, ()))
    progress = cli.Progress(f"recordings in frames of {settings.kind}", count)
    write_frames(args.output, settings, args.samplerate, recordings_of(args), progress)


if __name__ == "__main__":
    cli.run(main)
