"""Compute a feature of the snippets of one part of the recordings."""

import argparse
from pathlib import Path

from latentaudio.embeddings.feature_files import write_feature
from latentaudio.features.feature import find_feature
from latentaudio.networks.registry import describe
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--feature", required=True, help="name of the feature, e.g. log_mel")
    parser.add_argument("--source", type=Path, required=True, help="what it is computed from")
    parser.add_argument("--compression-level", type=int, required=True)
    parser.add_argument("output", type=Path, help="file to write")
    args = parser.parse_args()
    network = describe(args.network, args.network_module)
    write_feature(
        find_feature(args.feature, network),
        args.source,
        args.output,
        compression_level=args.compression_level,
    )


if __name__ == "__main__":
    cli.run(main)
