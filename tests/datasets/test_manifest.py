import dataclasses
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tiny_sources import CROSSED, FACTORS, NAMES, ids, manifest, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor


def test_a_manifest_gives_sorted_recordings_with_labels_and_own_groups(tmp_path):
    recordings = list_recordings(manifest(tmp_path))
    assert [r.recording_id for r in recordings] == ["high_long", "high_s", "low_long", "low_s"]
    first = recordings[0]
    assert first.path == tmp_path / "high_long.wav"
    assert first.relative_path == "high_long.wav"
    assert first.factors == {"pitch": "high", "decay": "long"}
    assert first.group == first.recording_id
    assert first.augmentation_of is None


def test_csv_and_parquet_manifests_give_the_same_recordings(tmp_path):
    source = manifest(tmp_path)
    columns = zip(*CROSSED, strict=True)
    table = pa.table(dict(zip(["path", *NAMES], map(list, columns), strict=True)))
    pq.write_table(table, tmp_path / "sounds.parquet")
    other = dataclasses.replace(source, manifest=tmp_path / "sounds.parquet")
    assert list_recordings(other) == list_recordings(source)


def test_numbers_as_labels_of_a_parquet_manifest_become_text_and_gaps_are_named(tmp_path):
    touch(tmp_path, "a.wav", "b.wav")
    source = Source("manifest", tmp_path, (Factor("pitch"),), manifest=tmp_path / "m.parquet")
    pq.write_table(pa.table({"path": ["a.wav", "b.wav"], "pitch": [220, 440]}), source.manifest)
    assert [r.factors["pitch"] for r in list_recordings(source)] == ["220", "440"]
    table = pa.table({"path": ["a.wav", "b.wav"], "pitch": [220.0, float("nan")]})
    pq.write_table(table, source.manifest)
    with pytest.raises(DatasetError, match=r"1 labels are empty(.|\n)*row 2 \(b\.wav\): pitch"):
        list_recordings(source)


def test_groups_come_from_the_column_that_the_config_names(tmp_path):
    rows = [(*row, "one" if row[1] == "low" else "two") for row in CROSSED]
    source = manifest(tmp_path, rows, "path,pitch,decay,player", group_column="player")
    assert [r.group for r in list_recordings(source)] == ["two", "two", "one", "one"]
    with pytest.raises(ConfigError, match=r"group_column: 'playr'.*'player'"):
        list_recordings(dataclasses.replace(source, group_column="playr"))


def test_missing_manifest_root_and_rows_are_named(tmp_path):
    source = manifest(tmp_path)
    with pytest.raises(DatasetError, match=r"none\.csv: not found"):
        list_recordings(dataclasses.replace(source, manifest=tmp_path / "none.csv"))
    with pytest.raises(DatasetError, match=r"nowhere: no such folder; set dataset\.root"):
        list_recordings(dataclasses.replace(source, root=tmp_path / "nowhere"))
    with pytest.raises(DatasetError, match=r"sounds\.csv: no rows"):
        list_recordings(manifest(tmp_path, []))


def test_missing_columns_are_named_beside_those_found(tmp_path):
    source = manifest(tmp_path, header="file,pitch,length")
    with pytest.raises(DatasetError, match="no column 'path', 'decay'; found 'file', 'pitch'"):
        list_recordings(source)


def test_lines_with_a_different_number_of_cells_are_named(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("a.wav", "low"), ("b.wav", "low", "s", "x")])
    with pytest.raises(DatasetError, match=r"3 columns, but 2 lines(.|\n)*line 6: 2(.|\n)*line 7"):
        list_recordings(source)


def test_a_manifest_that_is_not_a_table_is_named(tmp_path):
    source = manifest(tmp_path)
    source.manifest.write_bytes(b"path,pitch,decay\n\xff\xfe,low,long\n")
    with pytest.raises(DatasetError, match=r"sounds\.csv: cannot be read as CSV.*UTF-8"):
        list_recordings(source)
    (tmp_path / "m.parquet").write_text("no")
    with pytest.raises(DatasetError, match=r"m\.parquet: cannot be read as Parquet"):
        list_recordings(dataclasses.replace(source, manifest=tmp_path / "m.parquet"))


def test_a_byte_order_mark_and_blanks_around_cells_do_no_harm(tmp_path):
    source = manifest(tmp_path)
    text = source.manifest.read_text("utf-8").replace(",", " , ") + "\n\n"
    source.manifest.write_text(text, "utf-8-sig")
    assert ids(source) == ["high_long", "high_s", "low_long", "low_s"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_two_columns_with_the_same_name_are_refused(tmp_path, suffix):
    source = manifest(tmp_path, [(*row, "x") for row in CROSSED], "path,pitch,decay,pitch")
    if suffix == "parquet":
        columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
        names = ["path", "pitch", "decay", "pitch"]
        pq.write_table(pa.table([*columns, columns[1]], names=names), tmp_path / "m.parquet")
        source = dataclasses.replace(source, manifest=tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match="several columns are named 'pitch'"):
        list_recordings(source)


def test_other_columns_may_have_equal_names_and_any_content(tmp_path):
    touch(tmp_path, *(row[0] for row in CROSSED))
    columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
    others = [pa.array([b"\xff"] * 4), pa.array([[{"a": 1}]] * 4)]
    table = pa.table([*columns, *others], names=["path", "pitch", "decay", "note", "note"])
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    assert len(ids(source)) == 4


def test_bytes_in_a_parquet_manifest_are_read_as_text(tmp_path):
    source = manifest(tmp_path)
    columns = [pa.array(map(str.encode, column)) for column in zip(*CROSSED, strict=True)]
    pq.write_table(pa.table(columns, names=["path", *NAMES]), tmp_path / "m.parquet")
    other = dataclasses.replace(source, manifest=tmp_path / "m.parquet")
    assert list_recordings(other) == list_recordings(source)


@pytest.mark.parametrize(
    "values", [pa.array([b"\xff"] * 4), pa.array([2**62] * 4, pa.timestamp("us"))]
)
def test_values_that_cannot_become_text_are_refused(tmp_path, values):
    columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
    table = pa.table([columns[0], values, columns[2]], names=["path", *NAMES])
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match=r"m\.parquet: cannot be read as Parquet"):
        list_recordings(source)


def test_a_parquet_manifest_that_announces_millions_of_rows_is_refused(tmp_path):
    # Rows that all hold the same value take a few bytes.
    rows = pa.array(["a"]).take(pa.array([0] * 2_000_001))
    path = tmp_path / "m.parquet"
    pq.write_table(pa.table([rows] * 3, names=["path", *NAMES]), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(DatasetError, match="2000001 rows, but at most 2000000"):
        list_recordings(Source("manifest", tmp_path, FACTORS, manifest=path))


def test_a_file_of_gigabytes_is_refused_as_a_manifest(tmp_path):
    source = manifest(tmp_path)
    with source.manifest.open("ab") as file:
        file.truncate(2**30 + 1)  # a sparse file, which takes no room on disk
    with pytest.raises(DatasetError, match="1073741825 bytes, too many for a list of recordings"):
        list_recordings(source)


def test_a_manifest_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    source = manifest(tmp_path)

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        DatasetError, match=r"sounds\.csv: cannot be read as CSV.*Permission denied"
    ):
        list_recordings(source)
