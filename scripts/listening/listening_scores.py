"""Score the answers of listeners, beside those of the network to the same sounds."""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio.artifacts import PREDICTIONS, SNIPPETS, read_csv, read_json, read_table, write_csv
from latentaudio.factor_types import factors_from_json
from latentaudio.listening.given_answers import read_answers
from latentaudio.listening.network_answers import best_networks
from latentaudio.listening.people_scores import score_people
from latentaudio.tables import labels_of, strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factors", type=factors_from_json, required=True, help="JSON list")
    parser.add_argument("--bootstrap", type=int, required=True, help="number of resamples")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--answers", type=Path, nargs="+", required=True, help="CSV files")
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--snippets", type=Path, required=True)
    parser.add_argument("--best", type=Path, required=True, help="best_layer.json")
    parser.add_argument("--predictions", type=Path, nargs="+", required=True, help="of all folds")
    parser.add_argument("--scores", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--confusion", type=Path, required=True, help="CSV file to write")
    args = parser.parse_args()
    # A class may be called "None" or "1": labels stay text.
    texts = {"dtype": str, "keep_default_na": False}
    key = read_csv(args.key, "listening_test", **texts)
    snippets = read_table(args.snippets, SNIPPETS)
    labels = labels_of(snippets, args.factors)
    classes = {name: np.unique(values).tolist() for name, values in labels.items()}
    best = read_json(args.best, "best_layer")
    layers = pa.array(sorted({one["layer"] for one in best["factors"].values()}), pa.int16())
    tables = (read_table(path, PREDICTIONS) for path in args.predictions)
    predictions = pa.concat_tables([one.filter(pc.is_in(one["layer"], layers)) for one in tables])
    scores, confusion = score_people(
        read_answers(args.answers, key, classes),
        key,
        best_networks(
            key, strings(snippets, "snippet_id").tolist(), predictions, best, args.factors
        ),
        [factor.name for factor in args.factors],
        resamples=args.bootstrap,
        seed=args.seed,
    )
    write_csv(args.scores, scores)
    write_csv(args.confusion, confusion)


if __name__ == "__main__":
    cli.run(main)
