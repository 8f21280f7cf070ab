"""Choose the held-out sounds that are shown, and the pairs between which models morph."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.factor_types import factors_from_json
from latentaudio.known_factors.chosen_file import choose, write_chosen
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--sounds", type=int, required=True, help="number of sounds")
    parser.add_argument("--pairs", type=int, required=True, help="number of pairs")
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("output", type=Path, help="JSON file to write")
    args = parser.parse_args()
    chosen = choose(
        read_table(args.snippets, SNIPPETS),
        args.factors,
        sounds=args.sounds,
        pairs=args.pairs,
        held_out_fraction=args.held_out_fraction,
        seed=args.seed,
    )
    write_chosen(args.output, chosen)


if __name__ == "__main__":
    cli.run(main)
