import os
from pathlib import Path

import pandas as pd
import pytest
from tiny_sources import FACTORS, PATTERN, folder, ids, manifest, touch

from latentaudio.datasets.found_files import kinds_passed_over, passed_over, write_passed_over
from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError


def test_other_and_hidden_files_are_ignored(tmp_path):
    touch(tmp_path, "notes.txt", "._low_l_1.wav", ".cache/low_l_9.wav")
    assert len(ids(folder(tmp_path))) == 8


def test_a_link_that_leads_back_is_followed_once(tmp_path):
    source = folder(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(ids(source)) == 8


def test_missing_and_empty_folders_are_named(tmp_path):
    source = Source("folder", tmp_path / "none", FACTORS, pattern=PATTERN)
    with pytest.raises(DatasetError, match=r"none: no such folder"):
        list_recordings(source)
    (tmp_path / "none").mkdir()
    with pytest.raises(DatasetError, match=r"none: no audio files"):
        list_recordings(source)


@pytest.mark.parametrize("suffix", ["opus", "oga", "wave", "aif", "AIFF", "w64", "caf", "au"])
def test_every_format_that_is_read_is_found(tmp_path, suffix):
    folder(tmp_path)
    assert len(ids(folder(tmp_path, f"low_l_9.{suffix}"))) == 9


@pytest.mark.parametrize("suffix", ["m4a", "AAC", "wma", "mp4", "amr", "ape", "wv"])
def test_sounds_that_cannot_be_read_are_refused_with_a_remedy(tmp_path, suffix):
    source = folder(tmp_path)
    touch(tmp_path, f"high_l_3.{suffix}", f"more/high_s_3.{suffix}")
    remedy = rf"2 sound files .*convert them.*dataset\.ignore: \['\*\.{suffix.lower()}'\]"
    with pytest.raises(DatasetError, match=remedy) as caught:
        ids(source)
    assert f"high_l_3.{suffix}" in str(caught.value)
    assert f"more/high_s_3.{suffix}" in str(caught.value)
    assert len(ids(folder(tmp_path, ignore=(f"*.{suffix.lower()}",)))) == 8


@pytest.mark.parametrize(
    ("patterns", "passed"),
    [
        (("*_1.wav",), {"low_l_1", "low_s_1", "high_l_1", "high_s_1"}),
        (("old/*", "HIGH_[lx]_?.wav"), {"old__low_l_3", "high_l_1", "high_l_2"}),
        (("*/*", "low_?_2*"), {"old__low_l_3", "low_l_2", "low_s_2"}),
        (("*low_l_3.wav",), {"old__low_l_3"}),
    ],
)
def test_patterns_match_whole_paths_in_any_case(tmp_path, patterns, passed):
    everything = set(ids(folder(tmp_path))) | {"old__low_l_3"}
    touch(tmp_path, "old/low_l_3.wav")
    options = {"pattern": f"(old/)?{PATTERN}", "complete_design": False}
    source = folder(tmp_path, ignore=patterns, **options)
    assert set(ids(source)) == everything - passed


def test_a_pattern_that_matches_nothing_is_named(tmp_path):
    source = folder(tmp_path, ignore=("low_l_1.wav", "lwo_*"))
    with pytest.raises(ConfigError, match=r"dataset\.ignore: 'lwo_\*' matches no file"):
        ids(source)


def test_a_subfolder_that_cannot_be_listed_is_refused_or_ignored(tmp_path, monkeypatch):
    source = folder(tmp_path)
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DatasetError, match=r"1 subfolders cannot be listed(.|\n)*  closed"):
        ids(source)
    assert len(ids(folder(tmp_path, ignore=("closed",)))) == 8


def test_what_is_passed_over_is_listed_with_the_reason(tmp_path):
    source = folder(tmp_path, ignore=("*.m4a", "*_2.wav"))
    touch(tmp_path, "notes.TXT", "img/a.png", "img/b.txt", "LICENSE", "high_l_1.m4a", ".hidden")
    found = dict(passed_over(source))
    assert {path for path, reason in found.items() if reason == "not a sound file"} == {
        *("LICENSE", "img/a.png", "img/b.txt", "notes.TXT")
    }
    assert sum(reason == "named in dataset.ignore" for reason in found.values()) == 5
    assert len(found) == 9
    used = {one.relative_path for one in list_recordings(source)}
    assert used == {f"{p}_{d}_1.wav" for p in ("low", "high") for d in ("l", "s")}
    assert kinds_passed_over(found.items()) == [
        *("5 named in dataset.ignore", "2 .txt", "1 .png", "1 without suffix")
    ]


def test_sounds_in_subfolders_of_maas_recordings_are_listed(tmp_path):
    touch(tmp_path, "WT.wav", "MR.wav", "old/WT.wav")
    source = Source("maas", tmp_path, FACTORS, complete_design=False)
    assert passed_over(source) == [("old/WT.wav", "in a subfolder")]
    assert ids(source) == ["MR", "WT"]


def test_a_manifest_passes_nothing_over(tmp_path):
    source = manifest(tmp_path)
    touch(tmp_path, "another.wav", "another.m4a")
    assert passed_over(source) == []
    assert len(ids(source)) == 4


def test_the_table_of_files_passed_over_holds_any_name(tmp_path):
    names = ['a "b", c.txt', "two\nlines", os.fsdecode(b"\xff.txt")]
    write_passed_over([(name, "not a sound file") for name in names], tmp_path / "a.csv")
    table = pd.read_csv(tmp_path / "a.csv")
    assert table["path"].tolist() == [*names[:2], r"\udcff.txt"]
    write_passed_over([], tmp_path / "b.csv")
    assert pd.read_csv(tmp_path / "b.csv").columns.tolist() == ["path", "reason"]
