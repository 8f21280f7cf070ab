import pytest
from tiny_sources import FACTORS, PATTERN, folder, ids, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError


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
