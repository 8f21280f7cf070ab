"""Draw how the distances of moved sounds changed, beside the controls."""

import argparse
from pathlib import Path

from latentaudio.artifacts import read_csv
from latentaudio.figures import transfer
from latentaudio.figures.style import save_figure
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", nargs="*", default=[], help="their order in the figure")
    parser.add_argument("--tests", type=Path, required=True, help="tests.csv")
    parser.add_argument("--svg", type=Path, required=True)
    parser.add_argument("--png", type=Path, required=True)
    args = parser.parse_args()
    # A factor may be called "None" or "1": only what is empty is missing, and names stay text.
    table = read_csv(
        args.tests, "transfer_tests", dtype={"factor": str}, keep_default_na=False, na_values=[""]
    )
    save_figure(transfer.draw(table, args.factors), args.svg, args.png)


if __name__ == "__main__":
    cli.run(main)
