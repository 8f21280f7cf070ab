"""What the section on sounds says about recordings and the files beside them."""

from dataclasses import replace

import pandas as pd
import pytest

from latentaudio.datasets.found_files import IGNORED, NOT_AUDIO, write_passed_over
from latentaudio.datasets.near_copies import NearCopy, write_near_copies
from latentaudio.datasets.segments import TOO_SHORT
from latentaudio.report.dataset import write
from latentaudio.report.files import read_near_copies, read_passed_over

pytestmark = pytest.mark.slow


def sounds(run):
    return str(write(run)[0])


def test_files_that_were_passed_over_are_counted(bare, tmp_path):
    files = [("a.txt", NOT_AUDIO), ("NA", NOT_AUDIO), ("b.TXT", NOT_AUDIO), ("c.m4a", IGNORED)]
    write_passed_over(files, tmp_path / "dataset" / "passed_over.csv")
    run = replace(bare, passed_over=read_passed_over(tmp_path))
    expected = "4 other files of the folder were passed over: 2 .txt, 1 named in dataset.ignore"
    assert f"{expected} and 1 without suffix (dataset/passed_over.csv)." in sounds(run)


def test_segments_that_were_left_out_are_counted(bare, tmp_path):
    files = [("a.wav, 1 to 1.5 s", TOO_SHORT), ("a.wav, 2 to 2.5 s", TOO_SHORT)]
    write_passed_over(files, tmp_path / "dataset" / "passed_over.csv")
    run = replace(bare, passed_over=read_passed_over(tmp_path))
    assert "2 segments shorter than a snippet were left out (dataset/passed_over" in sounds(run)


def test_segments_and_their_files_are_counted(bare):
    assert "segment" not in sounds(bare)
    ends = [1.0, 2.0, 3.0, None, None, None]
    files = bare.recordings.assign(end_s=ends, path=["a", "b", "a", "c", "d", "e"])
    assert "3 of them are segments of 2 files." in sounds(replace(bare, recordings=files))


def test_nothing_is_said_where_nothing_was_passed_over(bare, tmp_path):
    for files in (None, []):
        if files is not None:
            write_passed_over(files, tmp_path / "dataset" / "passed_over.csv")
        run = replace(bare, passed_over=read_passed_over(tmp_path))
        assert "passed over" not in sounds(run)


def test_recordings_that_repeat_others_are_counted(bare):
    assert "the samples of another" not in sounds(bare)
    digests = pd.Series(["a", "b", "a", "c", "a", "b"])
    run = replace(bare, recordings=bare.recordings.assign(sound_sha256=digests))
    assert "3 recordings repeat the samples of another, in the same group." in sounds(run)


def test_ids_of_near_copies_are_read_as_text(tmp_path):
    assert read_near_copies(tmp_path).empty
    pair = NearCopy("007", "NA", 0.0, 2.0, 0.9)
    write_near_copies([pair], tmp_path / "dataset" / "near_copies.csv")
    assert read_near_copies(tmp_path).iloc[0].tolist() == ["007", "NA", 0.0, 2.0, 0.9]
    write_near_copies([], tmp_path / "dataset" / "near_copies.csv")
    assert read_near_copies(tmp_path).empty
