import pytest
from tiny_sources import COMPOSED, CROSSED, DECOMPOSED, ids, manifest, touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.errors import DatasetError


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


@pytest.mark.parametrize("name", ["x" * 300 + ".wav", "d/" * 3_000 + "a.wav", "nul\0.wav"])
def test_names_that_no_file_can_have_are_refused(tmp_path, name):
    source = manifest(tmp_path, [*CROSSED, (name, "low", "s")], create=False)
    touch(tmp_path, *(row[0] for row in CROSSED))
    with pytest.raises(DatasetError, match=r"1 names contain|1 of 5 recordings do not exist"):
        list_recordings(source)


def test_every_missing_file_is_counted_and_the_first_are_listed(tmp_path):
    rows = [(f"{i:02d}.wav", "low", "s") for i in range(30)]
    with pytest.raises(DatasetError, match=r"30 of 30 recordings do not exist") as caught:
        list_recordings(manifest(tmp_path, rows, create=False))
    assert "19.wav" in str(caught.value)
    assert "20.wav" not in str(caught.value)
    assert "and 10 more" in str(caught.value)


@pytest.mark.parametrize(
    ("listed", "there", "hint"),
    [
        (
            f"{COMPOSED}.wav",
            f"{DECOMPOSED}.wav",
            "differs only in case, or in how accents are written",
        ),
        ("a.wav", "a.WAV", "differs only in case, or in how accents are written"),
        (" a.wav", " a.wav", "blanks around it"),
    ],
)
def test_a_file_that_looks_like_the_missing_one_is_mentioned(tmp_path, listed, there, hint):
    source = manifest(tmp_path, [*CROSSED, (listed, "low", "s")], create=False)
    touch(tmp_path, there, *(row[0] for row in CROSSED))
    if (tmp_path / listed.strip()).exists():
        pytest.skip("this file system does not distinguish them")
    with pytest.raises(DatasetError, match=rf"1 of 5 recordings do not exist(.|\n)*{hint}"):
        list_recordings(source)
