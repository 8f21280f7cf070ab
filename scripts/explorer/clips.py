"""Cut the clips of the sounds of the map, and draw and measure each."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SOUNDS, read_table
from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.explorer.clips import write_clips
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--sounds", type=Path, required=True, help="table of the chosen sounds")
    add_sound_options(parser)
    parser.add_argument("--output", type=Path, required=True, help="table to write")
    parser.add_argument(
        "measured", type=Path, nargs="+", help="measurements of all parts, in their order"
    )
    args = parser.parse_args()
    snippet = describe(args.network, args.network_module).snippet
    chosen = read_table(args.sounds, SOUNDS, ["snippet_id"])["snippet_id"].to_pylist()
    digests = Digests(args.digests)
    sounds = (
        one
        for measured in args.measured
        for one in zip(
            *part_waveforms(measured, snippet, digests, skip_unreadable=args.skip_unreadable),
            strict=True,
        )
    )
    write_clips(args.output, chosen, sounds, snippet.samplerate)


if __name__ == "__main__":
    cli.run(main)
