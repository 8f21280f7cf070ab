import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_sources import COMPOSED, CROSSED, DECOMPOSED, ids, manifest

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.recording_ids import recording_id_of
from latentaudio.errors import DatasetError


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


def test_a_column_of_ids_is_used_and_must_hold_file_names(tmp_path):
    rows = [(*row, f"r{i}") for i, row in enumerate(CROSSED)]
    source = manifest(tmp_path, rows, "path,pitch,decay,recording_id")
    assert ids(source) == ["r0", "r1", "r2", "r3"]
    rows[1] = (*CROSSED[1], "a/b")
    source = manifest(tmp_path, rows, "path,pitch,decay,recording_id")
    with pytest.raises(DatasetError, match=r"recording_id cannot be file names(.|\n)*'a/b'"):
        list_recordings(source)


def test_two_files_with_one_id_are_both_named(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("low_s.flac", "low", "s")])
    with pytest.raises(DatasetError, match=r"low_s\.wav, low_s\.flac") as caught:
        list_recordings(source)
    assert "give a manifest with a column recording_id" in str(caught.value)


def test_ids_that_differ_only_in_case_are_refused(tmp_path):
    source = manifest(tmp_path, [*CROSSED, ("LOW_s.wav", "low", "s")])
    with pytest.raises(DatasetError, match=r"differ only in upper and lower case") as caught:
        list_recordings(source)
    assert "low_s.wav, LOW_s.wav" in str(caught.value)


def test_files_whose_names_only_look_the_same_are_refused(tmp_path):
    names = [f"{COMPOSED}.wav", f"{DECOMPOSED}.wav"]
    source = manifest(tmp_path, [*CROSSED, *((name, "low", "s") for name in names)])
    with pytest.raises(DatasetError, match=r"or in how letters with accents are written"):
        list_recordings(source)


def test_the_name_of_a_twin_is_reserved(tmp_path):
    rows = [*CROSSED, ("a__REVERB.wav", "low", "s")]
    assert len(ids(manifest(tmp_path, rows))) == 5
    with pytest.raises(DatasetError, match=r"reserved(.|\n)*a__REVERB"):
        list_recordings(manifest(tmp_path, rows, reverberated=tmp_path / "twins"))
