"""Compute a feature of the snippets of one part of the recordings from their waveforms."""

import argparse
from pathlib import Path

from latentaudio.datasets.file_digests import Digests
from latentaudio.datasets.part_waveforms import part_waveforms
from latentaudio.datasets.sound_options import add_sound_options
from latentaudio.embeddings.feature_files import write_waveform_feature
from latentaudio.features.feature import find_feature
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--feature", required=True, help="name of the feature, e.g. mfcc")
    parser.add_argument("--measured", type=Path, required=True, help="measurements of the part")
    add_sound_options(parser)
    parser.add_argument("--compression-level", type=int, required=True)
    parser.add_argument("output", type=Path, help="file to write")
    args = parser.parse_args()
    network = describe(args.network, args.network_module)
    ids, waveforms = part_waveforms(
        args.measured,
        network.snippet,
        Digests(args.digests),
        skip_unreadable=args.skip_unreadable,
    )
    write_waveform_feature(
        find_feature(args.feature, network),
        ids,
        waveforms,
        args.output,
        compression_level=args.compression_level,
        progress=cli.Progress(f"snippets described by {args.feature}", len(ids)),
    )


if __name__ == "__main__":
    cli.run(main)
