import dataclasses
import subprocess
import sys

import pytest
from places import BOOTH
from tiny_sources import CROSSED, folder, ids, manifest, touch

from latentaudio.datasets.listing import list_recordings, listing_errors
from latentaudio.datasets.source import Source
from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import Factor


def test_an_augmented_copy_has_the_group_of_its_original(tmp_path):
    rows = [(*row, f"g{i}", "") for i, row in enumerate(CROSSED)]
    rows.append(("sub/copy.wav", "low", "long", "", "./low_long.wav"))
    source = manifest(tmp_path, rows, "path,pitch,decay,group,augmentation_of")
    by_id = {r.recording_id: r for r in list_recordings(source)}
    assert by_id["sub__copy"].augmentation_of == "low_long"
    assert by_id["sub__copy"].group == by_id["low_long"].group == "g0"


@pytest.mark.parametrize("original", ["nowhere.wav", "copy.wav"])
def test_a_copy_of_what_is_not_an_original_is_refused(tmp_path, original):
    rows = [(*row, "") for row in CROSSED] + [("copy.wav", "low", "long", original)]
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of")
    with pytest.raises(DatasetError, match=f"line 6: augmentation_of '{original}'"):
        list_recordings(source)


def test_a_copy_with_another_label_is_refused(tmp_path):
    rows = [(*row, "") for row in CROSSED] + [("copy.wav", "low", "s", "low_long.wav")]
    source = manifest(tmp_path, rows, "path,pitch,decay,augmentation_of")
    with pytest.raises(
        DatasetError, match="1 copies have labels that differ from those of their originals"
    ):
        list_recordings(source)


def test_select_keeps_labels_and_refuses_those_that_do_not_occur(tmp_path):
    rows = [*CROSSED, ("m_long.wav", "middle", "long")]
    source = manifest(tmp_path, rows, select={"pitch": ("low", "high")})
    assert len(ids(source)) == 4
    with pytest.raises(ConfigError, match=r"has pitch 'hgh'; found 'high', 'low', 'middle'"):
        list_recordings(dataclasses.replace(source, select={"pitch": ("hgh",)}))


def test_every_original_gets_a_twin_in_its_group(tmp_path):
    rows = [(*row, "g", "") for row in CROSSED] + [("c.wav", "low", "s", "", "low_s.wav")]
    source = manifest(
        tmp_path, rows, "path,pitch,decay,group,augmentation_of", reverberated=tmp_path / "twins"
    )
    recordings = list_recordings(source)
    assert len(recordings) == 9
    twins = [r for r in recordings if r.recording_id.endswith("__reverb")]
    assert [twin.augmentation_of for twin in twins] == ["high_long", "high_s", "low_long", "low_s"]
    assert twins[0].path == tmp_path / "twins" / "high_long__reverb.flac"
    assert twins[0].group == "g"
    assert twins[0].factors == {"pitch": "high", "decay": "long"}


def test_the_booth_recordings_give_54_crossed_clips_of_11_sources():
    if not BOOTH.is_dir():
        pytest.skip(f"the recordings are not here: {BOOTH}")
    source = Source(
        "manifest",
        BOOTH,
        (Factor("material"), Factor("action")),
        manifest=BOOTH / "manifest.csv",
        group_column="source",
        select={"material": ("wood", "metal"), "action": ("tapping", "rubbing")},
    )
    recordings = list_recordings(source)
    assert len(recordings) == 54
    assert len({r.group for r in recordings}) == 11
    with pytest.raises(DatasetError, match="glass x rubbing"):
        list_recordings(dataclasses.replace(source, select={}))


def test_listing_imports_neither_numpy_nor_arrow():
    program = (
        "import sys, latentaudio.datasets.listing; "
        "print(sorted({'numpy', 'pyarrow', 'soundfile', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_all_errors_are_found_and_the_files_that_exist(tmp_path):
    rows = [*CROSSED[1:], ("low_long.wav", "Low", ""), ("../far.wav", "low", "long")]
    source = manifest(tmp_path, rows)
    touch(tmp_path, "low_long.wav")
    (tmp_path / "high_s.wav").unlink()
    errors, paths = listing_errors(source)
    told = [str(error) for error in errors]
    for words, text in zip(
        ("lead outside", "1 labels are empty", "several ways", "1 of 4 recordings do not exist"),
        told,
        strict=True,
    ):
        assert words in text
    assert sorted(path.name for path in paths) == ["high_long.wav", "low_long.wav", "low_s.wav"]
    with pytest.raises(DatasetError) as caught:
        list_recordings(source)
    assert str(caught.value) == told[0]


def test_files_whose_names_do_not_match_can_still_be_read(tmp_path):
    source = folder(tmp_path, "low_long_1.wav", "what.wav")
    errors, paths = listing_errors(source)
    assert ["do not match" in str(error) for error in errors] == [True]
    assert {path.name for path in paths} == {"low_long_1.wav", "what.wav"}
    assert listing_errors(folder(tmp_path / "good"))[0] == []
