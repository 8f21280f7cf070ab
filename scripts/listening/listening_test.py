"""Make a listening test: sounds with neutral names, an answer sheet, a page, and the key."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.file_digests import Digests
from latentaudio.factor_types import factors_from_json
from latentaudio.listening.making import Settings, make_test
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--samplerate", type=int, required=True, help="of the network (Hz)")
    parser.add_argument("--snippet-samples", type=int, required=True)
    parser.add_argument("--slice-s", type=float, help="length of a sound (s); that of a snippet")
    parser.add_argument("--blocks", type=int, required=True)
    parser.add_argument("--per-cell", type=int, required=True, help="sounds in a block")
    parser.add_argument("--held-out-fraction", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--title", required=True, help="title of the page")
    parser.add_argument("--digests", type=Path, help="index of the digests of files")
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--measured", type=Path, nargs="+", required=True)
    parser.add_argument("--key", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--folder", type=Path, required=True, help="folder to write")
    args = parser.parse_args()
    make_test(
        read_table(args.snippets, SNIPPETS),
        args.factors,
        SnippetFormat(args.samplerate, args.snippet_samples),
        Settings(
            blocks=args.blocks,
            per_cell=args.per_cell,
            seed=args.seed,
            slice_s=args.slice_s,
            held_out_fraction=args.held_out_fraction,
            title=args.title,
        ),
        args.measured,
        folder=args.folder,
        key=args.key,
        digest=Digests(args.digests),
    )


if __name__ == "__main__":
    cli.run(main)
