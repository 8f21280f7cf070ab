"""Reading the answers of listeners, as the page of a test saves them or a sheet has them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from latentaudio.errors import DatasetError, did_you_mean
from latentaudio.listening.answer_sheet import ANSWER

if TYPE_CHECKING:
    import pandas as pd

#: Mistakes of one file that are listed.
_LISTED = 10
#: What programs put between the cells of a CSV table.
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Answer:
    """One answer: the class that a listener chose for a factor of a sound."""

    listener: str
    trial: int
    factor: str
    label: str


def read_answers(
    paths: Iterable[Path], key: "pd.DataFrame", classes: Mapping[str, Sequence[str]]
) -> list[Answer]:
    """Read files of answers.

    Rows without any answer are passed over, and so is a factor without an answer in a row that has
    others. A listener without a name has that of the file.

    Parameters
    ----------
    paths
        CSV files with columns ``test, trial`` and, for each factor, ``answer_<factor>``; optional
        ``listener, file``.
    key
        The key of the test.
    classes
        Classes to choose from, by factor.

    Raises
    ------
    DatasetError
        When a file cannot be read, lacks a column, or has rows that do not fit the key: of another
        test, an unknown sound, an unknown class, or the second answer of a listener to a sound.
        File, row and column are named.
    """
    answers: list[Answer] = []
    taken: dict[tuple[str, int], str] = {}
    files = dict(zip(key["trial"].astype(int), key["file"].astype(str), strict=True))
    test = str(key["test"].iloc[0])
    for path in paths:
        mistakes: list[str] = []
        for number, row in _rows(path, ["test", "trial", *(ANSWER + name for name in classes)]):
            given = {name: row[ANSWER + name] for name in classes if row[ANSWER + name]}
            if not given:
                continue
            where = f"{path}, row {number}"
            found = [
                *_of_another_test(row, test, files),
                *_unknown_classes(given, classes),
            ]
            listener = row.get("listener") or path.stem
            if not found:
                trial = int(row["trial"])
                before = taken.setdefault((listener, trial), where)
                if before == where:
                    answers += [Answer(listener, trial, *item) for item in given.items()]
                else:
                    found = [
                        f"column trial: listener '{listener}' has answered trial {trial} before "
                        f"({before}); keep one answer, or give listeners different names"
                    ]
            mistakes += [f"{where}, {one}" for one in found]
        if mistakes:
            more = len(mistakes) - _LISTED
            rest = [f"... and {more} more"] if more > 0 else []
            raise DatasetError(
                "listening.answers: answers that cannot be used; correct them or remove the rows:"
                + "".join(f"\n  {one}" for one in [*mistakes[:_LISTED], *rest])
            )
    if not answers:
        raise DatasetError(
            "listening.answers: no answer found in any file; fill in the columns that begin with "
            f"'{ANSWER}', or set the key to null"
        )
    return answers


def _of_another_test(row: Mapping[str, str], test: str, files: Mapping[int, str]) -> Iterator[str]:
    if row["test"] != test:
        yield (
            f"column test: found '{row['test']}', expected '{test}'; these are answers to another "
            "test than the key is of"
        )
    trial = row["trial"]
    file = files.get(int(trial)) if trial.isdecimal() else None
    if file is None:
        yield f"column trial: found '{trial}', expected a number from 1 to {max(files)}"
    elif row.get("file", file) not in ("", file):
        yield f"column file: found '{row['file']}', but trial {trial} is {file}"


def _unknown_classes(
    given: Mapping[str, str], classes: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for name, label in given.items():
        if label not in classes[name]:
            known = did_you_mean(label, classes[name]) or f"; expected {', '.join(classes[name])}"
            yield f"column {ANSWER}{name}: unknown class '{label}'{known}"


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file, with their numbers as spreadsheets count (the header is 1)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"listening.answers: {path} cannot be read ({error}); give a CSV file in UTF-8"
        ) from error
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        raise DatasetError(
            f"listening.answers: {path} has no column {', '.join(missing)}; its columns are those "
            "of answer_sheet.csv of the test"
        )
    for number, row in enumerate(reader, start=2):
        yield number, {name: (row[name] or "").strip() for name in reader.fieldnames or ()}
