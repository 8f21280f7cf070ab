import dataclasses

import pytest
from tiny_sources import CROSSED, ids, manifest, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.written_paths import paths_below, with_home
from latentaudio.errors import DatasetError

EXPECTED = ["high_long", "high_s", "low_long", "low_s"]


def rewritten(root, change, **options):
    """A manifest of existing files whose paths are written in another way."""
    touch(root, *(path for path, *_ in CROSSED))
    rows = [(change(path), *labels) for path, *labels in CROSSED]
    return manifest(root, rows, create=False, **options)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder with a folder of recordings, in which the workflow does not run."""
    folder = tmp_path / "home"
    (folder / "sounds").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    return folder


# -- Absolute paths --------------------------------------------------------------------------------


def test_absolute_paths_below_the_root_are_made_relative(tmp_path):
    source = rewritten(tmp_path, lambda path: f"{tmp_path}/{path}")
    relative = rewritten(tmp_path, lambda path: path)
    assert list_recordings(source) == list_recordings(relative)
    assert ids(source) == EXPECTED


def test_originals_may_be_absolute_too(tmp_path):
    rows = [(f"{tmp_path}/{path}", *labels, "") for path, *labels in CROSSED]
    rows.append(("copy.wav", "low", "long", f"{tmp_path}/./low_long.wav"))
    touch(tmp_path, "copy.wav", *(path for path, *_ in CROSSED))
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of", create=False)
    assert list_recordings(source)[0].augmentation_of == "low_long"


def test_the_root_may_be_relative_or_a_link(tmp_path, monkeypatch):
    root = tmp_path / "sounds"
    root.mkdir()
    (tmp_path / "link").symlink_to(root)
    monkeypatch.chdir(tmp_path)
    for written, given in (("sounds", "sounds"), ("sounds", "link"), ("link", "sounds")):
        source = rewritten(root, lambda path, written=written: f"{tmp_path}/{written}/{path}")
        assert ids(dataclasses.replace(source, root=root.relative_to(tmp_path))) == EXPECTED
        assert ids(dataclasses.replace(source, root=tmp_path / given)) == EXPECTED


def test_folders_within_the_root_and_links_in_it_stay_as_written(tmp_path):
    below = paths_below(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert below(f"{tmp_path}/a/b.wav") == "a/b.wav"
    assert below(f"{tmp_path}/x/../a/./b.wav") == "a/b.wav"
    assert below(f"{tmp_path}/loop/b.wav") == "loop/b.wav"
    assert below(f"/{tmp_path}/b.wav") == "b.wav"


@pytest.mark.parametrize(
    "path",
    ["", "a.wav", "/nowhere/a.wav", "/" + "d/" * 500 + "a.wav", "/nul\0/a.wav", "../a.wav"],
)
def test_other_paths_stay_as_they_are(tmp_path, path):
    assert paths_below(tmp_path)(path) == path


def test_absolute_paths_elsewhere_name_the_folder_to_set(tmp_path):
    sounds = tmp_path / "sounds"
    root = tmp_path / "tables"
    root.mkdir()
    source = rewritten(root, lambda path: f"{sounds}/{path}")
    with pytest.raises(DatasetError, match="4 paths lead outside") as caught:
        list_recordings(source)
    assert f"that contains all recordings, {sounds}:" in str(caught.value)
    touch(sounds, *(path for path, *_ in CROSSED))
    assert ids(dataclasses.replace(source, root=sounds)) == EXPECTED


# -- Backslashes -----------------------------------------------------------------------------------


def test_backslashes_separate_folders(tmp_path):
    rows = [(f".\\sub\\{path}", *labels, "") for path, *labels in CROSSED]
    rows.append(("sub\\copy.wav", "low", "long", "sub\\low_long.wav"))
    touch(tmp_path, "sub/copy.wav", *(f"sub/{path}" for path, *_ in CROSSED))
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of", create=False)
    copy, *others = list_recordings(source)
    assert (copy.relative_path, copy.augmentation_of) == ("sub/copy.wav", "sub__low_long")
    assert [one.recording_id for one in others] == [f"sub__{name}" for name in EXPECTED]


def test_a_backslash_or_a_tilde_in_the_name_of_a_file_is_one(tmp_path, home):
    names = ["sub\\a.wav", "~b.wav", "~/c.wav"]
    touch(tmp_path, *names, "sub/a.wav")
    touch(home, "c.wav")
    assert list(map(paths_below(tmp_path), names)) == names
    assert paths_below(tmp_path)(f"{tmp_path}/sub\\a.wav") == "sub\\a.wav"


@pytest.mark.parametrize("path", ["C:\\sounds\\a.wav", "c:/sounds/a.wav", "\\\\server\\a.wav"])
def test_a_path_of_windows_is_refused_with_what_to_do(tmp_path, path):
    source = manifest(tmp_path, [*CROSSED, (path, "low", "s")], create=False)
    with pytest.raises(DatasetError, match="1 paths lead outside") as caught:
        list_recordings(source)
    assert f"line 6: {path}; this is a path of Windows" in str(caught.value)


# -- The home folder and variables -----------------------------------------------------------------


def test_a_tilde_is_the_home_folder(home):
    source = rewritten(home / "sounds", lambda path: f"~/sounds/{path}")
    assert ids(source) == EXPECTED
    assert with_home("~/sounds") == str(home / "sounds")
    assert with_home("./~") == "./~"


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda path: f"$HOME/{path}", "variables such as $HOME are not replaced"),
        (lambda path: f"${{DATA}}/{path}", "variables such as $HOME are not replaced"),
        (lambda path: f"%DATA%/{path}", "variables such as $HOME are not replaced"),
        (lambda path: f"~no-such-user/{path}", "there is no user of this name"),
        (lambda path: f"{path}\u200b", r"found 'low_long.wav', which only looks the same"),
    ],
)
def test_a_path_that_cannot_be_found_comes_with_advice(tmp_path, change, advice):
    with pytest.raises(DatasetError, match="4 of 4 recordings do not exist") as caught:
        list_recordings(rewritten(tmp_path, change))
    assert advice in str(caught.value)


def test_paths_that_start_in_the_working_folder_name_it(tmp_path, monkeypatch):
    root = tmp_path / "sounds"
    root.mkdir()
    source = rewritten(root, lambda path: f"sounds/{path}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError, match=r"workflow runs; set dataset\.root to '\.'"):
        list_recordings(source)
    assert len(ids(dataclasses.replace(source, root=tmp_path.relative_to(tmp_path)))) == 4


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("data\\sounds", "folders are separated by /"),
        ("$HOME/sounds", "variables such as $HOME are not replaced"),
        ("C:\\sounds", "a path of Windows"),
        ("~no-such-user/sounds", "there is no user of this name"),
    ],
)
@pytest.mark.parametrize("key", ["root", "manifest"])
def test_a_setting_that_cannot_be_found_comes_with_advice(tmp_path, key, name, advice):
    source = manifest(tmp_path)
    changed = dataclasses.replace(source, **{key: type(tmp_path)(name)})
    with pytest.raises(DatasetError, match=r"no such folder|not found") as caught:
        list_recordings(changed)
    assert name in str(caught.value)
    assert advice in str(caught.value)
