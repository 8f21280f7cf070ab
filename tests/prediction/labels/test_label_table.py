from pathlib import Path

import pytest

from latentaudio.datasets.source import Recording
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.prediction.labels.label_table import (
    LabelColumn,
    label_lists,
    lists_and_errors,
    table_errors,
)

ROOT = Path("sounds")


def recording(path, original=None, notes=None):
    name = path.replace("/", "_")
    return Recording(name, ROOT / path, path, {}, name, original, notes=notes or {})


RECORDINGS = [recording("a/1.wav"), recording("a/2.wav"), recording("b/1.wav")]


def listed_in(folder, *rows, header="path,labels", recordings=RECORDINGS, **given):
    path = folder / "labels.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    column = LabelColumn.of("tags", {"table": str(path), "column": "labels", **given})
    return label_lists(column, recordings, ROOT)


ROWS = ['a/1.wav,"Bark,Dog"', "./a/2.wav,Rain", "b/1.wav,Dog"]


def test_labels_are_found_by_path(tmp_path):
    assert listed_in(tmp_path, *ROWS) == {
        "a_1.wav": ["Bark", "Dog"],
        "a_2.wav": ["Rain"],
        "b_1.wav": ["Dog"],
    }


def test_paths_are_made_of_columns_as_in_the_table_of_distances(tmp_path):
    header = "fileName,distance,label"
    rows = ["1.wav,a,Dog;Bark", "2.wav,a,Rain", "1.wav,b,Dog;Bark", "1.wav,b,Dog;Bark"]
    template = {"path_template": "{distance}/{fileName}", "column": "label", "separator": ";"}
    found = listed_in(tmp_path, *rows, header=header, **template)
    assert found["b_1.wav"] == ["Dog", "Bark"]


def test_copies_have_the_labels_of_their_originals(tmp_path):
    twin = recording("twins/a_1.flac", "a_1.wav")
    found = listed_in(tmp_path, *ROWS, recordings=[*RECORDINGS, twin])
    assert found["twins_a_1.flac"] == ["Bark", "Dog"]


def test_files_of_either_side_that_the_other_lacks_are_named_at_once(tmp_path):
    with pytest.raises(
        DatasetError,
        match=r"labels.csv: 2 of 3 recordings are not in it(.|\n)*\n  a_2.wav\n  b_1.wav\n"
        r"and 2 of 3 files are no recordings(.|\n)*label_sets.tags.unused: ignore:\n"
        r"  c/7.wav\n  c/8.wav",
    ):
        listed_in(tmp_path, "a/1.wav,Dog", "c/7.wav,Dog", "c/8.wav,Cat")
    assert len(listed_in(tmp_path, *ROWS, "c/7.wav,Dog", unused="ignore")) == 3


def test_lists_that_cannot_be_used_are_named_at_once(tmp_path):
    rows = ['a/1.wav,"Dog,,Cat"', 'a/2.wav,"Dog,Cat,Dog"', "b/1.wav,"]
    with pytest.raises(
        DatasetError,
        match=r"labels.csv: 3 lists of labels cannot be used(.|\n)*"
        r"a/1.wav: labels 'Dog,,Cat' has an empty label\n"
        r"  a/2.wav: labels 'Dog,Cat,Dog' repeats 'Dog'\n  b/1.wav: labels '' is empty",
    ):
        listed_in(tmp_path, *rows)


def test_recordings_without_labels_are_kept_if_asked(tmp_path):
    found = listed_in(tmp_path, *ROWS[:2], "b/1.wav,", empty="keep")
    assert found["b_1.wav"] == []


def test_marks_of_missing_values_are_no_labels(tmp_path):
    with pytest.raises(DatasetError, match="has 'n/a', which marks a missing value"):
        listed_in(tmp_path, *ROWS[:2], "b/1.wav,n/a")


def test_labels_that_look_the_same_are_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"1 labels are written in several ways(.|\n)*'Dog' and"):
        listed_in(tmp_path, *ROWS[:2], "b/1.wav,dog")


def test_a_file_has_one_list(tmp_path):
    with pytest.raises(
        DatasetError, match=r"1 rows give a file other labels(.|\n)*line 5: a/1.wav"
    ):
        listed_in(tmp_path, *ROWS, "a/1.wav,Cat")


def test_rows_without_a_file_are_named(tmp_path):
    with pytest.raises(DatasetError, match=r"2 rows name no file; fill in 'path':\n  line 5"):
        listed_in(tmp_path, *ROWS, ",Cat", ",Dog")


def test_every_kind_of_problem_is_found_and_the_first_is_raised(tmp_path):
    rows = ['a/1.wav,"Dog,Dog"', "a/1.wav,Cat", "a/2.wav,dog", ",Rain", "c/7.wav,Cat"]
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(["path,labels", *rows]) + "\n", "utf-8")
    column = LabelColumn.of("tags", {"table": str(path), "column": "labels"})
    lists, errors = lists_and_errors(column, RECORDINGS, ROOT)
    assert lists == {"a_1.wav": ["Dog", "Dog"], "a_2.wav": ["dog"]}
    expected = (
        "1 rows name no file",
        "1 rows give a file other labels",
        "1 of 3 recordings are not in it",
        "1 lists of labels cannot be used",
        "1 labels are written in several ways",
    )
    assert [words in str(error) for words, error in zip(expected, errors, strict=True)] == [
        True
    ] * 5
    with pytest.raises(DatasetError) as raised:
        label_lists(column, RECORDINGS, ROOT)
    assert str(raised.value) == str(errors[0])
    # Without recordings, what rests on them is not asked.
    assert [str(one) for one in table_errors(column, ROOT)] == [str(one) for one in errors[:2]]


def test_a_table_without_rows_lacks_all_recordings(tmp_path):
    with pytest.raises(DatasetError, match=r"labels\.csv: "):
        listed_in(tmp_path)


def test_missing_columns_and_tables_are_named(tmp_path):
    with pytest.raises(DatasetError, match=r"no column 'path'; found 'fname', 'labels'; set "):
        listed_in(tmp_path, "1,Dog", header="fname,labels")
    gone = LabelColumn.of("tags", {"table": str(tmp_path / "no.csv"), "column": "labels"})
    with pytest.raises(DatasetError, match=r"no.csv: not found.*set prediction.label_sets.tags"):
        label_lists(gone, RECORDINGS, ROOT)


def test_labels_may_be_notes_of_the_manifest():
    recordings = [
        recording("1.wav", notes={"labels": "Dog,Bark", "by": "x"}),
        recording("2.wav", notes={"labels": "Rain", "by": "y"}),
    ]
    column = LabelColumn.of("tags", {"column": "labels"})
    assert label_lists(column, recordings, ROOT) == {"1.wav": ["Dog", "Bark"], "2.wav": ["Rain"]}
    with pytest.raises(ConfigError, match=r"tags.column: 'tags' is no column(.|\n)*'labels', 'by'"):
        label_lists(LabelColumn.of("tags", {"column": "tags"}), recordings, ROOT)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "tags: key 'column' is missing"),
        ({"colum": "x"}, r"key 'colum' found, expected one of .*; did you mean 'column'\?"),
        ({"column": "x", "separator": ""}, "tags.separator: is empty"),
        ({"column": "x", "empty": "drop"}, "tags.empty: 'drop' found, expected one of error, keep"),
        ({"column": "x", "unused": 1}, "tags.unused: 1 found, expected one of error, ignore"),
        ({"column": "x", "path_template": "{a}"}, "tags.path_template: found, but no table"),
        (
            {"column": "x", "table": "t", "path_template": "a"},
            r"tags.path_template: 'a' found \(no column in braces\)",
        ),
        ({"column": "x", "fewest": 0}, "tags.fewest: found 0, expected at least 1"),
        ({"column": "x", "beta": 0.0}, "tags.beta: found 0.0, expected a number above 0"),
    ],
)
def test_keys_that_cannot_work_are_named(given, message):
    with pytest.raises(ConfigError, match=message):
        LabelColumn.of("tags", given)
