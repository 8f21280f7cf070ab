"""Draw the direct-to-reverberant ratio and the reverberation time of sounds at distances."""

from pathlib import Path

from latentaudio.artifacts import RECORDINGS, read_table
from latentaudio.figures import rooms
from latentaudio.figures.program import figure_parser
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = figure_parser(__doc__)
    parser.add_argument("--recordings", type=Path, required=True, help="table of recordings")
    args = parser.parse_args()
    recordings = read_table(args.recordings, RECORDINGS).to_pandas()
    save_figure(rooms.draw(recordings), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
