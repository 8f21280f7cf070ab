import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import BOOTH

from latentaudio.datasets import checks
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.recording_ids import recording_id_of
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError

FACTORS = ("pitch", "decay")
PATTERN = r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_\d+\.\w+"


def touch(root, *names):
    # No audio is read while recordings are listed, so empty files do.
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


CROSSED = [
    (f"{pitch}_{decay}.wav", pitch, decay) for pitch in ("low", "high") for decay in ("long", "s")
]


def manifest(tmp_path, rows=CROSSED, header="path,pitch,decay", *, create=True, **options):
    path = tmp_path / "sounds.csv"
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n", "utf-8")
    if create:
        touch(tmp_path, *(row[0] for row in rows if row[0] and ".." not in row[0]))
    return Source("manifest", tmp_path, FACTORS, manifest=path, **options)


def folder(tmp_path, *names, **options):
    names = names or [f"{p}_{d}_{i}.wav" for p in ("low", "high") for d in ("l", "s") for i in "12"]
    touch(tmp_path, *names)
    return Source("folder", tmp_path, FACTORS, **{"pattern": PATTERN, **options})


def ids(source):
    return [recording.recording_id for recording in list_recordings(source)]


# -- Manifest -------------------------------------------------------------------------------------


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
    table = pa.table(dict(zip(["path", *FACTORS], map(list, columns), strict=True)))
    pq.write_table(table, tmp_path / "sounds.parquet")
    other = dataclasses.replace(source, manifest=tmp_path / "sounds.parquet")
    assert list_recordings(other) == list_recordings(source)


def test_numbers_as_labels_of_a_parquet_manifest_become_text_and_gaps_are_named(tmp_path):
    touch(tmp_path, "a.wav", "b.wav")
    source = Source("manifest", tmp_path, ("pitch",), manifest=tmp_path / "m.parquet")
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


def test_an_augmented_copy_has_the_group_of_its_original(tmp_path):
    rows = [(*row, f"g{i}", "") for i, row in enumerate(CROSSED)]
    rows.append(("sub/copy.wav", "low", "long", "", "./low_long.wav"))
    source = manifest(tmp_path, rows, "path,pitch,decay,group,augmentation_of")
    by_id = {r.recording_id: r for r in list_recordings(source)}
    assert by_id["sub__copy"].augmentation_of == "low_long"
    assert by_id["sub__copy"].group == by_id["low_long"].group == "g0"


@pytest.mark.parametrize("original", ["nowhere.wav", "copy.wav"])
def test_a_copy_of_what_is_not_an_original_is_refused(tmp_path, original):
    rows = [(*row, "") for row in CROSSED] + [("copy.wav", "low", "long", original)]
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of")
    with pytest.raises(DatasetError, match=f"line 6: augmentation_of '{original}'"):
        list_recordings(source)


def test_a_copy_with_another_label_is_refused(tmp_path):
    rows = [(*row, "") for row in CROSSED] + [("copy.wav", "low", "s", "low_long.wav")]
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of")
    with pytest.raises(DatasetError, match="1 copies have other labels than their originals"):
        list_recordings(source)


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


def test_lines_with_another_number_of_cells_are_named(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("a.wav", "low"), ("b.wav", "low", "s", "x")])
    with pytest.raises(DatasetError, match=r"3 columns, but 2 lines(.|\n)*line 6: 2(.|\n)*line 7"):
        list_recordings(source)


def test_a_manifest_that_is_no_table_is_named(tmp_path):
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
def test_two_columns_of_one_name_are_refused(tmp_path, suffix):
    source = manifest(tmp_path, [(*row, "x") for row in CROSSED], "path,pitch,decay,pitch")
    if suffix == "parquet":
        columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
        names = ["path", "pitch", "decay", "pitch"]
        pq.write_table(pa.table([*columns, columns[1]], names=names), tmp_path / "m.parquet")
        source = dataclasses.replace(source, manifest=tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match="several columns are named 'pitch'"):
        list_recordings(source)


def test_columns_that_are_not_asked_for_may_repeat_and_hold_anything(tmp_path):
    touch(tmp_path, *(row[0] for row in CROSSED))
    columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
    others = [pa.array([b"\xff"] * 4), pa.array([[{"a": 1}]] * 4)]
    table = pa.table([*columns, *others], names=["path", "pitch", "decay", "note", "note"])
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    assert len(ids(source)) == 4


def test_text_that_is_not_marked_as_such_in_a_parquet_manifest_is_read(tmp_path):
    source = manifest(tmp_path)
    columns = [pa.array(map(str.encode, column)) for column in zip(*CROSSED, strict=True)]
    pq.write_table(pa.table(columns, names=["path", *FACTORS]), tmp_path / "m.parquet")
    other = dataclasses.replace(source, manifest=tmp_path / "m.parquet")
    assert list_recordings(other) == list_recordings(source)


@pytest.mark.parametrize(
    "values", [pa.array([b"\xff"] * 4), pa.array([2**62] * 4, pa.timestamp("us"))]
)
def test_values_that_have_no_text_are_refused(tmp_path, values):
    columns = [pa.array(column) for column in zip(*CROSSED, strict=True)]
    table = pa.table([columns[0], values, columns[2]], names=["path", *FACTORS])
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match=r"m\.parquet: cannot be read as Parquet"):
        list_recordings(source)


def test_a_parquet_manifest_that_announces_millions_of_rows_is_refused(tmp_path):
    # Of one value, they take a few bytes.
    rows = pa.array(["a"]).take(pa.array([0] * 2_000_001))
    path = tmp_path / "m.parquet"
    pq.write_table(pa.table([rows] * 3, names=["path", *FACTORS]), path)
    assert path.stat().st_size < 100_000
    with pytest.raises(DatasetError, match="2000001 rows, at most 2000000"):
        list_recordings(Source("manifest", tmp_path, FACTORS, manifest=path))


def test_a_file_of_gigabytes_is_no_manifest(tmp_path):
    source = manifest(tmp_path)
    with source.manifest.open("ab") as file:
        file.truncate(2**30 + 1)  # takes no room on disk
    with pytest.raises(DatasetError, match="1073741825 bytes, which is no list of recordings"):
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


# -- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x" * 300 + ".wav", "d/" * 3_000 + "a.wav", "nul\0.wav"])
def test_names_that_no_file_can_have_are_refused(tmp_path, name):
    source = manifest(tmp_path, [*CROSSED, (name, "low", "s")], create=False)
    touch(tmp_path, *(row[0] for row in CROSSED))
    with pytest.raises(DatasetError, match=r"1 names hold|1 of 5 recordings do not exist"):
        list_recordings(source)


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\x85b", "a\u2028b", "a\ufffeb"])
@pytest.mark.parametrize("column", ["path", "pitch", "group"])
def test_control_characters_in_paths_labels_and_groups_are_refused(tmp_path, text, column):
    row = {"path": "low_s.wav", "pitch": "low", "decay": "s", "group": "g", column: text}
    rows = [[*one, "h"] for one in CROSSED[:3]] + [list(row.values())]
    table = pa.table(dict(zip(row, map(list, zip(*rows, strict=True)), strict=True)))
    pq.write_table(table, tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    with pytest.raises(
        DatasetError, match=rf"1 names hold .*control(.|\n)*row 4: {column} "
    ) as caught:
        list_recordings(source)
    assert repr(text) in str(caught.value)


def test_a_file_name_that_is_no_utf_8_is_refused(tmp_path):
    source = folder(tmp_path, pattern=r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_.+\.wav")
    try:
        (tmp_path / os.fsdecode(b"low_l_\xff.wav")).touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    with pytest.raises(DatasetError, match=r"1 names hold .*UTF-8(.|\n)*low_l_\\udcff\.wav"):
        list_recordings(source)


def test_a_label_of_a_paragraph_is_refused(tmp_path):
    rows = [*CROSSED, ("a.wav", "x" * 201, "s")]
    with pytest.raises(DatasetError, match=r"1 labels have more than 200(.|\n)*201 characters"):
        list_recordings(manifest(tmp_path, rows))


def test_the_nearest_label_is_searched_for_those_that_are_shown_only(tmp_path, monkeypatch):
    # Because it takes its time.
    searched = []
    monkeypatch.setattr(checks, "_nearest", lambda label, _: searched.append(label) or "a")
    rows = [(f"{i}.wav", f"x{i}", "s") for i in range(100)]
    source = manifest(tmp_path, rows, create=False, classes={"pitch": ("a", "b")})
    with pytest.raises(DatasetError, match="100 labels are not among") as caught:
        list_recordings(source)
    assert len(searched) == 20
    assert "and 80 more" in str(caught.value)


COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


def test_labels_that_only_look_the_same_are_refused(tmp_path):
    rows = [("a.wav", COMPOSED, "s"), ("b.wav", DECOMPOSED, "s"), *CROSSED]
    with pytest.raises(
        DatasetError, match="1 labels of 'pitch' are written in several ways"
    ) as caught:
        list_recordings(manifest(tmp_path, rows))
    assert r"'caf\xe9' and 'cafe\u0301'" in str(caught.value) or (
        r"'cafe\u0301' and 'caf\xe9'" in str(caught.value)
    )


@pytest.mark.parametrize("key", ["classes", "select"])
def test_a_setting_that_only_looks_like_a_label_is_told_apart(tmp_path, key):
    rows = [("a.wav", DECOMPOSED, "s"), *CROSSED]
    source = manifest(tmp_path, rows, **{key: {"pitch": ("low", "high", COMPOSED)}})
    with pytest.raises(DatasetError, match="several ways that look the same"):
        list_recordings(source)


def test_files_whose_names_only_look_the_same_are_refused(tmp_path):
    names = [f"{COMPOSED}.wav", f"{DECOMPOSED}.wav"]
    source = manifest(tmp_path, [*CROSSED, *((name, "low", "s") for name in names)])
    with pytest.raises(DatasetError, match=r"or in how letters with accents are written"):
        list_recordings(source)


@pytest.mark.parametrize(
    ("listed", "there", "hint"),
    [
        (f"{COMPOSED}.wav", f"{DECOMPOSED}.wav", "accents written otherwise"),
        ("a.wav", "a.WAV", "of other case"),
        (" a.wav", " a.wav", "blanks around its name"),
    ],
)
def test_a_missing_file_that_has_a_look_alike_is_told_of(tmp_path, listed, there, hint):
    source = manifest(tmp_path, [*CROSSED, (listed, "low", "s")], create=False)
    touch(tmp_path, there, *(row[0] for row in CROSSED))
    if (tmp_path / listed.strip()).exists():
        pytest.skip("this file system does not tell them apart")
    with pytest.raises(DatasetError, match=rf"1 of 5 recordings do not exist(.|\n)*{hint}"):
        list_recordings(source)


def test_every_missing_file_is_counted_and_the_first_are_listed(tmp_path):
    rows = [(f"{i:02d}.wav", "low", "s") for i in range(30)]
    with pytest.raises(DatasetError, match=r"30 of 30 recordings do not exist") as caught:
        list_recordings(manifest(tmp_path, rows, create=False))
    assert "19.wav" in str(caught.value)
    assert "20.wav" not in str(caught.value)
    assert "and 10 more" in str(caught.value)


@pytest.mark.parametrize("path", ["../a.wav", "x/../../a.wav", "/etc/a.wav", "C:\\a.wav"])
def test_a_path_outside_the_root_is_refused(tmp_path, path):
    source = manifest(tmp_path, [*CROSSED, (path, "low", "s")], create=False)
    with pytest.raises(DatasetError, match=r"1 paths lead outside(.|\n)*line 6") as caught:
        list_recordings(source)
    assert path in str(caught.value)


def test_a_detour_and_a_link_inside_the_root_are_allowed(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    touch(tmp_path, "elsewhere/low_long.wav")
    touch(root, "high_s.wav", "high_long.wav", "low_s.wav")
    (root / "link").symlink_to(tmp_path / "elsewhere")
    source = manifest(root, [("x/../link/low_long.wav", "low", "long"), *CROSSED[1:]], create=False)
    assert ids(source) == ["high_long", "high_s", "link__low_long", "low_s"]


# -- Labels ---------------------------------------------------------------------------------------


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


def test_select_keeps_labels_and_refuses_those_that_do_not_occur(tmp_path):
    rows = [*CROSSED, ("m_long.wav", "middle", "long")]
    source = manifest(tmp_path, rows, select={"pitch": ("low", "high")})
    assert len(ids(source)) == 4
    with pytest.raises(ConfigError, match=r"has pitch 'hgh'; found 'high', 'low', 'middle'"):
        list_recordings(dataclasses.replace(source, select={"pitch": ("hgh",)}))


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


def test_a_factor_of_one_class_is_refused(tmp_path):
    source = manifest(tmp_path, select={"decay": ("long",)})
    with pytest.raises(DatasetError, match=r"factor 'decay' has 1 class \('long'\)"):
        list_recordings(source)


@pytest.mark.parametrize("factors", [(), ("pitch", "pitch"), ("",)])
def test_factors_need_different_names(tmp_path, factors):
    with pytest.raises(ConfigError, match=r"dataset\.factors: found"):
        list_recordings(dataclasses.replace(manifest(tmp_path), factors=factors))


def test_a_factor_named_as_a_column_of_the_tables_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"dataset\.factors: group is the name of a column"):
        list_recordings(dataclasses.replace(manifest(tmp_path), factors=("pitch", "group")))


@pytest.mark.parametrize("key", ["classes", "select"])
def test_labels_of_an_unknown_factor_are_refused(tmp_path, key):
    source = dataclasses.replace(manifest(tmp_path), **{key: {"colour": ("red",)}})
    with pytest.raises(ConfigError, match=rf"dataset\.{key}: 'colour' is not a factor"):
        list_recordings(source)


# -- Ids ------------------------------------------------------------------------------------------


def test_two_files_with_one_id_are_both_named(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("low_s.flac", "low", "s")])
    with pytest.raises(DatasetError, match=r"low_s\.wav, low_s\.flac") as caught:
        list_recordings(source)
    assert "add a column recording_id" in str(caught.value)


def test_ids_that_differ_only_in_case_are_refused(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("LOW_s.wav", "low", "s")])
    with pytest.raises(DatasetError, match=r"differ only in upper and lower case") as caught:
        list_recordings(source)
    assert "low_s.wav, LOW_s.wav" in str(caught.value)


def test_a_column_of_ids_is_used_and_held_to_file_names(tmp_path):
    rows = [(*row, f"r{i}") for i, row in enumerate(CROSSED)]
    source = manifest(tmp_path, rows, "path,pitch,decay,recording_id")
    assert ids(source) == ["r0", "r1", "r2", "r3"]
    rows[1] = (*CROSSED[1], "a/b")
    source = manifest(tmp_path, rows, "path,pitch,decay,recording_id")
    with pytest.raises(DatasetError, match=r"recording_id cannot be file names(.|\n)*'a/b'"):
        list_recordings(source)


@given(st.lists(st.text(min_size=1, max_size=130), min_size=2, max_size=2, unique=True))
def test_ids_made_from_paths_are_safe_short_and_keep_files_apart(names):
    made = [recording_id_of(name + ".wav") for name in names]
    for one in made:
        assert 1 <= len(one) <= 100
        assert one.isascii()
        assert not one.startswith((".", "-"))
        assert not set(one) - set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
        )
    if not any("/" in name or "." in name for name in names):
        assert made[0] != made[1]


# -- Folders --------------------------------------------------------------------------------------


def test_a_pattern_reads_labels_from_paths_in_subfolders(tmp_path):
    names = [f"{p}/{d}/take 1.FLAC" for p in ("low", "high") for d in ("l", "s")]
    pattern = r"(?P<pitch>\w+)/(?P<decay>\w+)/take (?P<take>\d)\.FLAC"
    recordings = list_recordings(folder(tmp_path, *names, pattern=pattern))
    assert [r.factors["pitch"] for r in recordings] == ["high", "high", "low", "low"]
    assert recordings[0].recording_id.startswith("high__l__take-1-")


def test_a_named_group_gives_the_groups(tmp_path):
    pattern = r"(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)_(?P<group>\d+)\.wav"
    assert {r.group for r in list_recordings(folder(tmp_path, pattern=pattern))} == {"1", "2"}
    assert len({r.group for r in list_recordings(folder(tmp_path))}) == 8


def test_other_and_hidden_files_are_left_alone(tmp_path):
    touch(tmp_path, "notes.txt", "._low_l_1.wav", ".cache/low_l_9.wav")
    assert len(ids(folder(tmp_path))) == 8


def test_a_link_that_leads_back_is_followed_once(tmp_path):
    source = folder(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(ids(source)) == 8


def test_files_that_do_not_match_are_counted_and_named(tmp_path):
    source = folder(tmp_path)
    touch(tmp_path, "Low_l_1.wav", "low_l_1.wav.mp3")
    with pytest.raises(DatasetError, match=r"2 of 10 audio files do not match") as caught:
        list_recordings(source)
    assert "Low_l_1.wav" in str(caught.value)


def test_missing_and_empty_folders_are_named(tmp_path):
    source = Source("folder", tmp_path / "none", FACTORS, pattern=PATTERN)
    with pytest.raises(DatasetError, match=r"none: no such folder"):
        list_recordings(source)
    (tmp_path / "none").mkdir()
    with pytest.raises(DatasetError, match=r"none: no audio files"):
        list_recordings(source)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (None, "pattern: missing; give a regular expression"),
        ("(?P<pitch>", "is no regular expression"),
        (r"(?P<pitch>\w+)\.wav", "no named group for 'decay'"),
    ],
)
def test_an_unusable_pattern_is_refused_with_an_example(tmp_path, pattern, message):
    with pytest.raises(ConfigError, match=message) as caught:
        list_recordings(folder(tmp_path, pattern=pattern))
    assert "(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)" in str(caught.value)


# -- MaAS names -----------------------------------------------------------------------------------


def test_maas_names_give_both_labels(tmp_path):
    touch(tmp_path, *(a + b + ".wav" for a in "WMGSCP" for b in "TRDW"), "readme.md")
    recordings = list_recordings(Source("maas", tmp_path, ("what", "how")))
    assert len(recordings) == 24
    by_id = {r.recording_id: r.factors for r in recordings}
    assert by_id["WW"] == {"what": "wood", "how": "whirling"}
    assert by_id["CD"] == {"what": "cardboard", "how": "destructing"}


@pytest.mark.parametrize("name", ["XT.wav", "wt.wav", "WT.flac", "WTT.wav"])
def test_another_name_among_maas_files_is_refused(tmp_path, name):
    touch(tmp_path, "MT.wav", name)
    with pytest.raises(DatasetError, match=rf"1 of 2 audio files(.|\n)*{name}"):
        list_recordings(Source("maas", tmp_path, ("what", "how")))


def test_maas_names_have_two_factors(tmp_path):
    with pytest.raises(ConfigError, match="two factors, one for each letter"):
        list_recordings(Source("maas", tmp_path, ("what",)))


# -- Synthetic sounds and twins -------------------------------------------------------------------

CELLS = (("low", "long"), ("low", "s"), ("high", "long"), ("high", "s"))


def test_synthetic_cells_need_no_files(tmp_path):
    recordings = list_recordings(Source("synthetic", tmp_path / "x", FACTORS, cells=CELLS))
    assert [r.recording_id for r in recordings] == ["high_long", "high_s", "low_long", "low_s"]
    assert recordings[0].path == tmp_path / "x" / "high_long.wav"


def test_synthetic_cells_must_fit_the_factors(tmp_path):
    with pytest.raises(ConfigError, match="nothing to synthesise"):
        list_recordings(Source("synthetic", tmp_path, FACTORS))
    with pytest.raises(ConfigError, match="has 1 labels, but there are 2 factors"):
        list_recordings(Source("synthetic", tmp_path, FACTORS, cells=(("low",),)))


def test_every_original_gets_a_twin_in_its_group(tmp_path):
    rows = [(*row, "g", "") for row in CROSSED] + [("c.wav", "low", "s", "", "low_s.wav")]
    source = manifest(
        tmp_path, rows, "path,pitch,decay,group,augmentation_of", reverberated=tmp_path / "twins"
    )
    recordings = list_recordings(source)
    assert len(recordings) == 9
    twins = [r for r in recordings if r.recording_id.endswith("__reverb")]
    assert [twin.augmentation_of for twin in twins] == ["high_long", "high_s", "low_long", "low_s"]
    assert twins[0].path == tmp_path / "twins" / "high_long__reverb.flac"
    assert twins[0].group == "g"
    assert twins[0].factors == {"pitch": "high", "decay": "long"}


def test_the_name_of_a_twin_is_reserved(tmp_path):
    rows = [*CROSSED, ("a__REVERB.wav", "low", "s")]
    assert len(ids(manifest(tmp_path, rows))) == 5
    with pytest.raises(DatasetError, match=r"reserved(.|\n)*a__REVERB"):
        list_recordings(manifest(tmp_path, rows, reverberated=tmp_path / "twins"))


# -- As the workflow uses it ----------------------------------------------------------------------


def test_the_booth_recordings_give_54_crossed_clips_of_11_sources():
    if not BOOTH.is_dir():
        pytest.skip(f"the recordings are not here: {BOOTH}")
    source = Source(
        "manifest",
        BOOTH,
        ("material", "action"),
        manifest=BOOTH / "manifest.csv",
        group_column="source",
        select={"material": ("wood", "metal"), "action": ("tapping", "rubbing")},
    )
    recordings = list_recordings(source)
    assert len(recordings) == 54
    assert len({r.group for r in recordings}) == 11
    with pytest.raises(DatasetError, match="glass x rubbing"):
        list_recordings(dataclasses.replace(source, select={}))


def test_listing_imports_neither_numpy_nor_arrow():
    program = (
        "import sys, latentaudio.sounds.sources as s; "
        "print(sorted({'numpy', 'pyarrow', 'soundfile', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
