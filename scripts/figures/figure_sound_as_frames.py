"""Draw one sound as models see it: samples, spectrogram, and frames of each kind."""

import json
from pathlib import Path

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.part_waveforms import first_recording
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.features.frames import FrameSettings
from latentaudio.figures import sound_as_frames
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument(
        "--frames", type=json.loads, required=True, help="settings by name, as JSON"
    )
    parser.add_argument("--samplerate", type=int, required=True, help="of the waveforms, Hz")
    parser.add_argument("--measured", type=Path, nargs="+", required=True, help="of all parts")
    add_sound_options(parser)
    args = parser.parse_args()
    name, waveform = first_recording(
        args.measured,
        args.samplerate,
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
    figure = sound_as_frames.draw(
        name,
        sound_as_frames.excerpt(waveform, args.samplerate),
        args.samplerate,
        {name: FrameSettings.of(given) for name, given in args.frames.items()},
    )
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
