import hashlib
import os
import shutil

import pytest

from latentaudio.datasets import file_digests as module
from latentaudio.datasets.file_digests import Digests, file_digests, remembered_digests
from latentaudio.errors import DatasetError, ResourceError


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def read(monkeypatch):
    """Names of the files that were read, in the order of reading; files count as settled."""
    names = []
    real = module._digest
    monkeypatch.setattr(module, "_digest", lambda path: names.append(path.name) or real(path))
    monkeypatch.setattr(module, "_RESOLUTION_NS", -(10**12))
    return names


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "sounds"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.wav").write_text(name)
    return [folder / f"{name}.wav" for name in "abc"]


def test_files_are_read_once(files, tmp_path, read):
    index = tmp_path / "index.json"
    found = file_digests(files, index)
    assert found == {path: sha256(path) for path in files}
    assert sorted(read) == ["a.wav", "b.wav", "c.wav"]
    assert file_digests(files, index) == found
    assert len(read) == 3
    assert remembered_digests(index) == found


@pytest.mark.parametrize("change", ["touch", "copy", "replace", "replace with the old times"])
def test_only_what_may_have_changed_is_read_again(files, tmp_path, read, change):
    index = tmp_path / "index.json"
    before = file_digests(files, index)
    read.clear()
    _, changed, _ = files
    times = changed.stat()
    if change == "touch":
        changed.touch()
    elif change == "copy":
        shutil.copy(changed, tmp_path / "copy")
        (tmp_path / "copy").replace(changed)
    else:
        changed.write_text("B")  # as long as before
    if change == "replace with the old times":
        os.utime(changed, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = file_digests(files, index)
    assert read == ["b.wav"]
    assert after[changed] == sha256(changed)
    assert (after == before) == (change in {"touch", "copy"})
    assert file_digests(files, index) == after
    assert read == ["b.wav"]


def test_a_file_that_changed_just_now_is_read_again(files, tmp_path, read, monkeypatch):
    index = tmp_path / "index.json"
    monkeypatch.setattr(module, "_RESOLUTION_NS", 10**12)
    file_digests(files, index)
    file_digests(files, index)
    assert len(read) == 6
    assert remembered_digests(index) == {}


def test_files_that_are_gone_are_forgotten(files, tmp_path, read):
    index = tmp_path / "index.json"
    file_digests(files, index)
    file_digests(files[:1], index)
    assert list(remembered_digests(index)) == files[:1]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": "1 2"}', '{"a": "x y z 0"}'])
def test_a_damaged_index_is_made_again_with_a_message(files, tmp_path, read, capsys, content):
    index = tmp_path / "index.json"
    index.write_text(content)
    assert file_digests(files, index) == {path: sha256(path) for path in files}
    assert f"{index}: cannot be used, sound files are read again" in capsys.readouterr().err
    assert len(remembered_digests(index)) == 3


def test_an_index_that_cannot_be_written_costs_a_warning_only(
    files, tmp_path, read, monkeypatch, capsys
):
    def refuse(path, content):
        raise ResourceError(f"{path.parent}: cannot be written to")

    monkeypatch.setattr(module, "write_json", refuse)
    found = file_digests(files, tmp_path / "index.json")
    assert found == {path: sha256(path) for path in files}
    said = capsys.readouterr().err
    assert f"sound files will be read again by the next run: {tmp_path}: cannot be written" in said


def test_a_file_that_cannot_be_read_is_named(files, tmp_path, read):
    files[1].unlink()
    with pytest.raises(DatasetError, match=r"b\.wav: cannot be read \(No such file"):
        file_digests(files, tmp_path / "index.json")


def test_a_job_reads_only_what_the_index_does_not_know_and_each_file_once(files, tmp_path, read):
    index = tmp_path / "index.json"
    file_digests(files[:2], index)
    files[1].write_text("another sound")
    read.clear()
    digest = Digests(index)
    for _ in range(2):
        assert [digest(path) for path in files] == [sha256(path) for path in files]
    assert read == ["b.wav", "c.wav"]
    assert remembered_digests(index)[files[1]] != sha256(files[1])  # is not written by jobs
    read.clear()
    assert Digests(None)(files[0]) == sha256(files[0])
    assert read == ["a.wav"]
    files[0].write_text("changed")
    assert digest(files[0]) == sha256(files[0])
    with pytest.raises(DatasetError, match=r"d\.wav: cannot be read"):
        digest(tmp_path / "d.wav")
