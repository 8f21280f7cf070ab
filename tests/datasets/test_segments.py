import dataclasses
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import REPOSITORY
from tiny_sources import FACTORS, ids, manifest, touch

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment
from latentaudio.datasets.listing import list_recordings, skipped_segments
from latentaudio.datasets.recording_ids import recording_id_of
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor

HEADER = "path,start_s,end_s,pitch,decay"
SNIPPET = SnippetFormat(16_000, 15_600)
ROWS = [
    ("day.wav", "0", "2.5", "low", "long"),
    ("day.wav", "2.5", "4", "low", "s"),
    ("day.wav", "10", "12", "high", "long"),
    ("night.wav", "1e1", "12.25", "high", "s"),
]

milliseconds = st.integers(0, 86_400_000).map(lambda time: time / 1000)


def test_a_row_with_times_is_a_segment_with_an_id_of_its_own_in_the_group_of_its_file(tmp_path):
    recordings = list_recordings(manifest(tmp_path, ROWS, HEADER))
    assert [(one.recording_id, one.segment, one.group) for one in recordings] == [
        ("day__00000.000-00002.500", Segment(0.0, 2.5), "day.wav"),
        ("day__00002.500-00004.000", Segment(2.5, 4.0), "day.wav"),
        ("day__00010.000-00012.000", Segment(10.0, 12.0), "day.wav"),
        ("night__00010.000-00012.250", Segment(10.0, 12.25), "night.wav"),
    ]
    assert {one.path for one in recordings} == {tmp_path / "day.wav", tmp_path / "night.wav"}


def test_ids_of_segments_do_not_depend_on_other_rows(tmp_path):
    more = [*ROWS, ("night.wav", "20", "21", "low", "s"), ("a.wav", "0", "9", "low", "s")]
    before = ids(manifest(tmp_path, ROWS, HEADER))
    assert set(before) < set(ids(manifest(tmp_path, more, HEADER)))


def test_rows_without_times_are_whole_files(tmp_path):
    recordings = list_recordings(
        manifest(tmp_path, [*ROWS, ("all.wav", "", "", "low", "s")], HEADER)
    )
    whole = recordings[0]
    assert (whole.recording_id, whole.group, whole.segment) == ("all", "all", None)


def test_given_ids_and_groups_are_kept(tmp_path):
    rows = [(*row, f"r{i}", "xy"[i % 2]) for i, row in enumerate(ROWS)]
    source = manifest(tmp_path, rows, HEADER + ",recording_id,group")
    assert [(r.recording_id, r.group) for r in list_recordings(source)] == [
        *(("r0", "x"), ("r1", "y"), ("r2", "x"), ("r3", "y"))
    ]
    source = manifest(tmp_path, [row[:6] for row in rows], HEADER + ",recording_id")
    assert [r.group for r in list_recordings(source)] == [*["day.wav"] * 3, "night.wav"]


def test_times_in_a_parquet_manifest_are_numbers_with_gaps(tmp_path):
    touch(tmp_path, "day.wav", "night.wav", "all.wav")
    path, _, _, pitch, decay = zip(*ROWS, ("all.wav", "", "", "low", "s"), strict=True)
    table = {
        "path": path,
        "start_s": pa.array([0, 2.5, 10, 10, None], pa.float32()),
        "end_s": pa.array([2.5, 4, 12, 12.25, float("nan")], pa.float64()),
        "pitch": pitch,
        "decay": decay,
    }
    pq.write_table(pa.table(table), tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, FACTORS, manifest=tmp_path / "m.parquet")
    listed = {one.recording_id: one.segment for one in list_recordings(source)}
    assert listed["all"] is None
    assert listed["night__00010.000-00012.250"] == Segment(10.0, 12.25)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("-1", "2", "start_s -1, expected 0 or more"),
        ("nan", "2", "start_s 'nan', expected a number"),
        ("0:01", "2", "start_s '0:01', expected a number"),
        ("1,5", "2", None),  # a decimal comma is a cell more
        ("0", "inf", "end_s 'inf', expected a number"),
        ("0", "1e999", "end_s '1e999', expected a number"),
        ("2", "2.0", "start_s 2 is not before end_s 2.0"),
        ("3", "2", "start_s 3 is not before end_s 2"),
        ("3", "", "no end_s"),
        ("", "2", "no start_s"),
    ],
)
def test_times_that_are_none_are_refused_with_their_rows(tmp_path, start, end, message):
    source = manifest(tmp_path, [*ROWS, ("x.wav", start, end, "low", "s")], HEADER)
    with pytest.raises(DatasetError) as caught:
        list_recordings(source)
    if message:
        assert f"line 6 (x.wav): {message}" in str(caught.value)
        assert "1 rows have times that are not those of a segment" in str(caught.value)
    else:
        assert "quote cells that contain commas" in str(caught.value)


@pytest.mark.parametrize("header", ["path,start_s,b,pitch,decay", "path,a,end_s,pitch,decay"])
def test_one_column_of_times_without_the_other_is_refused(tmp_path, header):
    with pytest.raises(DatasetError, match=r"column '(start|end)_s' without '(start|end)_s'"):
        list_recordings(manifest(tmp_path, ROWS, header))


@pytest.mark.parametrize(
    "names", ["start,end", "Begin Time (s),End Time (s)", "START,END", "start_time,end_time"]
)
def test_other_names_of_times_are_refused_because_whole_files_would_be_used(tmp_path, names):
    source = manifest(tmp_path, ROWS, f"path,{names},pitch,decay")
    with pytest.raises(DatasetError, match=r"look like the times of segments.*'start_s', 'end_s'"):
        list_recordings(source)
    # Beside columns of the right names, they are columns like any other.
    rows = [(*row, "1", "2") for row in ROWS]
    assert len(ids(manifest(tmp_path, rows, f"{HEADER},{names}"))) == 4


def test_start_and_end_of_files_that_have_a_row_each_may_be_anything(tmp_path):
    rows = [(f"{number}{path}", *row) for number, (path, *row) in enumerate(ROWS)]
    listed = list_recordings(manifest(tmp_path, rows, "path,start,end,pitch,decay"))
    assert [one.segment for one in listed] == [None] * 4
    with pytest.raises(DatasetError, match="look like the times of segments"):
        list_recordings(manifest(tmp_path, rows, "path,onset_s,offset_s,pitch,decay"))


def test_a_file_in_several_rows_without_times_is_told_of_the_columns(tmp_path):
    rows = [(path, pitch, decay) for path, _, _, pitch, decay in ROWS]
    with pytest.raises(DatasetError, match=r"day\.wav, day\.wav") as caught:
        list_recordings(manifest(tmp_path, rows))
    assert "with their times in columns start_s and end_s" in str(caught.value)


def overlap(tmp_path, *row):
    with pytest.raises(DatasetError) as caught:
        list_recordings(manifest(tmp_path, [*ROWS, row], HEADER))
    return str(caught.value)


def test_overlaps_with_different_labels_are_refused_with_their_times(tmp_path):
    message = overlap(tmp_path, "day.wav", "11.5", "13", "low", "long")
    assert "1 pairs of segments with different labels overlap" in message
    assert "line 4 and sounds.csv line 6 (day.wav): 11.5 to 12 s, 'high, long' and" in message


def test_overlaps_with_equal_labels_are_refused_because_they_count_twice(tmp_path):
    message = overlap(tmp_path, "./day.wav", "10.5", "11", "high", "long")
    assert "1 pairs of segments with equal labels overlap" in message
    assert "(day.wav): 10.5 to 11 s" in message
    # One segment in two spellings is no exception.
    assert "10 to 12 s" in overlap(tmp_path, "day.wav", "1e1", "12.0", "high", "long")


def test_a_segment_of_a_file_that_is_listed_whole_overlaps_it(tmp_path):
    message = overlap(tmp_path, "night.wav", "", "", "low", "s")
    assert "different labels overlap" in message
    assert "(night.wav): 10 to 12.25 s" in message


def test_a_long_segment_overlaps_all_that_begin_in_it(tmp_path):
    message = overlap(tmp_path, "day.wav", "0", "20", "low", "long")
    assert message.count("\n") == 2  # two of the three have other labels


def test_segments_that_touch_but_for_rounding_do_not_overlap(tmp_path):
    rows = [
        *ROWS,
        ("night.wav", "12.2499999", "13", "low", "s"),
        ("day.wav", "4.0", "4.1", "low", "s"),
    ]
    assert len(ids(manifest(tmp_path, rows, HEADER))) == 6


@given(st.lists(milliseconds | st.floats(0, 1e300), min_size=4, max_size=4, unique=True))
def test_ids_tell_times_apart(times):
    a, b, c, d = sorted(times)
    pairs = [(a, b), (a, c), (b, c), (c, d)]
    assert len({recording_id_of("x.wav", Segment(*pair)) for pair in pairs}) == 4


@given(st.lists(milliseconds, min_size=3, max_size=3, unique=True))
def test_ids_sort_as_times_do(times):
    a, b, c = sorted(times)
    names = [recording_id_of("x.wav", Segment(*pair)) for pair in [(a, b), (a, c), (b, c)]]
    assert names == sorted(names)


def test_a_copy_of_a_segment_names_the_file_and_has_the_times_of_its_original(tmp_path):
    rows = [(*row, "") for row in ROWS]
    copy = ("loud.wav", "10", "12", "high", "long", "day.wav")
    header = HEADER + ",augmentation_of"
    copied = list_recordings(manifest(tmp_path, [*rows, copy], header))[3]
    assert (copied.recording_id, copied.augmentation_of) == (
        "loud__00010.000-00012.000",
        "day__00010.000-00012.000",
    )
    assert copied.group == "day.wav"
    other = ("loud.wav", "10", "11", "high", "long", "day.wav")
    with pytest.raises(DatasetError, match=r"the times of a segment"):
        list_recordings(manifest(tmp_path, [*rows, other], header))


def test_a_twin_of_a_segment_is_a_whole_file(tmp_path):
    source = manifest(tmp_path, ROWS, HEADER, reverberated=tmp_path / "twins")
    twin = list_recordings(source)[1]
    assert twin.recording_id == "day__00000.000-00002.500__reverb"
    assert twin.path == tmp_path / "twins" / "day__00000.000-00002.500__reverb.flac"
    assert (twin.segment, twin.group) == (None, "day.wav")


def test_segments_shorter_than_a_snippet_are_left_out_if_asked(tmp_path):
    short = ("day.wav", "20", "20.97", "low", "s")  # a snippet lasts 0.975 s
    exact = ("day.wav", "12.1", "13.075", "low", "s")
    source = manifest(tmp_path, [*ROWS, short, exact], HEADER)
    assert len(ids(source)) == 6
    assert skipped_segments(source) == []
    skipping = dataclasses.replace(source, skip_shorter=SNIPPET)
    assert set(ids(source)) - set(ids(skipping)) == {"day__00020.000-00020.970"}
    assert skipped_segments(skipping) == [
        ("day.wav, 20 to 20.97 s", "shorter than a snippet (dataset.short_segments)")
    ]


def test_what_is_left_out_counts_for_the_design(tmp_path):
    rows = [*ROWS[:3], ("night.wav", "1", "1.5", "high", "s")]
    source = manifest(tmp_path, rows, HEADER, skip_shorter=SNIPPET)
    with pytest.raises(DatasetError, match=r"1 of 4 cells(.|\n)*high x s"):
        list_recordings(source)
    rows = [(path, str(i), f"{i}.5", *labels) for i, (path, _, _, *labels) in enumerate(ROWS)]
    source = manifest(tmp_path, rows, HEADER, skip_shorter=SNIPPET)
    with pytest.raises(DatasetError, match=r"all 4 segments are shorter than a snippet \(0\.975"):
        list_recordings(source)


def test_missing_files_are_named_once(tmp_path):
    source = manifest(tmp_path, ROWS, HEADER, create=False)
    with pytest.raises(DatasetError, match=r"2 of 2 recordings do not exist") as caught:
        list_recordings(source)
    assert str(caught.value).count("day.wav") == 1


def test_folds_keep_the_segments_of_a_file_together(tmp_path):
    rows = [(*row, str(i)) for i, row in enumerate(ROWS)]
    source = manifest(tmp_path, rows, HEADER + ",fold", fold_column="fold")
    with pytest.raises(DatasetError, match=r"group 'day\.wav': day\.wav in '0', day\.wav in '1'"):
        list_recordings(source)


def test_columns_of_times_cannot_be_factors(tmp_path):
    source = manifest(tmp_path, ROWS, HEADER)
    for name in ("start_s", "end_s"):
        factors = (*FACTORS, dataclasses.replace(FACTORS[0], name=name))
        with pytest.raises(ConfigError, match=f"'{name}', but this is a column"):
            list_recordings(dataclasses.replace(source, factors=factors))


def test_the_documented_program_converts_tables_of_raven_and_audacity(tmp_path, monkeypatch):
    (tmp_path / "dawn.Table.1.selections.txt").write_text(
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tSpecies\n"
        "1\tWaveform 1\t1\t0.100000000\t0.300000000\t0\tblackbird\n"
        "1\tSpectrogram 1\t1\t0.100000000\t0.300000000\t0\tblackbird\n"
        "2\tSpectrogram 1\t1\t12.5\t14.0\t120\trobin, calling\n"
    )
    (tmp_path / "dusk.txt").write_text(
        "0.500000\t2.250000\trobin\n\\\t100.0\t2000.0\n3.000000\t3.000000\ta point\n"
    )
    monkeypatch.chdir(tmp_path)
    page = (REPOSITORY / "docs" / "annotations.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(program, {})
    touch(tmp_path, "dawn.flac", "dusk.flac")
    source = Source("manifest", tmp_path, (Factor("species"),), manifest=tmp_path / "segments.csv")
    rows = [
        (one.relative_path, str(one.segment), one.factors["species"])
        for one in list_recordings(dataclasses.replace(source, complete_design=False))
    ]
    assert rows == [
        ("dawn.flac", "0.1 to 0.3 s", "blackbird"),
        ("dawn.flac", "12.5 to 14 s", "robin, calling"),
        ("dusk.flac", "0.5 to 2.25 s", "robin"),
    ]
    # Of a table of several sounds, the times are those in each file.
    (tmp_path / "dawn.Table.1.selections.txt").write_text(
        "Selection\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tSpecies\n"
        "1\t100.25\t101.5\tdawn.flac\t0.25\trobin\n"
    )
    exec(program, {})
    assert "dawn.flac,0.25,1.5,robin" in (tmp_path / "segments.csv").read_text()
