"""Compare all representations of the same sounds: means over seeds, and differences of pairs."""

import argparse
from pathlib import Path

from latentaudio.artifacts import write_csv
from latentaudio.known_factors.comparison import compare, gather, read_scores
from latentaudio.known_factors.contrasts import contrasts, read_half_samples
from latentaudio.tuning import gathered
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=Path, nargs="+", required=True, help="one per training")
    parser.add_argument("--half-samples", type=Path, nargs="+", required=True)
    parser.add_argument("--comparison", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--seeds", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--contrasts", type=Path, required=True, help="CSV file to write")
    parser.add_argument(
        "--tried", type=Path, nargs="*", default=[], help="tables of settings, one per method"
    )
    parser.add_argument("--tuning", type=Path, required=True, help="CSV file to write")
    args = parser.parse_args()
    scores = gather(map(read_scores, args.scores))
    write_csv(args.seeds, scores)
    write_csv(args.comparison, compare(scores))
    write_csv(args.contrasts, contrasts(scores, map(read_half_samples, args.half_samples)))
    write_csv(args.tuning, gathered(args.tried))


if __name__ == "__main__":
    cli.run(main)
