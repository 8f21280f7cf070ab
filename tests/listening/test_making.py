import json
import wave
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from listening.conftest import ACTIONS, FACTORS, MATERIALS, SNIPPET

from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.wav_files import FULL_SCALE
from latentaudio.errors import AudioError, ConfigError, DatasetError
from latentaudio.listening.making import Settings, make_test
from latentaudio.listening.slice_audio import write_sounds

SETTINGS = Settings(
    blocks=2, per_cell=2, seed=3, slice_s=0.15, held_out_fraction=0.3, title="a <b> test"
)


def made(sounds, folder, settings=SETTINGS):
    make_test(
        sounds.snippets,
        FACTORS,
        SNIPPET,
        settings,
        sounds.measured,
        folder=folder / "test",
        key=folder / "key.csv",
    )
    return folder


@pytest.fixture(scope="module")
def test_folder(sounds, tmp_path_factory):
    return made(sounds, tmp_path_factory.mktemp("listening"))


def samples_of(path):
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == SNIPPET.samplerate
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_the_key_and_the_sounds_agree_sample_by_sample(sounds, test_folder):
    key = pd.read_csv(test_folder / "key.csv")
    assert len(key) == 2 * 2 * 4
    for row in key.itertuples():
        first = round(row.start_s * SNIPPET.samplerate)
        expected = sounds.samples[row.recording_id][first : first + 2400] * row.scale
        heard = samples_of(test_folder / "test" / "sounds" / row.file)
        np.testing.assert_array_equal(heard, np.round(expected * FULL_SCALE))
        assert row.recording_id.startswith(f"{row.true_material}_{row.true_action}_")
        assert row.snippet_id.startswith(row.recording_id)
        assert row.snippets == 2
        assert row.group == row.recording_id


def test_nothing_but_the_key_tells_what_a_sound_is(sounds, test_folder):
    key = pd.read_csv(test_folder / "key.csv", dtype=str)
    secrets = {*key["snippet_id"], *key["recording_id"], *key["group"], *MATERIALS, *ACTIONS}
    files = [path for path in (test_folder / "test").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".js", ".css", ".csv", ".wav"}
    for path in files:
        text = path.read_bytes().decode("latin-1")
        if path.name == "test.js":
            # The classes to choose from, once each, in alphabetical order.
            data = json.loads(text.removeprefix('LatentAudio.put("data/test", ')[:-3])
            assert [one.pop("classes") for one in data["factors"]] == [
                sorted(MATERIALS),
                sorted(ACTIONS),
            ]
            text = json.dumps(data)
        found = [secret for secret in secrets if secret in text or secret in str(path.name)]
        assert not found, path


def test_a_wav_file_is_a_header_and_samples(test_folder):
    for path in (test_folder / "test" / "sounds").iterdir():
        assert path.stat().st_size == 44 + 2 * 2400


def test_the_sheet_has_a_row_for_each_sound_and_no_answer(test_folder):
    sheet = pd.read_csv(test_folder / "test" / "answer_sheet.csv", dtype=str)
    key = pd.read_csv(test_folder / "key.csv", dtype=str)
    same = ["test", "trial", "block", "file"]
    pd.testing.assert_frame_equal(sheet[same], key[same])
    assert list(sheet.columns[-2:]) == ["answer_material", "answer_action"]
    assert sheet[["listener", "plays", "reaction_s", "answer_material"]].isna().all(axis=None)
    assert sorted(path.name for path in (test_folder / "test" / "sounds").iterdir()) == sorted(
        sheet["file"]
    )


def test_the_page_is_there_and_data_cannot_end_its_script(test_folder):
    folder = test_folder / "test"
    assert "default-src 'none'" in (folder / "index.html").read_text()
    text = (folder / "data" / "test.js").read_text()
    assert "<" not in text
    assert r"a \u003cb> test" in text
    assert text.startswith('LatentAudio.put("data/test", {')
    assert text.endswith(");\n")


def test_the_same_settings_give_the_same_bytes_and_replace_an_older_test(
    sounds, test_folder, tmp_path
):
    made(sounds, tmp_path, replace(SETTINGS, per_cell=1))
    made(sounds, tmp_path)
    for path in test_folder.rglob("*"):
        other = tmp_path / path.relative_to(test_folder)
        assert path.is_dir() or path.read_bytes() == other.read_bytes(), path
    assert len(list(tmp_path.rglob("*"))) == len(list(test_folder.rglob("*")))


def test_a_test_that_fails_leaves_nothing(sounds, tmp_path):
    lost = replace(sounds, measured=sounds.measured[:1])
    with pytest.raises(AudioError, match=r"not among the measured ones"):
        made(lost, tmp_path)
    with pytest.raises(DatasetError, match="Give fewer"):
        made(sounds, tmp_path, replace(SETTINGS, per_cell=50))
    assert not list(tmp_path.iterdir())


def test_a_run_without_factors_has_nothing_to_ask(sounds, tmp_path):
    with pytest.raises(ConfigError, match=r"dataset.factors: none found, .* name at least one"):
        make_test(
            sounds.snippets,
            (),
            SNIPPET,
            SETTINGS,
            sounds.measured,
            folder=tmp_path / "test",
            key=tmp_path / "key.csv",
        )


def test_sounds_beyond_full_scale_are_all_made_softer_alike(sounds, test_folder, tmp_path):
    from latentaudio.listening.slices import find_slices
    from latentaudio.listening.trials import design
    from latentaudio.tables import labels_of

    labels = labels_of(sounds.snippets, FACTORS)
    found = find_slices(sounds.snippets, labels, slice_s=0.1, snippet_s=SNIPPET.seconds)
    trials = design(found, set(), blocks=1, per_cell=1, seed=0)
    loud = [tmp_path / path.name for path in sounds.measured]
    for path, original in zip(loud, sounds.measured, strict=True):
        _louder(original, path, 4.0)
    factor = write_sounds(trials, loud, SnippetFormat(16_000, 1600), tmp_path)
    assert 1 / 3.6 <= factor < 1 / 3.5
    peaks = [np.abs(samples_of(tmp_path / one.file)).max() for one in trials]
    assert max(peaks) == FULL_SCALE


def _louder(source, target, gain):
    import pyarrow as pa
    import pyarrow.compute as pc

    from latentaudio.artifacts import MEASURED, read_table, write_table

    table = read_table(source, MEASURED)
    column = table.schema.get_field_index("gain")
    gains = pc.multiply(table["gain"], pa.scalar(gain))
    write_table(table.set_column(column, "gain", gains).replace_schema_metadata(), target, MEASURED)
