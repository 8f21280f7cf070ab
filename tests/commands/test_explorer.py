"""The command that writes a configuration for a map."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tiny_sources import touch

import latentaudio.commands.explorer
from latentaudio.__main__ import FAILED, main
from latentaudio.workflow.config import DEFAULTS_FOLDER, SCHEMA, check_config, read_config
from latentaudio.workflow.settings_files import laid_over, read_settings

CLIPS = ("dog_1.wav", "dog_2.wav", "far/cat_1.wav", "cat_2.flac", "broken.m4a", "notes.txt")


@pytest.fixture(scope="module")
def defaults():
    return read_config(DEFAULTS_FOLDER)


@pytest.fixture(autouse=True)
def _read_once(defaults, monkeypatch, tmp_path):
    """Do not parse the defaults again for each command."""

    def read(folder, files=()):
        config = defaults
        for path in files:
            config = laid_over(config, read_settings(Path(path)))
        return config

    monkeypatch.setattr(latentaudio.commands.explorer, "read_config", read)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def written(defaults):
    """Give a function that reads a configuration that was written, checked over the defaults."""

    def read(path):
        config = laid_over(defaults, read_settings(Path(path)))
        check_config(config, DEFAULTS_FOLDER / SCHEMA)
        return config

    return read


@pytest.fixture
def recording(tmp_path):
    """A recording of ten seconds."""
    soundfile.write(tmp_path / "dawn 1.wav", np.zeros(160_000), 16_000)
    return "dawn 1.wav"


def test_a_folder_of_clips_needs_nothing_else(written, capsys):
    touch(Path("data"), *CLIPS)
    assert main(["explorer", "data"]) == 0
    said = capsys.readouterr().out
    assert "data: 4 sound files" in said
    assert said.endswith("next:\n  make run CONFIG=config/data.yaml\n")
    config = written("config/data.yaml")
    assert (config["run"], config["studies"]) == ("data", ["explorer"])
    dataset = config["dataset"]
    assert (dataset["source"], dataset["root"], dataset["factors"]) == ("folder", "data", [])
    assert (dataset["snippets"], dataset["unreadable"]) == ("loudest", "skip")
    assert config["embeddings"]["keep"] == []


def test_it_can_be_called_again_but_replaces_nothing_that_was_edited(capsys):
    touch(Path("data"), *CLIPS)
    assert main(["explorer", "data"]) == 0
    assert main(["explorer", "data"]) == 0
    assert "found as it should be: config/data.yaml" in capsys.readouterr().out
    path = Path("config/data.yaml")
    path.write_text(path.read_text() + "seed: 7\n")
    assert main(["explorer", "data"]) == FAILED
    assert "config/data.yaml: exists, and may have been edited" in capsys.readouterr().err
    assert main(["explorer", "data", "--force"]) == 0
    assert "seed" not in path.read_text()


def test_a_script_gets_the_path_and_its_user_the_rest(capsys):
    touch(Path("data"), *CLIPS)
    assert main(["explorer", "data", "--path-only"]) == 0
    said = capsys.readouterr()
    assert said.out == "config/data.yaml\n"
    assert "4 sound files" in said.err


def test_labels_are_read_by_a_pattern(written, capsys):
    touch(Path("data"), *CLIPS)
    pattern = r"(?:.*/)?(?P<kind>[a-z]+)_\d\.\w+"
    assert main(["explorer", "data", "--pattern", pattern]) == 0
    dataset = written("config/data.yaml")["dataset"]
    assert dataset["pattern"] == pattern
    assert dataset["factors"] == {"kind": "categorical"}
    # Where it does not fit, the files are named, and nothing is left behind.
    assert (
        main(["explorer", "data", "--pattern", "(?P<kind>dog).*", "--output", "x.yaml"]) == FAILED
    )
    assert "2 of 4 audio files do not match" in capsys.readouterr().err
    assert not Path("x.yaml").exists()


def test_labels_are_read_from_a_table_of_any_kind(written, capsys):
    touch(Path("data"), *CLIPS)
    names = [name for name in CLIPS if name.endswith((".wav", ".flac"))]
    with Path("labels.csv").open("w", newline="") as file:
        rows = [(name.split("/")[-1], name.split("_")[0][-3:]) for name in names]
        csv.writer(file, delimiter=";").writerows([("datei", "kind"), *rows])
    assert main(["explorer", "data", "--labels", "labels.csv"]) == 0
    assert "config/data_recordings.csv" in capsys.readouterr().out
    dataset = written("config/data.yaml")["dataset"]
    assert (dataset["source"], dataset["root"]) == ("manifest", "data")
    assert Path(dataset["manifest"]).read_text().splitlines()[0] == "path,kind"
    assert "far/cat_1.wav,cat" in Path(dataset["manifest"]).read_text()


def test_a_long_recording_gets_points_up_to_its_end(written, capsys, recording):
    assert main(["explorer", recording]) == 0
    assert "0.2 minutes, 20 points" in capsys.readouterr().out
    config = written("config/dawn_1.yaml")
    dataset = config["dataset"]
    assert (dataset["hop_s"], dataset["remainder"], dataset["snippets"]) == (0.48, "pad", "all")
    assert Path(dataset["manifest"]).read_text() == "path\ndawn 1.wav\n"
    assert (dataset["source"], dataset["root"]) == ("manifest", ".")


def test_a_recording_that_is_too_long_gets_fewer_points_and_this_is_said(
    written, capsys, recording, defaults, monkeypatch
):
    monkeypatch.setitem(defaults, "explorer", defaults["explorer"] | {"sounds": 10})
    assert main(["explorer", recording]) == 0
    # (10 - 0.975) / 9 s
    said = "a point every 1.003 s, because one every 0.48 s would make more than explorer.sounds"
    assert said in capsys.readouterr().out
    assert written("config/dawn_1.yaml")["dataset"]["hop_s"] == 1.003


def test_a_run_is_not_named_as_the_defaults(written):
    touch(Path("layers"), *CLIPS)
    assert main(["explorer", "layers"]) == 0
    assert written("config/layers_map.yaml")["run"] == "layers_map"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: no such folder or file"),
        (["empty"], "empty: no audio files"),
        (["one"], "one: 1 sound file(s) found, but a map needs 4 at least"),
        (["short.wav"], "short.wav: lasts 0.62 s, which makes 1 point(s)"),
        (["text.wav"], "text.wav: cannot be read as audio"),
        (["short.wav", "--pattern", "(?P<a>.)"], "--pattern: only clips have labels"),
        (["one", "--labels", "x.csv", "--pattern", "x"], "both a table and a pattern"),
        (["one", "--output", "x.txt"], "give a name that ends in .yaml"),
    ],
)
def test_what_cannot_be_a_map_is_refused_with_what_it_needs(capsys, arguments, message):
    touch(Path("empty"), "notes.txt")
    touch(Path("one"), "a.wav")
    soundfile.write("short.wav", np.zeros(10_000), 16_000)
    Path("text.wav").write_text("no audio")
    assert main(["explorer", *arguments]) == FAILED
    assert message in capsys.readouterr().err
    assert not Path("config").exists()
