"""What a manifest says in other ways than by a path and a label in each row."""

import dataclasses

import pytest
from tiny_sources import CROSSED, manifest, touch

from latentaudio.datasets.listing import list_recordings, listing_errors
from latentaudio.datasets.notes import note_table
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor

LABELS = (Factor("label"),)


def listed_in(root, header, *rows, name="sounds.csv", **options):
    """A manifest with one factor, `label`; files that `make` names are created."""
    touch(root, *options.pop("make", ()))
    (root / name).write_text("\n".join([header, *rows]) + "\n", "utf-8")
    given = {"manifest": root / name, "factors": LABELS, **options}
    return Source("manifest", root, **given)


def in_parts(root, train, test, make, **options):
    """Two tables, one for each part of a data set."""
    paths = {"train": root / "a.csv", "test": root / "b.csv"}
    for path, rows in zip(paths.values(), (train, test), strict=True):
        path.write_text("\n".join(rows) + "\n", "utf-8")
    given = {"path_template": "{part}/{fname}.wav", "factors": LABELS, **options}
    touch(root, *make)
    return Source("manifest", root, tables=paths, **given)


TRAIN = ["fname,label,verified", "1,dog,1", "2,cat,0"]
TEST = ["fname,label", "1,cat", "3,dog"]
FILES = ["train/1.wav", "train/2.wav", "test/1.wav", "test/3.wav"]


class TestPaths:
    def test_paths_are_made_of_cells(self, tmp_path):
        source = listed_in(
            tmp_path,
            "name,box,label",
            "1,a,dog",
            "1,b,cat",
            path_template="box {box}/{name}.wav",
            make=["box a/1.wav", "box b/1.wav"],
        )
        paths = [one.relative_path for one in list_recordings(source)]
        assert paths == ["box a/1.wav", "box b/1.wav"]

    def test_columns_that_a_template_needs_are_missed_by_name(self, tmp_path):
        source = listed_in(tmp_path, "name,label", "1,dog", path_template="{box}/{name}.wav")
        with pytest.raises(DatasetError, match=r"no column 'box'; found .*'box', 'name' \(dataset"):
            list_recordings(source)

    def test_a_row_without_a_cell_of_its_path_is_named(self, tmp_path):
        source = listed_in(tmp_path, "name,label", "1,dog", ",cat", path_template="{name}.wav")
        with pytest.raises(DatasetError, match=r"1 paths are empty(.|\n)*sounds\.csv line 3"):
            list_recordings(source)

    def test_names_tell_what_the_table_does_not(self, tmp_path):
        rows = [(f"{fold}-{10 * fold}-A.wav", label) for fold in (1, 2) for label in ("dog",)]
        rows += [(f"{fold}-{10 * fold + 1}-A.wav", "cat") for fold in (1, 2)]
        source = listed_in(
            tmp_path,
            "path,label",
            *map(",".join, rows),
            pattern=r"(?P<fold>\d)-(?P<clip>\d+)-A\.wav",
            group_column="clip",
            fold_column="fold",
            make=[path for path, _ in rows],
        )
        found = {(one.factors["label"], one.group, one.fold) for one in list_recordings(source)}
        assert found == {
            ("dog", "10", "1"),
            ("dog", "20", "2"),
            ("cat", "11", "1"),
            ("cat", "21", "2"),
        }

    def test_a_pattern_is_that_of_paths_below_the_root(self, tmp_path):
        rows = [f"{tmp_path}/a/1.wav,dog", r"b\2.wav,cat"]
        source = listed_in(
            tmp_path,
            "path,label",
            *rows,
            pattern=r"(?P<box>[ab])/\d\.wav",
            group_column="box",
            make=["a/1.wav", "b/2.wav"],
        )
        assert [one.group for one in list_recordings(source)] == ["a", "b"]

    def test_names_that_do_not_match_and_columns_that_are_told_twice_are_refused(self, tmp_path):
        source = listed_in(
            tmp_path, "path,label", "a.wav,dog", "b1.wav,cat", pattern=r"b(?P<n>\d)\.wav"
        )
        with pytest.raises(DatasetError, match=r"1 of 2 audio files do not match(.|\n)*  a\.wav"):
            list_recordings(source)
        twice = listed_in(tmp_path, "path,label,n", "b1.wav,dog,2", pattern=r"b(?P<n>\d)\.wav")
        with pytest.raises(ConfigError, match=r"has columns 'n', but dataset\.path_pattern"):
            list_recordings(twice)
        with pytest.raises(ConfigError, match=r"path_pattern: 'b\(' is not a regular expression"):
            list_recordings(dataclasses.replace(source, pattern="b("))


class TestParts:
    def test_several_tables_are_one_data_set_whose_parts_are_a_column(self, tmp_path):
        source = in_parts(tmp_path, TRAIN, TEST, FILES, fold_column="part")
        found = {
            one.relative_path: (one.factors["label"], one.fold) for one in list_recordings(source)
        }
        assert found == {
            "train/1.wav": ("dog", "train"),
            "train/2.wav": ("cat", "train"),
            "test/1.wav": ("cat", "test"),
            "test/3.wav": ("dog", "test"),
        }

    def test_missing_files_of_all_tables_are_named_at_once(self, tmp_path):
        source = in_parts(tmp_path, TRAIN, TEST, FILES[1:3])
        with pytest.raises(DatasetError, match="2 of 4 recordings do not exist") as caught:
            list_recordings(source)
        assert all(name in str(caught.value) for name in ("train/1.wav", "test/3.wav"))

    def test_messages_name_the_table_and_the_line(self, tmp_path):
        source = in_parts(tmp_path, TRAIN, [*TEST, "4,"], FILES)
        with pytest.raises(DatasetError, match=r"b\.csv line 4 \(test/4\.wav\): label"):
            list_recordings(source)

    def test_a_column_that_one_table_lacks_is_missed_there(self, tmp_path):
        source = in_parts(tmp_path, TRAIN, TEST, FILES, rows={"verified": ("1",)})
        with pytest.raises(DatasetError, match=r"b\.csv: no column 'verified'"):
            list_recordings(source)
        source = in_parts(tmp_path, TRAIN, TEST, FILES, fold_column="verified")
        with pytest.raises(
            ConfigError, match=r"fold_column: 'verified' is not among the columns of"
        ):
            list_recordings(source)


class TestRows:
    def test_rows_are_kept_by_columns_that_are_no_factors(self, tmp_path):
        rows = ["a.wav,dog,1", "b.wav,dog,0", "c.wav,cat,1"]
        source = listed_in(
            tmp_path, "path,label,ok", *rows, rows={"ok": ("1",)}, make=["a.wav", "c.wav"]
        )
        assert [one.relative_path for one in list_recordings(source)] == ["a.wav", "c.wav"]

    def test_cells_that_no_row_has_are_named_beside_those_found(self, tmp_path):
        source = listed_in(tmp_path, "path,label,ok", "a.wav,dog,1", rows={"ok": ("yes",)})
        with pytest.raises(ConfigError, match=r"dataset\.rows: no row has ok 'yes'; found '1'"):
            list_recordings(source)


class TestUnlisted:
    def test_sound_files_that_no_row_names_are_an_error_if_asked(self, tmp_path):
        source = manifest(tmp_path)
        touch(tmp_path, "more/extra.wav", "notes.txt")
        assert len(list_recordings(source)) == 4
        with pytest.raises(DatasetError, match=r"1 of 5 sound files(.|\n)*  more/extra\.wav$"):
            list_recordings(dataclasses.replace(source, all_listed=True))

    def test_rows_that_are_left_out_name_files_too(self, tmp_path):
        source = manifest(tmp_path, all_listed=True)
        source = dataclasses.replace(source, rows={"pitch": ("low",)})
        with pytest.raises(DatasetError, match="factor 'pitch' has 1 class"):
            list_recordings(source)

    def test_missing_and_unlisted_files_are_told_together(self, tmp_path):
        source = manifest(tmp_path, all_listed=True)
        (tmp_path / CROSSED[0][0]).rename(tmp_path / "renamed.wav")
        errors, _ = listing_errors(source)
        text = "\n".join(map(str, errors))
        assert "1 of 4 sound files" in text
        assert "1 of 4 recordings do not exist" in text


class TestNotes:
    def test_notes_are_text_or_lists_in_a_table_of_their_own(self, tmp_path):
        train = ["fname,label,verified,tags", '1,dog,1,"Bark,Dog"', "2,cat,0,"]
        source = in_parts(
            tmp_path,
            train,
            TEST,
            FILES,
            notes={"tags": "list", "verified": "text", "part": "text"},
        )
        recordings = list_recordings(source)
        assert note_table(source, recordings).to_pylist() == [
            {"recording_id": "test__1", "tags": [], "verified": "", "part": "test"},
            {"recording_id": "test__3", "tags": [], "verified": "", "part": "test"},
            {"recording_id": "train__1", "tags": ["Bark", "Dog"], "verified": "1", "part": "train"},
            {"recording_id": "train__2", "tags": [], "verified": "0", "part": "train"},
        ]

    def test_a_first_label_is_a_factor_only_if_asked(self, tmp_path):
        rows = ['a.wav,"Bark,Dog,Animal"', 'b.wav,"Meow,Cat,Animal"']
        source = listed_in(
            tmp_path, "path,label", *rows, notes={"label": "list"}, make=["a.wav", "b.wav"]
        )
        with pytest.raises(ConfigError, match=r"'label' holds lists .*first_of: {label: label}"):
            list_recordings(source)
        first = dataclasses.replace(source, first_of={"label": "label"})
        recordings = list_recordings(first)
        assert [one.factors["label"] for one in recordings] == ["Bark", "Meow"]
        assert recordings[0].notes == {"label": "Bark,Dog,Animal"}

    @pytest.mark.parametrize(
        ("cell", "why"),
        [
            ("Bark,,Dog", "has an empty label"),
            ("Bark,Dog,", "has an empty label"),
            ("Bark,Dog,Bark", "repeats 'Bark'"),
        ],
    )
    def test_lists_with_empty_or_repeated_labels_are_named(self, tmp_path, cell, why):
        rows = ["a.wav,x,Dog", f'b.wav,y,"{cell}"']
        source = listed_in(
            tmp_path, "path,label,tags", *rows, notes={"tags": "list"}, make=["a.wav", "b.wav"]
        )
        with pytest.raises(DatasetError, match="1 lists of labels cannot be used") as caught:
            list_recordings(source)
        assert f"sounds.csv line 3 (b.wav): tags {cell!r} {why}" in str(caught.value)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"notes": {"tag": "list"}}, r"dataset\.notes: 'tag' is not among the columns of"),
            ({"notes": {"recording_id": "text"}}, r"dataset\.notes: 'recording_id' is in"),
            ({"first_of": {"kind": "label"}}, r"dataset\.first_of: 'kind' is not a categorical"),
        ],
    )
    def test_notes_and_first_labels_that_cannot_be_are_refused(self, tmp_path, options, message):
        source = listed_in(tmp_path, "path,label", "a.wav,dog", "b.wav,cat", **options)
        with pytest.raises(ConfigError, match=message):
            list_recordings(source)
