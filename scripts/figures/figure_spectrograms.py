"""Draw one sound of each cell of the design as YAMNet's front end sees it."""

import argparse
from pathlib import Path

from latentaudio.artifacts import SNIPPETS, read_table
from latentaudio.datasets.exemplars import exemplars
from latentaudio.embeddings.reading import find_log_mel
from latentaudio.figures import spectrograms
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", nargs="+", required=True)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument(
        "--outputs", type=Path, nargs="+", required=True, help="files of YAMNet's output"
    )
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    # A page has two directions: of more than two factors the first two are shown.
    shown = args.factors[:2]
    chosen = exemplars(read_table(args.snippets, SNIPPETS), shown)
    patches = find_log_mel(args.outputs, chosen.values())
    examples = [(cell[0], "".join(cell[1:]), patches[one]) for cell, one in chosen.items()]
    figure = spectrograms.draw(examples, *shown)
    save_figure(figure, args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
