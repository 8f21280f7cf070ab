import dataclasses

import pytest
from tiny_sources import CROSSED, folder, manifest

from latentaudio.datasets.given_folds import fold_numbers
from latentaudio.datasets.listing import list_recordings
from latentaudio.errors import ConfigError, DatasetError

HEADER = "path,pitch,decay,fold"


def given(root, folds, header=HEADER, **options):
    """A manifest whose recordings are in these folds."""
    rows = [(*row, fold) for row, fold in zip(CROSSED, folds, strict=True)]
    return manifest(root, rows, header, **{"fold_column": "fold", **options})


def folds_of(source):
    return {one.recording_id: one.fold for one in list_recordings(source)}


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["10", "9", "1", "9"], ["1", "9", "10"]),
        (["0.5", "-1", "1e1"], ["-1", "0.5", "1e1"]),
        (["fold10", "fold2", "fold1"], ["fold1", "fold2", "fold10"]),
        (["test", "train", "1"], ["1", "test", "train"]),
        (["b", "a", "nan"], ["a", "b", "nan"]),
    ],
)
def test_folds_are_numbered_from_1_in_natural_order(names, ordered):
    assert list(fold_numbers(names).items()) == [(name, i) for i, name in enumerate(ordered, 1)]


def test_a_column_gives_the_folds(tmp_path):
    expected = {"low_long": "1", "low_s": "2", "high_long": "1", "high_s": "2"}
    assert folds_of(given(tmp_path, "1212")) == expected
    without = dataclasses.replace(given(tmp_path, "1212"), fold_column=None)
    assert set(folds_of(without).values()) == {None}


def test_a_named_group_gives_the_folds(tmp_path):
    pattern = r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_(?P<part>\d)\.wav"
    source = folder(tmp_path, pattern=pattern, fold_column="part")
    assert {one.recording_id[-1] == one.fold for one in list_recordings(source)} == {True}


def test_a_missing_column_is_named_beside_those_found(tmp_path):
    with pytest.raises(ConfigError, match=r"fold_column: 'part' is not among the columns.*'fold'"):
        list_recordings(given(tmp_path, "1212", fold_column="part"))
    with pytest.raises(ConfigError, match=r"fold_column: 'part' is not among the named groups"):
        list_recordings(folder(tmp_path, fold_column="part"))


def test_recordings_without_a_fold_are_named(tmp_path):
    with pytest.raises(DatasetError, match=r"1 recordings have no fold.*\n.* line 3 "):
        list_recordings(given(tmp_path, ["1", "", "2", "2"]))


@pytest.mark.parametrize("count", [1, 100])
def test_too_few_and_too_many_folds_are_refused(tmp_path, count):
    rows = [(f"{i}.wav", *CROSSED[i % 4][1:], str(i % count)) for i in range(100)]
    source = manifest(tmp_path, rows, HEADER, fold_column="fold")
    with pytest.raises(ConfigError, match=rf"has {count} different values .*expected 2 to 99"):
        list_recordings(source)


def test_a_group_in_two_folds_is_named_with_its_recordings(tmp_path):
    rows = [(*row, fold, row[1]) for row, fold in zip(CROSSED, "1222", strict=True)]
    source = manifest(tmp_path, rows, f"{HEADER},group", fold_column="fold")
    with pytest.raises(
        DatasetError,
        match=r"1 groups have recordings in different folds(.|\n)*"
        r"group 'low': low_long\.wav in '1', low_s\.wav in '2'",
    ):
        list_recordings(source)


def test_copies_and_twins_are_in_the_fold_of_their_original(tmp_path):
    rows = [(*row, fold, "") for row, fold in zip(CROSSED, "1212", strict=True)]
    rows.append(("copy.wav", "low", "long", "", "low_long.wav"))
    source = manifest(
        tmp_path,
        rows,
        f"{HEADER},augmentation_of",
        fold_column="fold",
        reverberated=tmp_path / "reverberated",
    )
    folds = folds_of(source)
    assert folds["copy"] == folds["low_long"] == folds["low_long__reverb"] == "1"


def test_folds_that_remain_after_a_selection_count(tmp_path):
    source = given(tmp_path, "1323", select={"pitch": ("low",)})
    with pytest.raises(DatasetError, match="factor 'pitch' has 1 class"):
        list_recordings(source)
    both = given(tmp_path, "1131", select={"decay": ("long", "s")})
    assert set(folds_of(both).values()) == {"1", "3"}
