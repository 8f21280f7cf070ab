"""Write the page that plays the views of all representations side by side."""

import argparse
from pathlib import Path

from latentaudio.known_factors.chosen_file import read_chosen
from latentaudio.known_factors.view_folders import make_players, read_tables
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--views", type=Path, nargs="+", required=True, help="tables of views")
    parser.add_argument(
        "--axes",
        type=Path,
        nargs="*",
        default=[],
        help="tables of axes, each in a folder named as its representation",
    )
    parser.add_argument("--chosen", type=Path, required=True, help="sounds to show")
    parser.add_argument("--sounds", type=Path, required=True, help="folder of the sounds")
    parser.add_argument("--title", required=True, help="title of the page")
    parser.add_argument("output", type=Path, help="folder to write")
    args = parser.parse_args()
    make_players(
        args.output,
        read_tables(args.views),
        {path.parent.name: path for path in args.axes},
        read_chosen(args.chosen),
        args.sounds,
        args.title,
    )


if __name__ == "__main__":
    cli.run(main)
