import dataclasses
from dataclasses import replace

import pytest
from tiny_sources import folder, touch

from latentaudio.datasets.found_files import NOT_AUDIO, UNREAD_FORMAT, passed_over
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor


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


def test_named_groups_stand_for_factors_of_any_name(tmp_path):
    touch(tmp_path, *(f"{size}_{kind}.wav" for size in ("1", "2") for kind in "ab"))
    source = Source(
        "folder",
        tmp_path,
        (Factor("größe in m"), Factor("2nd/type")),
        pattern=r"(?P<größe_in_m>\d)_(?P<_2nd_type>.)\.wav",
    )
    assert list_recordings(source)[1].factors == {"größe in m": "1", "2nd/type": "b"}
    with pytest.raises(ConfigError, match=r"no named group for '_2nd_type'.*<größe_in_m>"):
        list_recordings(dataclasses.replace(source, pattern=r"(?P<größe_in_m>\d)_.\.wav"))
    alike = (Factor("a b"), Factor("a/b"))
    with pytest.raises(ConfigError, match="have the named groups 'a_b', 'a_b'"):
        list_recordings(dataclasses.replace(source, factors=alike))


def test_files_that_do_not_match_are_counted_and_named(tmp_path):
    source = folder(tmp_path)
    touch(tmp_path, "Low_l_1.wav", "low_l_1.wav.mp3")
    with pytest.raises(DatasetError, match=r"2 of 10 audio files do not match") as caught:
        list_recordings(source)
    assert "Low_l_1.wav" in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (None, "pattern: missing; give a regular expression"),
        ("(?P<pitch>", "is not a regular expression"),
        (r"(?P<pitch>\w+)\.wav", "no named group for 'decay'"),
    ],
)
def test_an_unusable_pattern_is_refused_with_an_example(tmp_path, pattern, message):
    with pytest.raises(ConfigError, match=message) as caught:
        list_recordings(folder(tmp_path, pattern=pattern))
    assert "(?P<pitch>[^_]+)_(?P<decay>[^_]+)" in str(caught.value)


def test_without_factors_a_folder_needs_no_pattern_and_its_files_have_no_labels(tmp_path):
    source = replace(folder(tmp_path, "a.wav", "b/c.flac", pattern=None), factors=())
    for labels_only in (True, False):
        found = list_recordings(replace(source, labels_only=labels_only))
        assert [(one.recording_id, one.factors, one.group) for one in found] == [
            ("a", {}, "a"),
            ("b__c", {}, "b__c"),
        ]


def test_labels_that_are_only_shown_need_no_design(tmp_path):
    source = folder(tmp_path, "low_long_1.wav", "high_long_2.wav", "low_long_3.wav")
    with pytest.raises(DatasetError, match="has 1 class"):
        list_recordings(source)
    found = list_recordings(replace(source, labels_only=True))
    assert [one.factors["decay"] for one in found] == ["long"] * 3


def test_formats_that_cannot_be_read_are_passed_over_if_unreadable_files_are(tmp_path):
    source = folder(tmp_path, "low_long_1.wav", "high_s_2.wav", "x.m4a", "notes.txt")
    source = replace(source, labels_only=True, skip_unreadable=True)
    assert len(list_recordings(source)) == 2
    assert passed_over(source) == [("notes.txt", NOT_AUDIO), ("x.m4a", UNREAD_FORMAT)]
