"""Score the predictions of all spaces and folds."""

import argparse
from pathlib import Path

from latentaudio.artifacts import PREDICTIONS, SCORES, SNIPPETS, read_table, write_table
from latentaudio.decoding.scores import chance_levels, score_table
from latentaudio.factor_types import factors_from_json
from latentaudio.tables import labels_of
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--spaces", nargs="+", required=True, help="names of the spaces")
    parser.add_argument("--titles", nargs="+", required=True, help="one per space")
    parser.add_argument("--output", type=Path, required=True, help="table of scores to write")
    parser.add_argument("predictions", type=Path, nargs="+")
    args = parser.parse_args()
    categorical = [factor for factor in args.factors if not factor.is_numeric]
    chance = chance_levels(labels_of(read_table(args.snippets, SNIPPETS), categorical))
    tables = (read_table(path, PREDICTIONS) for path in args.predictions)
    spaces = dict(zip(args.spaces, args.titles, strict=True))
    write_table(score_table(tables, args.factors, chance, spaces), args.output, SCORES)


if __name__ == "__main__":
    cli.run(main)
