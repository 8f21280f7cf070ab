"""`latentaudio check` of a run that only makes a map of sounds."""

import numpy as np
import pytest
import soundfile
import yaml

from latentaudio.__main__ import main
from latentaudio.commands.check import UNUSABLE


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Give a function that checks a folder of four clips, and others that cannot be used."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clips").mkdir()
    noise = 0.1 * np.random.default_rng(0).standard_normal((4, 20_000))
    for number, samples in enumerate(noise):
        soundfile.write(tmp_path / "clips" / f"kind{number // 2}_{number}.wav", samples, 16_000)
    soundfile.write(tmp_path / "clips" / "copy_0.wav", noise[0], 16_000)
    soundfile.write(tmp_path / "clips" / "silent_0.wav", 0 * noise[0], 16_000)
    (tmp_path / "clips" / "text_0.wav").write_text("no audio")

    def checked(**keys):
        dataset = {"source": "folder", "root": "clips", "factors": [], "unreadable": "skip"}
        settings = {"run": "clips", "studies": ["explorer"], "dataset": {**dataset, **keys}}
        (tmp_path / "clips.yaml").write_text(yaml.safe_dump(settings))
        code = main(["check", "clips.yaml", "--cores", "1"])
        return code, capsys.readouterr().out

    return checked


def test_what_is_left_out_is_listed_with_its_reason(check):
    code, said = check(snippets="loudest")
    assert code == 0, said
    assert "2 recordings that cannot be used:" in said
    assert "silent_0.wav: silent throughout" in said
    assert "text_0.wav: cannot be read as audio" in said
    for word in ("folds", "Technical baseline", "decod"):
        assert word not in said
    assert said.rstrip().endswith("This data set can be used.")
    assert said.count("number             5\n") == 1  # snippets, of seven files


def test_labels_are_counted_and_need_no_design(check):
    # A copy has another label than its original, and one class has one recording.
    pattern = r"(?P<kind>[a-z]+\d?)_\d\.wav"
    code, said = check(factors=["kind"], pattern=pattern, snippets="loudest")
    assert code == 0, said
    assert "kind               categorical, 5 classes" in said


def test_what_cannot_be_used_is_an_error_unless_it_is_skipped(check):
    code, said = check(unreadable="error")
    assert code == UNUSABLE
    assert "2 of 7 recordings cannot be used" in said


def test_too_few_sounds_are_an_error(check):
    code, said = check(ignore=["kind*"])
    assert code == UNUSABLE
    assert "1 snippet(s) found, but a map needs 4 at least" in said
