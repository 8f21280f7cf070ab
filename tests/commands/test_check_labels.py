"""`latentaudio check` of a run that predicts lists of labels: what the run would refuse."""

import numpy as np
import pytest
import soundfile
import yaml

from latentaudio.__main__ import main
from latentaudio.commands.check import UNUSABLE

#: Each half of the folds has recordings with each label, and without it.
LISTS = {"a": "Dog,Rain", "b": "Dog", "c": "Dog,Rain"}
LISTS |= {"d": "Rain,Animal", "e": "Animal,Rain", "f": "Animal"}


def write_lists(path, lists, header="path,labels"):
    rows = [f'{name}.wav,"{labels}"' for name, labels in lists]
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Give a function that checks six clips without factors, with lists of labels."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clips").mkdir()
    noise = 0.1 * np.random.default_rng(0).standard_normal((6, 20_000))
    for name, samples in zip(LISTS, noise, strict=True):
        soundfile.write(tmp_path / f"clips/{name}.wav", samples, 16_000)
    write_lists(tmp_path / "clips/sounds.csv", LISTS.items())

    def checked(labels, folds=2, **dataset):
        known = {"source": "manifest", "manifest": "clips/sounds.csv", "factors": []}
        settings = {
            "run": "clips",
            "studies": ["prediction"],
            "dataset": {**known, "notes": {"labels": "list"}, **dataset},
            "folds": {"grouped": folds, "random": None},
            "prediction": {"models": ["descriptors"], "label_sets": labels},
        }
        (tmp_path / "clips.yaml").write_text(yaml.safe_dump(settings))
        code = main(["check", "clips.yaml", "--cores", "1"])
        return code, capsys.readouterr().out

    return checked


NOTED, TABLED = {"column": "labels"}, {"column": "labels", "table": "clips/lists.csv"}


def test_lists_of_the_manifest_and_of_a_table_are_shown(check, tmp_path):
    write_lists(tmp_path / "clips/lists.csv", LISTS.items())
    code, said = check({"tags": NOTED, "heard": TABLED | {"fewest": 3}})
    assert code == 0, said
    assert "tags               3 labels, 1 to 2 (median 2) of a recording\n" in said
    assert "of a recording; those of fewer than 3 groups are left out" in " ".join(said.split())
    assert "grouped folds      2, of 3 snippets, 3 groups" in said


def test_all_that_is_wrong_with_lists_is_told_at_once_and_sounds_are_read_too(check, tmp_path):
    wrong = [("a", "Dog,Dog"), ("a", "Cat"), ("b", "rain"), ("c", ""), ("d", "Rain"), ("gone", "x")]
    write_lists(tmp_path / "clips/lists.csv", wrong)
    (tmp_path / "clips/f.wav").write_text("no audio")
    no_column = TABLED | {"column": "tags"}
    code, said = check({"heard": TABLED, "other": no_column, "third": {"column": "tags"}})
    assert code == UNUSABLE
    places = [
        said.index(words)
        for words in (
            "clips/lists.csv: 1 rows give a file other labels",
            "clips/lists.csv: 2 of 6 recordings are not in it",
            "and 1 of 5 files are no recordings",
            "clips/lists.csv: 2 lists of labels cannot be used",
            "clips/lists.csv: 1 labels are written in several ways",
            "clips/lists.csv: no column 'tags'",
            "prediction.label_sets.third.column: 'tags' is no column that the manifest keeps",
            "1 of 6 recordings cannot be used",
            "cannot be used as it is: 7 errors",
        )
    ]
    assert places == sorted(places)


def test_labels_that_folds_cannot_test_are_told_with_other_errors(check):
    code, said = check({"tags": NOTED}, folds=5)
    assert code == UNUSABLE
    assert "prediction.label_sets.tags: 5 folds need at least 5 groups of every label" in said
    assert "\n  Animal: 3\n" in said
    code, said = check({"tags": NOTED}, folds=7)
    assert "folds.grouped: 7 folds need at least 7 groups, but there are 6." in said


def test_a_table_is_checked_though_recordings_cannot_be_listed(check, tmp_path):
    write_lists(tmp_path / "clips/lists.csv", [("a", "Dog"), ("a", "Cat")])
    with (tmp_path / "clips/sounds.csv").open("a") as file:
        file.write("gone.wav,Dog\n")
    code, said = check({"heard": TABLED})
    assert code == UNUSABLE
    assert "1 of 7 recordings do not exist" in said
    assert "clips/lists.csv: 1 rows give a file other labels" in said
    assert "2 errors" in said
