"""Score and compare all models by what they say about held-out recordings."""

import argparse
import json
from pathlib import Path

import pandas as pd

from latentaudio.artifacts import write_csv
from latentaudio.prediction.choices.model_comparisons import compare_models
from latentaudio.prediction.kinds.names import CLASSES, LABELS, NUMBERS
from latentaudio.prediction.scoring.class_tables import (
    class_scores,
    confusions,
    ranked_labels,
    reliabilities,
)
from latentaudio.prediction.scoring.label_tables import label_reliabilities, per_label
from latentaudio.prediction.scoring.number_tables import predicted_values
from latentaudio.prediction.scoring.score_tables import Trained, by_model, fold_scores, model_scores
from latentaudio.prediction.tasks.recording_predictions import read_predictions
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--trainings", type=json.loads, required=True, help="JSON: task, model, seed, fold of each"
    )
    parser.add_argument("--predictions", type=Path, nargs="+", required=True, help="one of each")
    parser.add_argument("--resamples", type=int, required=True, help="of the bootstrap")
    parser.add_argument("--alpha", type=float, required=True, help="family-wise error rate")
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument("folder", type=Path, help="folder to write to")
    args = parser.parse_args()
    if len(args.trainings) != len(args.predictions):
        parser.error("--trainings and --predictions must be of the same length")
    trainings = [
        Trained(task, model, seed, fold, read_predictions(path))
        for (task, model, seed, fold), path in zip(args.trainings, args.predictions, strict=True)
    ]
    by_fold = fold_scores(trainings)
    scores = model_scores(trainings, by_fold, args.resamples, args.seed)
    write_csv(args.folder / "fold_scores.csv", by_fold)
    write_csv(args.folder / "scores.csv", scores)
    write_csv(args.folder / "comparisons.csv", compare_models(by_fold, args.alpha))
    of_classes, of_numbers, of_labels = (
        [one for one in trainings if one.predictions.task_kind.name == kind]
        for kind in (CLASSES, NUMBERS, LABELS)
    )
    if of_classes:
        write_csv(args.folder / "per_class.csv", class_scores(of_classes))
        write_csv(args.folder / "confusion.csv", confusions(of_classes))
    for (task, model), own in by_model(of_classes):
        write_csv(args.folder / task / model / "top3.csv", ranked_labels(own))
    if of_labels:
        write_csv(args.folder / "per_label.csv", per_label(of_labels, args.resamples, args.seed))
    tables = [reliabilities(of_classes)] if of_classes else []
    tables += [label_reliabilities(of_labels)] if of_labels else []
    if tables:
        write_csv(args.folder / "reliability.csv", pd.concat(tables, ignore_index=True))
    if of_numbers:
        write_csv(args.folder / "predicted_values.csv", predicted_values(of_numbers))


if __name__ == "__main__":
    cli.run(main)
