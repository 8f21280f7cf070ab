import pytest
from tiny_sources import folder, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.errors import ConfigError, DatasetError


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
    assert "(?P<pitch>[a-z]+)_(?P<decay>[a-z]+)" in str(caught.value)
