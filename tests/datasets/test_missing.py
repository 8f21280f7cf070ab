import dataclasses

import pytest
from tiny_sources import CROSSED, folder, manifest

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.missing import is_marker
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor

#: As R, pandas, Excel, SQL, other programs and people write them.
WRITTEN = [
    *("NA", "na", "N/A", "n/a", "<NA>", "#N/A", "#NA", "nan", "NaN", "-NaN", "None", "NONE"),
    *("null", "NULL", "Missing", "undefined", "#REF!", "#DIV/0!", "-", "--", "?", ".", "..."),
    # Dashes and letters of other kinds, with or without what cannot be seen.
    *("\u2013", "\u2014", "\uff2e\uff21", "N\u00adA", "\u2026", "\uff1f", "\u200b", "\u3164"),
]
NAMES = ["Nana", "no", "unknown", "0", "-1", "x", "inf", "?a", "a-", "n", "Nat", "false", "NA1"]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_for_a_missing_value_is_a_marker(name):
    assert is_marker(name)


@pytest.mark.parametrize("name", NAMES)
def test_other_names_are_no_markers(name):
    assert not is_marker(name)


@pytest.mark.parametrize("column", ["pitch", "bird", "part"])
def test_markers_in_labels_groups_and_folds_are_refused(tmp_path, column):
    rows = [dict(zip(("path", "pitch", "decay"), row, strict=True)) for row in CROSSED]
    for row, part in zip(rows, "1212", strict=True):
        row.update(bird=f"b{part}", part=part)
    rows[2][column] = "NA"
    source = manifest(
        tmp_path,
        [tuple(row.values()) for row in rows],
        ",".join(rows[0]),
        group_column="bird",
        fold_column="part",
    )
    with pytest.raises(DatasetError) as caught:
        list_recordings(source)
    message = str(caught.value)
    assert "1 labels, groups or folds mark a missing value" in message
    assert "dataset.classes" in message
    assert f"sounds.csv line 4 (high_long.wav): {column} 'NA'" in message


def test_markers_in_names_of_files_are_refused(tmp_path):
    source = folder(tmp_path, "low_NA_1.wav", pattern=r"(?P<pitch>\w+)_(?P<decay>\w+)_\d\.wav")
    with pytest.raises(DatasetError, match=r"low_NA_1\.wav \(low_NA_1\.wav\): decay 'NA'"):
        list_recordings(source)


def test_a_marker_that_is_declared_is_a_class(tmp_path):
    rows = [("a.wav", "na", "s"), ("b.wav", "ba", "s")]
    source = dataclasses.replace(
        manifest(tmp_path, rows, classes={"pitch": ("na", "ba")}), factors=(Factor("pitch"),)
    )
    assert {one.factors["pitch"] for one in list_recordings(source)} == {"na", "ba"}
    # Another spelling is not declared.
    with pytest.raises(DatasetError, match="mark a missing value"):
        list_recordings(dataclasses.replace(source, classes={"pitch": ("NA", "ba")}))


def test_a_group_is_no_class(tmp_path):
    rows = [(*row, "NA") for row in CROSSED]
    source = manifest(
        tmp_path, rows, "path,pitch,decay,group", classes={"pitch": ("low", "high", "NA")}
    )
    with pytest.raises(DatasetError, match="4 labels, groups or folds mark"):
        list_recordings(source)


def test_group_and_fold_of_a_copy_may_be_missing(tmp_path):
    rows = [(*row, name, name, "") for row, name in zip(CROSSED, "1122", strict=True)]
    rows.append(("copy.wav", "low", "long", "NA", "NA", "low_long.wav"))
    header = "path,pitch,decay,group,fold,augmentation_of"
    source = manifest(tmp_path, rows, header, fold_column="fold")
    assert {(one.group, one.fold) for one in list_recordings(source)} == {("1", "1"), ("2", "2")}


def test_a_missing_original_is_left_empty(tmp_path):
    rows = [(*row, "NA") for row in CROSSED]
    with pytest.raises(DatasetError, match="if the recording is no copy, leave the cell empty"):
        list_recordings(manifest(tmp_path, rows, "path,pitch,decay,augmentation_of"))


def test_a_number_is_not_missing(tmp_path):
    source = dataclasses.replace(
        manifest(tmp_path, [("a.wav", "NA", "s"), ("b.wav", "1", "s"), ("c.wav", "2", "x")]),
        factors=(Factor("pitch", "numeric"), Factor("decay")),
    )
    with pytest.raises(DatasetError, match=r"line 2 \(a\.wav\): pitch 'NA', expected a finite"):
        list_recordings(source)


def test_a_program_that_lists_once_more_does_not_check_names_again(tmp_path):
    # It is not told which labels are classes, nor which columns are distinct.
    rows = [("a.wav", "NA", "l"), ("b.wav", "na", "l"), ("c.wav", "NA", "s"), ("d.wav", "na", "s")]
    declared = manifest(tmp_path, rows, classes={"pitch": ("NA", "na")}, distinct=("pitch",))
    told = dataclasses.replace(declared, classes={}, distinct=())
    assert list_recordings(told, names_checked=True) == list_recordings(declared)
    with pytest.raises(DatasetError, match="mark a missing value"):
        list_recordings(told)
