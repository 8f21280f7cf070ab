"""List the labels of recordings, and check that each can be learned and tested in every fold."""

import argparse
import json
from pathlib import Path

from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.datasets.configured import from_json
from latentaudio.datasets.fold_table import SCHEMES, read_folds
from latentaudio.datasets.listing import list_recordings
from latentaudio.prediction.labels.label_files import write_label_lists
from latentaudio.prediction.labels.label_table import LabelColumn, label_lists
from latentaudio.prediction.tasks.label_tasks import check_labels
from latentaudio.tables import strings
from latentaudio.workflow import cli


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=from_json, required=True, help="the fields of a Source, as JSON"
    )
    parser.add_argument("--task", required=True, help="name of the task")
    parser.add_argument(
        "--column", type=json.loads, required=True, help="where labels are listed, as JSON"
    )
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--folds", type=Path, required=True, help="table of folds")
    parser.add_argument("--scheme", choices=SCHEMES, required=True, help="of these folds")
    parser.add_argument("recordings", type=Path, help="table of recordings")
    parser.add_argument("output", type=Path, help="table to write")
    args = parser.parse_args()
    column = LabelColumn.of(args.task, args.column)
    recordings = read_table(args.recordings, RECORDINGS)
    ids = strings(recordings, "recording_id").tolist()
    listed = list_recordings(args.source, names_checked=True)
    lists = label_lists(column, listed, args.source.root)
    snippets = read_table(args.snippets, SNIPPETS)
    folds = read_folds(args.folds, strings(snippets, "snippet_id"))[args.scheme]
    check_labels(column, lists, recordings, snippets, folds)
    write_label_lists(args.output, ids, lists)


if __name__ == "__main__":
    cli.run(main)
