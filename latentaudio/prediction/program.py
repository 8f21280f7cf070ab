"""Parts shared by the programs that train predictors."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from latentaudio.artifacts import RECORDINGS, SNIPPETS, read_table
from latentaudio.datasets.fold_table import SCHEMES, read_folds
from latentaudio.factor_types import Factor
from latentaudio.prediction.kinds.names import asked_kind
from latentaudio.prediction.labels.label_files import with_label_lists
from latentaudio.prediction.tasks.task_data import TaskData, task_data
from latentaudio.seeds import integer_seed
from latentaudio.tables import strings


class Job(NamedTuple):
    """What a training is of: its recordings, their rows of the table, and its seed."""

    data: TaskData
    recordings: pa.Table
    seed: int


def predictor_parser(description: str | None) -> ArgumentParser:
    """Create a parser with the options that all trainings have."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--recordings", type=Path, required=True, help="table of recordings")
    parser.add_argument("--snippets", type=Path, required=True, help="table of snippets")
    parser.add_argument("--folds", type=Path, required=True, help="table of folds")
    parser.add_argument("--scheme", choices=SCHEMES, required=True, help="of these folds")
    parser.add_argument("--fold", type=int, required=True, help="number of the fold that is tested")
    parser.add_argument("--task", required=True, help="name of what is predicted")
    parser.add_argument(
        "--task-kind", type=json.loads, help="its kind, as JSON; default: classes of a factor"
    )
    parser.add_argument("--label-lists", type=Path, help="lists of labels, for a task of labels")
    parser.add_argument(
        "--apart", nargs="+", default=[], help="columns that training shares nothing of with tests"
    )
    parser.add_argument("--model", required=True, help="name of the model, for its seed")
    parser.add_argument("--training-seed", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True, help="seed of the run")
    parser.add_argument(
        "--hearing",
        type=json.loads,
        required=True,
        help="how recordings are read, see latentaudio.prediction.familiarity.hearing; as JSON",
    )
    parser.add_argument("folder", type=Path, help="folder to write to")
    return parser


def job_of(args: Namespace) -> Job:
    """Read the tables that `predictor_parser` asks for."""
    snippets = read_table(args.snippets, SNIPPETS)
    folds = read_folds(args.folds, strings(snippets, "snippet_id"))[args.scheme]
    asked = args.task_kind or asked_kind(Factor(args.task))
    recordings = read_table(args.recordings, RECORDINGS)
    if args.label_lists is not None:
        recordings = with_label_lists(recordings, args.label_lists, args.task)
    data = task_data(recordings, snippets, folds, args.task, asked, args.apart)
    of_task = np.isin(strings(recordings, "recording_id"), data.recording_ids)
    seed = integer_seed(
        args.seed, "predictor", args.task, args.model, args.training_seed, args.fold
    )
    return Job(data, recordings.filter(pa.array(of_task)), seed)
