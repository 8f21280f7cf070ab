import dataclasses
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiny_sources import CROSSED, FACTORS, folder, ids, manifest

from latentaudio.datasets import checks
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor

# -- The source ------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("pitch", "pitch"), ("",), ("pitch", "group")])
def test_factors_need_different_names_that_are_free(tmp_path, names):
    source = dataclasses.replace(manifest(tmp_path), factors=tuple(map(Factor, names)))
    with pytest.raises(ConfigError, match=r"dataset\.factors: found"):
        list_recordings(source)


@pytest.mark.parametrize("key", ["classes", "select"])
def test_labels_of_an_unknown_factor_are_refused(tmp_path, key):
    source = dataclasses.replace(manifest(tmp_path), **{key: {"colour": ("red",)}})
    with pytest.raises(ConfigError, match=rf"dataset\.{key}: 'colour' is not a factor"):
        list_recordings(source)


# -- Names and labels ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x85b", "a\u2028b", "a\ufffeb"])
@pytest.mark.parametrize("column", ["path", "pitch", "group"])
def test_control_characters_in_paths_labels_and_groups_are_refused(tmp_path, text, column):
    row = {"path": "low_s.wav", "pitch": "low", "decay": "s", "group": "g", column: text}
    rows = [[*one, "h"] for one in CROSSED[:3]] + [list(row.values())]
    table = pa.table(dict(zip(row, map(list, zip(*rows, strict=True)), strict=True)))
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    with pytest.raises(
        DatasetError, match=rf"1 names contain .*control(.|\n)*row 4: {column} "
    ) as caught:
        list_recordings(source)
    assert repr(text) in str(caught.value)


def test_a_file_name_that_is_not_utf_8_is_refused(tmp_path):
    source = folder(tmp_path, pattern=r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_.+\.wav")
    try:
        (tmp_path / os.fsdecode(b"low_l_\xff.wav")).touch()
    except OSError:
        pytest.skip("this file system accepts only UTF-8 names")
    with pytest.raises(DatasetError, match=r"1 names contain .*UTF-8(.|\n)*low_l_\\udcff\.wav"):
        list_recordings(source)


def test_a_label_of_a_paragraph_is_refused(tmp_path):
    rows = [*CROSSED, ("a.wav", "x" * 201, "s")]
    with pytest.raises(DatasetError, match=r"1 labels have more than 200(.|\n)*201 characters"):
        list_recordings(manifest(tmp_path, rows))


def test_empty_labels_are_all_named(tmp_path):
    rows = [*CROSSED, ("a.wav", "", "s"), ("b.wav", "low", " ")]
    with pytest.raises(DatasetError, match="2 labels are empty") as caught:
        list_recordings(manifest(tmp_path, rows))
    assert "line 6 (a.wav): pitch" in str(caught.value)
    assert "line 7 (b.wav): decay" in str(caught.value)


def test_an_unknown_label_is_named_with_file_and_nearest_class(tmp_path):
    rows = [*CROSSED, ("a.wav", "hihg", "s"), ("b.wav", "low", "Lnog")]
    classes = {"pitch": ("low", "high"), "decay": ("long", "s")}
    with pytest.raises(DatasetError, match=r"2 labels.*dataset\.classes") as caught:
        list_recordings(manifest(tmp_path, rows, classes=classes))
    assert "(a.wav): pitch 'hihg', nearest 'high'" in str(caught.value)
    assert "(b.wav): decay 'Lnog', nearest 'long'" in str(caught.value)


def test_the_nearest_label_is_searched_only_for_labels_that_are_shown(tmp_path, monkeypatch):
    # The search is slow.
    searched = []
    monkeypatch.setattr(checks, "_nearest", lambda label, _: searched.append(label) or "a")
    rows = [(f"{i}.wav", f"x{i}", "s") for i in range(100)]
    source = manifest(tmp_path, rows, create=False, classes={"pitch": ("a", "b")})
    with pytest.raises(DatasetError, match="100 labels are not among") as caught:
        list_recordings(source)
    assert len(searched) == 20
    assert "and 80 more" in str(caught.value)


# -- The design ------------------------------------------------------------------------------------


def test_an_incomplete_design_names_its_empty_cells(tmp_path):
    rows = [*CROSSED[:3], ("m.wav", "middle", "long")]
    source = manifest(tmp_path, rows)
    with pytest.raises(DatasetError, match=r"2 of 6 cells.*complete_design: false") as caught:
        list_recordings(source)
    assert "high x s" in str(caught.value)
    assert "middle x s" in str(caught.value)
    assert len(ids(dataclasses.replace(source, complete_design=False))) == 4


def test_a_declared_class_without_recordings_is_an_empty_cell(tmp_path):
    source = manifest(tmp_path, classes={"pitch": ("low", "high", "middle")})
    with pytest.raises(DatasetError, match=r"2 of 6 cells(.|\n)*middle x long"):
        list_recordings(source)


def test_only_categorical_factors_make_up_the_design(tmp_path):
    rows = [("a.wav", "low", "1"), ("b.wav", "low", "2"), ("c.wav", "high", "3")]
    source = dataclasses.replace(
        manifest(tmp_path, rows), factors=(Factor("pitch"), Factor("decay", "numeric"))
    )
    assert len(ids(source)) == 3
    with pytest.raises(DatasetError, match=r"1 of 3 cells of the design pitch have no"):
        list_recordings(dataclasses.replace(source, classes={"pitch": ("low", "high", "middle")}))


def test_a_constant_number_is_refused(tmp_path):
    rows = [("a.wav", "low", "1"), ("b.wav", "high", "1.0")]
    source = dataclasses.replace(
        manifest(tmp_path, rows), factors=(Factor("pitch"), Factor("decay", "numeric"))
    )
    with pytest.raises(DatasetError, match=r"factor 'decay' has 1 value \('1.0'\)"):
        list_recordings(source)


@pytest.mark.parametrize("key", ["classes", "select"])
def test_a_numeric_factor_has_no_classes(tmp_path, key):
    source = manifest(tmp_path, **{key: {"decay": ("1",)}})
    with pytest.raises(
        ConfigError, match=rf"dataset\.{key}: 'decay' is numeric and has no classes"
    ):
        list_recordings(
            dataclasses.replace(source, factors=(Factor("pitch"), Factor("decay", "numeric")))
        )


def test_a_factor_with_one_class_is_refused(tmp_path):
    source = manifest(tmp_path, select={"decay": ("long",)})
    with pytest.raises(DatasetError, match=r"factor 'decay' has 1 class \('long'\)"):
        list_recordings(source)
