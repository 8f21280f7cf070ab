"""Obtain the weights of a network and verify them."""

import argparse
from pathlib import Path

from latentaudio.networks.registry import implementation
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    cli.add_network_options(parser)
    parser.add_argument("--source", required=True, help="where from; auto leaves it to the network")
    parser.add_argument("output", type=Path, help="archive of parameters to write")
    args = parser.parse_args()
    network = implementation(args.network, args.network_module)
    network.fetch_weights(args.source, args.output)


if __name__ == "__main__":
    cli.run(main)
