"""Train autoencoders of handwritten digits at several values of beta, and measure their codes."""

import argparse
import sys
from pathlib import Path
from typing import Any

from latentaudio.artifacts import write_csv
from latentaudio.known_factors.digit_traversals import write_digit_traversals
from latentaudio.known_factors.digits_study import MNIST_PIXELS, PIXELS, study_digits
from latentaudio.networks.tensorflow_core import use_threads
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--betas", type=float, nargs="+", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", required=True, help="one training each")
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--table", type=Path, required=True, help="CSV to write")
    parser.add_argument("--traversals", type=Path, required=True, help="table to write")
    args = parser.parse_args()

    use_threads(args.threads)
    trainings = len(args.betas) * len({PIXELS, MNIST_PIXELS}) * len(args.seeds)
    progress = cli.Progress("trainings", trainings)

    def report(number: int, record: dict[str, Any]) -> None:
        progress(number)
        print(
            f"beta {record['beta']:g} for {record['pixels']} pixels, seed {record['seed']}: rate "
            f"{record['rate']:.2f} nats, {record['active_units']} active units, accuracy "
            f"{record['accuracy']:.3f}",
            file=sys.stderr,
        )

    records, traversals = study_digits(args.betas, args.seeds, args.seed, on_case=report)
    import pandas as pd

    write_csv(args.table, pd.DataFrame(records))
    write_digit_traversals(args.traversals, traversals)


if __name__ == "__main__":
    cli.run(main)
