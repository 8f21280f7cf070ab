"""New sounds are predicted from the command line; bad files are told at the end."""

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from small_predictors import (
    LABELS,
    RATE,
    frame_head,
    pitches,
    sound,
    stored_frames,
    tags,
    training_data,
)

from latentaudio.__main__ import main
from latentaudio.commands.predict_text import UNLIKE, Found, as_csv, as_text
from latentaudio.commands.terminal_text import columns
from latentaudio.networks.yamnet.weights import _from_path
from latentaudio.prediction.new_sounds.answers import LabelAnswer, NumberAnswer
from latentaudio.prediction.new_sounds.predictor import Prediction, Predictor


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return training_data(tmp_path_factory.mktemp("small") / "sounds")


@pytest.fixture(scope="module")
def frames(data, tmp_path_factory):
    return stored_frames(data, tmp_path_factory.mktemp("frames"))


@pytest.fixture(scope="module")
def model(data, frames, tmp_path_factory):
    """The folder of a model with two folds."""
    folder = tmp_path_factory.mktemp("kind") / "head"
    for fold in (1, 2):
        frame_head(data, frames, folder / f"seed_1/fold_{fold:02d}", fold)
    return str(folder)


@pytest.fixture
def sounds(tmp_path):
    """A folder with a sound of each class, one of them in a subfolder, and a text."""
    folder = tmp_path / "new"
    (folder / "deeper").mkdir(parents=True)
    for label in LABELS:
        place = folder / "deeper" if label == "noise" else folder
        soundfile.write(place / f"{label}.wav", sound(label, 50), RATE)
    (folder / "notes.txt").write_text("no sound")
    return folder


def written(path, samples, rate=RATE, subtype="FLOAT"):
    soundfile.write(path, samples, rate, subtype)
    return path


BAD = {
    "text.wav": (lambda path: path.write_text("no sound"), "cannot be read as audio"),
    "bytes.wav": (lambda path: path.write_bytes(b""), "empty file (0 bytes)"),
    "empty.wav": (lambda path: written(path, np.zeros(0)), "zero-length audio"),
    "silent.wav": (lambda path: written(path, np.zeros(RATE)), "silent throughout"),
    "short.wav": (
        lambda path: written(path, sound("low", 1, seconds=0.09)),
        "lasts 0.09 s, at least 0.1 s expected",
    ),
    "nan.wav": (
        lambda path: written(path, np.where(np.arange(RATE) == 99, np.nan, sound("low", 1, 1.0))),
        "NaN",
    ),
    "missing.wav": (lambda path: None, "not found"),
    "cut.wav": (
        lambda path: path.write_bytes(written(path, sound("low", 1)).read_bytes()[:-1000]),
        "cut.wav",
    ),
}


# -- What is found ---------------------------------------------------------------------------------


def test_a_table_shows_classes_and_what_is_unlike_training(model, sounds, capsys):
    click = np.zeros(RATE)
    click[1000:1010] = 1.0
    written(sounds / "z_click.wav", click)
    assert main(["predict", model, str(sounds)]) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert lines[0] == f"kind, mean over 2 trained models: {model}"
    paths = ["deeper/noise.wav", "high.wav", "low.wav", "z_click.wav"]
    for line, name in zip(lines[1:], paths, strict=True):
        assert line.startswith(str(sounds / name))
        assert line.count("%") == 3
    for line, label in zip(lines[1:4], ["noise", "high", "low"], strict=True):
        assert line.removeprefix(str(sounds)).split("  ", 1)[1].strip().startswith(label)
        assert UNLIKE not in line
    assert lines[4].endswith(UNLIKE)
    assert "files: 4/4" in captured.err


def test_files_keep_their_order_and_are_predicted_once(model, sounds, capsys):
    low, high = str(sounds / "low.wav"), str(sounds / "high.wav")
    assert main(["predict", model, low, high, str(sounds), low, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["predictions"]
    assert [one["file"] for one in found] == [low, high, str(sounds / "deeper/noise.wav")]


def test_json_has_all_that_is_known(model, sounds, capsys):
    assert main(["predict", model, str(sounds / "low.wav"), "--json", "--top", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    (one,) = found.pop("predictions")
    assert found == {"checkpoint": model, "task": "kind", "trained_models": 2, "failed": []}
    assert [len(one["classes"]), one["classes"][0]["class"]] == [2, "low"]
    assert 0.5 < one["classes"][0]["probability"] < 1
    assert (one["duration_s"], one["samplerate"], one["channels"]) == (0.7, RATE, 1)
    assert one["unlike"] is False
    assert 0 < one["unlikeness"] < 1


def test_csv_has_a_row_for_each_file(model, sounds, capsys):
    (sounds / "bad.wav").write_text("no sound")
    assert main(["predict", model, str(sounds), "--csv", "--top", "1"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == [
        *("file", "duration_s", "samplerate", "channels", "class_1", "probability_1"),
        *("unlikeness", "unlike", "error"),
    ]
    assert [row["class_1"] for row in rows] == ["noise", "high", "low", ""]
    assert [bool(row["error"]) for row in rows] == [False, False, False, True]


def test_numbers_are_written_with_their_interval_and_unit(data, frames, sounds, tmp_path, capsys):
    frame_head(pitches(data), frames, tmp_path / "head")
    checkpoint = str(tmp_path / "head")
    assert main(["predict", checkpoint, str(sounds / "low.wav")]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    value, low, high = (float(word.strip("()")) for word in np.array(line.split())[[1, 3, 5]])
    assert low < value < high
    assert line.split()[2] == "m"
    main(["predict", checkpoint, str(sounds / "low.wav"), "--json"])
    (one,) = json.loads(capsys.readouterr().out)["predictions"]
    assert (one["value"], one["unit"]) == (pytest.approx(value, rel=0.01), "m")
    main(["predict", checkpoint, str(sounds / "low.wav"), "--csv"])
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert float(row["high"]) == one["high"]


def test_numbers_of_a_table_have_equal_decimals_and_the_table_says_what_intervals_are():
    answers = [NumberAnswer(2.4, 1.0, 5.9712, "m"), NumberAnswer(12.472, 9.5, 14.0, "m")]
    predictions = [
        Prediction(Path(f"{place}.wav"), 1.0, RATE, 1, answer, 0.5)
        for place, answer in enumerate(answers)
    ]
    predictor = SimpleNamespace(task="distance", members=2)
    text = as_text(Found(Path("model"), predictor, predictions, {}, 3))
    assert text.splitlines() == [
        "distance (with 95% intervals), mean over 2 trained models: model",
        "0.wav  2.40 m   (1.00 to 5.97)",
        "1.wav  12.47 m  (9.50 to 14.00)",
    ]
    unknown = dataclasses.replace(predictions[0], answer=NumberAnswer(2.4, np.nan, np.nan, "m"))
    text = as_text(Found(Path("model"), predictor, [unknown], {}, 3))
    assert "95%" not in text
    assert "0.wav  2.40 m  interval not known" in text


def test_a_sound_has_as_many_labels_as_are_likely_enough(data, frames, sounds, tmp_path, capsys):
    for fold in (1, 2):
        frame_head(tags(data), frames, tmp_path / f"tags/seed_1/fold_{fold:02d}", fold)
    assert main(["predict", str(tmp_path / "tags"), str(sounds), "--json"]) == 0
    found = {
        one["file"].rpartition("/")[2]: one
        for one in json.loads(capsys.readouterr().out)["predictions"]
    }
    assert found["high.wav"]["labels"] == ["high", "tone"]
    assert found["low.wav"]["labels"] == ["low", "tone"]
    assert found["noise.wav"]["labels"] == []
    assert {one["class"] for one in found["low.wav"]["classes"][:2]} == {"low", "tone"}
    assert main(["predict", str(tmp_path / "tags"), str(sounds), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sorted(row["labels"] for row in rows) == ["", "high,tone", "low,tone"]
    assert main(["predict", str(tmp_path / "tags"), str(sounds)]) == 0
    text = capsys.readouterr().out
    assert "high, tone" in text
    assert "no label" in text


def test_a_label_with_a_comma_is_one_label_in_csv():
    answer = LabelAnswer({"crash, cymbal": 0.9, "hum": 0.8}, ("crash, cymbal", "hum"))
    prediction = Prediction(Path("a.wav"), 1.0, RATE, 1, answer, 0.5)
    predictor = SimpleNamespace(task="tags", members=1)
    text = as_csv(Found(Path("tags"), predictor, [prediction], {}, 2))
    (row,) = csv.DictReader(io.StringIO(text))
    assert next(csv.reader([row["labels"]])) == ["crash, cymbal", "hum"]


@pytest.mark.parametrize("suffix", ["json", "csv", "txt"])
def test_a_file_is_written_in_the_form_of_its_suffix(model, sounds, suffix, tmp_path, capsys):
    output = tmp_path / "made" / f"found.{suffix}"
    assert main(["predict", model, str(sounds), "--output", str(output)]) == 0
    assert capsys.readouterr().out == ""
    text = output.read_text(encoding="utf-8")
    starts = {"json": "{", "csv": "file,", "txt": "kind, mean"}
    assert text.startswith(starts[suffix])
    assert text.count("noise.wav") == 1


# -- What is wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_and_the_others_are_predicted(model, sounds, name, tmp_path, capsys):
    make, message = BAD[name]
    path = tmp_path / name
    make(path)
    assert main(["predict", model, str(path), str(sounds), "--json"]) == 1
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert len(found["predictions"]) == 3
    ((one,), last) = found["failed"], captured.err.splitlines()[-1]
    assert one["file"] == str(path)
    assert message in one["error"]
    assert last == f"error: {one['error']}"


def test_sounds_of_a_folder_whose_format_cannot_be_read_are_told(model, sounds, capsys):
    (sounds / "film.m4a").write_bytes(b"anything")
    assert main(["predict", model, str(sounds)]) == 1
    assert "film.m4a: this format cannot be read, expected WAV" in capsys.readouterr().err


def test_nothing_predicted_is_an_error(model, tmp_path, capsys):
    assert main(["predict", model, str(tmp_path / "missing.wav")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith("error: none of the files could")
    output = tmp_path / "found.txt"
    assert main(["predict", model, str(tmp_path / "missing.wav"), "--output", str(output)]) == 2
    assert not output.exists()


def test_a_folder_without_sounds_is_an_error(model, tmp_path, capsys):
    assert main(["predict", model, str(tmp_path)]) == 2
    assert "no sound files" in capsys.readouterr().err


def test_a_checkpoint_that_is_not_there_is_an_error(sounds, tmp_path, capsys):
    assert main(["predict", str(tmp_path / "none"), str(sounds)]) == 2
    assert "none: not found; give a folder such as" in capsys.readouterr().err


def test_a_sound_is_never_written_over(model, sounds, capsys):
    path = sounds / "low.wav"
    before = path.read_bytes()
    assert main(["predict", model, str(sounds), "--csv", "--output", str(path)]) == 2
    assert "the name of a sound" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert main(["predict", model, str(sounds), "--csv", "--output", str(sounds)]) == 2
    assert "is a folder" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["/proc/x.csv", "/proc/deeper/x.csv", "{sound}/x.csv"])
def test_where_nothing_can_be_written_is_told_before_anything_is_predicted(
    model, sounds, place, monkeypatch, capsys
):
    monkeypatch.setattr(Predictor, "__init__", lambda *_: pytest.fail("predicted"))
    output = place.format(sound=sounds / "low.wav")
    assert main(["predict", model, str(sounds), "--output", output]) == 2
    assert f"error: {output}: cannot be written (" in capsys.readouterr().err


def test_weights_that_are_not_there_are_told_by_the_option(sounds, monkeypatch, tmp_path, capsys):
    def missing(*_):
        _from_path(tmp_path / "none")

    monkeypatch.setattr(Predictor, "__init__", missing)
    assert main(["predict", "model", str(sounds), "--weights", str(tmp_path / "none")]) == 2
    assert f"error: --weights: {tmp_path / 'none'} does not exist" in capsys.readouterr().err


def test_a_file_that_was_there_is_kept_if_something_goes_wrong(
    model, sounds, tmp_path, monkeypatch
):
    output = tmp_path / "found.csv"
    output.write_text("before")

    def broken(found):
        raise RuntimeError

    monkeypatch.setattr("latentaudio.commands.predict_text.FORMS", {"csv": broken})
    with pytest.raises(RuntimeError):
        main(["predict", model, str(sounds), "--output", str(output)])
    assert output.read_text() == "before"
    assert list(tmp_path.glob(".found*")) == []


@pytest.mark.parametrize("top", ["0", "-1", "many"])
def test_a_number_of_classes_that_makes_no_sense_is_refused(model, sounds, top, capsys):
    with pytest.raises(SystemExit):
        main(["predict", model, str(sounds), f"--top={top}"])
    error = capsys.readouterr().err
    assert f"argument --top: found '{top}', expected a whole number of 1 or more" in error


@pytest.mark.parametrize("place", [1, 2, 3])
def test_an_empty_name_is_refused(model, sounds, place, capsys):
    """Else `"$FILE"`, with a variable that is not set, would be the folder one is in."""
    words = ["predict", model, str(sounds), f"--output={sounds.parent / 'found.csv'}"]
    words[place] = "--output=" if place == 3 else ""
    with pytest.raises(SystemExit):
        main(words)
    assert "found an empty name" in capsys.readouterr().err


def test_a_table_has_a_line_for_each_file_and_columns_as_they_are_seen(model, sounds, capsys):
    (sounds / "low.wav").rename(sounds / "a\nb\tc.wav")
    (sounds / "high.wav").rename(sounds / "木の音.wav")
    assert main(["predict", model, str(sounds)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert any(line.startswith(f"{sounds}/a\\nb\\tc.wav  ") for line in lines)
    starts = {columns(line[: re.search(r"\.wav +", line).end()]) for line in lines[1:]}
    assert len(starts) == 1


def test_an_error_about_a_file_is_one_line(model, sounds, capsys):
    (sounds / "a\nb.wav").write_text("no sound")
    assert main(["predict", model, str(sounds)]) == 1
    assert f"error: {sounds}/a\\nb.wav: cannot be read" in capsys.readouterr().err


def test_json_is_json_where_a_pipe_does_not_take_every_character(model, sounds):
    (sounds / "low.wav").rename(sounds / "Geräusch 木 🔔.wav")
    done = subprocess.run(
        [sys.executable, "-m", "latentaudio", "predict", model, str(sounds), "--json"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    files = [one["file"] for one in json.loads(done.stdout.decode("ascii"))["predictions"]]
    assert str(sounds / "Geräusch 木 🔔.wav") in files


def test_a_head_on_frames_needs_no_tensorflow(model, sounds):
    script = (
        "import sys; from latentaudio.__main__ import main; "
        f"code = main(['predict', {model!r}, {str(sounds)!r}]); "
        "sys.exit(code or 'tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("form", ["--json", "--csv", "--top=3"])
def test_a_name_that_is_no_text_is_told(model, sounds, form, tmp_path):
    name = b"\xff.wav".decode(errors="surrogateescape")
    (sounds / "low.wav").rename(sounds / name)
    output = tmp_path / "found"
    assert main(["predict", model, str(sounds), form, "--output", str(output)]) == 1
    text = output.read_text(encoding="utf-8")
    assert ("udcff.wav: its name is not UTF-8" in text) == (form != "--top=3")
