"""Draw which AudioSet classes rose and fell when sounds were moved."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import class_shifts
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", nargs="*", default=[], help="their order in the figure")
    parser.add_argument("--table", type=Path, required=True, help="class_shifts.csv")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    # A class may be called "None" or "1": only what is empty is missing, and labels stay text.
    text = dict.fromkeys(["factor", "own", "other"], str)
    table = read_csv(args.table, "class_shifts", dtype=text, keep_default_na=False, na_values=[""])
    save_figure(class_shifts.draw(table, args.factors), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
