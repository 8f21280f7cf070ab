"""Labels of a map: from a table, a pattern, or names that are known."""

import csv

import pytest
from tiny_sources import touch

from latentaudio.datasets.proposing.known_names import KNOWN_NAMES
from latentaudio.datasets.proposing.labels import (
    labels_by_pattern,
    labels_in_names,
    labels_in_table,
)
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor

FILES = ["a/1.wav", "a/2.wav", "b/3.wav", "b/4.wav"]


def table(folder, *rows, delimiter=","):
    touch(folder, *FILES)
    path = folder / "labels.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.mark.parametrize(
    ("names", "expected", "folds"),
    [
        (["1-100032-A-0.wav", "5-9032-B-49.wav"], ["clip", "take", "target"], True),
        (["fold1/101-3-0-2.wav"], ["fsid", "target", "occurrence", "slice"], True),
        (["00044347.wav", "001ca53d.wav"], [], False),
        # One that is named otherwise could not be read.
        (["1-100032-A-0.wav", "dog.wav"], [], False),
    ],
)
def test_names_of_published_data_sets_are_known(names, expected, folds):
    found = labels_in_names(names)
    assert [factor.name for factor in found.factors] == expected
    assert found.has_folds == folds
    assert bool(found.pattern) == bool(expected) == bool(found.notes)


@pytest.mark.parametrize("known", KNOWN_NAMES, ids=lambda known: known.title)
def test_every_known_name_gives_labels_that_the_workflow_takes(known):
    assert labels_by_pattern(known.pattern).factors


def test_named_groups_of_a_pattern_are_labels_but_for_groups_and_folds():
    found = labels_by_pattern(r"(?P<kind>[a-z]+)_(?P<group>\d+)_(?P<fold>\d)_(?P<take>\d)\.wav")
    assert found.factors == (Factor("kind"), Factor("take"))
    assert found.has_folds


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(?P<kind>", "not a regular expression"),
        (r"\w+\.wav", "no named group"),
        (r"(?P<fold>\d)\.wav", "no named group"),
        (r"(?P<path>.+)", "'path', but this is a column of the result tables"),
    ],
)
def test_a_pattern_without_labels_is_refused(pattern, message):
    with pytest.raises(ConfigError, match=message):
        labels_by_pattern(pattern)


def test_columns_of_a_table_are_labels_and_numbers_that_measure_are_numeric(tmp_path):
    rows = [
        (one, kind, str(f0))
        for one, kind, f0 in zip(FILES, "xxyy", (220, 440, 880, 500), strict=True)
    ]
    path = table(tmp_path, ("path", "kind", "f0"), *rows)
    found = labels_in_table(path, tmp_path, FILES)
    assert found.factors == (Factor("kind"), Factor("f0", "numeric"))
    # It can be used as it is.
    assert (found.table, found.copied) == (path, None)


def test_a_table_with_other_separators_is_copied(tmp_path):
    rows = [(one.split("/")[1], kind, "1") for one, kind in zip(FILES, "xxyy", strict=True)]
    path = table(tmp_path, ("file", "kind", "fold"), *rows, delimiter=";")
    found = labels_in_table(path, tmp_path, FILES)
    assert found.table is None
    assert found.paths == tuple(FILES)
    assert [(one.name, one.values) for one in found.copied] == [
        ("kind", ("x", "x", "y", "y")),
        ("fold", ("1",) * 4),
    ]
    assert found.has_folds


def test_columns_that_cannot_be_shown_are_named_with_the_reason(tmp_path):
    columns = {
        "path": FILES,
        "start_s": "1234",
        "note": ("", "NA", "loud", "soft"),
        "title": "abcd",
        "kind": "xxyy",
        "rate": ("44.1",) * 4,
    }
    rows = zip(*columns.values(), strict=True)
    found = labels_in_table(table(tmp_path, list(columns), *rows), tmp_path, FILES)
    assert [factor.name for factor in found.factors] == ["kind"]
    said = "\n".join(found.notes)
    assert "'start_s' is not shown: " in said
    assert "'note' is not shown: 2 of its values are missing" in said
    assert "'rate' is not shown: it is the same for all sounds" in said
    assert "'title' is not shown: it has a different text for every sound" in said


def test_a_table_that_does_not_match_names_every_row_and_file(tmp_path):
    rows = [(one, "x") for one in [*FILES[:2], "gone.wav", "lost.wav"]]
    with pytest.raises(DatasetError) as caught:
        labels_in_table(table(tmp_path, ("path", "kind"), *rows), tmp_path, FILES)
    assert "2 rows of column 'path' name no sound file" in str(caught.value)
    assert "2 sound files have no row" in str(caught.value)
    for name in ("gone.wav", "lost.wav", *FILES[2:]):
        assert name in str(caught.value)
