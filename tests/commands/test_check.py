"""What `latentaudio check` says of a data set, and that it stops at what a run would stop at."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile
import yaml
from places import REPOSITORY
from tiny_prediction import PREDICTED, write_clips
from tiny_project import TONES, Outcome, Project, tone, write_tones
from workflow import test_bad_input

from latentaudio.__main__ import main
from latentaudio.commands.check import UNUSABLE
from latentaudio.commands.check_text import MOST_ROWS, WIDTH

CELLS = [(pitch, decay) for pitch in ("low", "high") for decay in ("long", "short")]


class Checked(Project):
    """A project that is checked in place of being run."""

    capsys: pytest.CaptureFixture[str]

    def snakemake(self, *arguments, comment="", **changes):
        config = self.config | {
            section: {**self.config.get(section, {}), **values}
            for section, values in changes.items()
        }
        (self.folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        code = main(["check", "config.yaml", "--cores", "1"])
        return Outcome(code, self.capsys.readouterr().out)


@pytest.fixture
def tones(tmp_path, monkeypatch, capsys) -> Checked:
    """Stands in for the fixture of the same name in tests of the workflow."""
    write_tones(tmp_path / "sounds")
    monkeypatch.chdir(tmp_path)
    project = Checked(tmp_path, TONES)
    project.capsys = capsys
    return project


@pytest.fixture
def kept_tones(tones) -> Checked:
    """Stands in for the fixture of the same name, too."""
    return tones


class TestConfiguration(test_bad_input.TestConfiguration):
    """A wrong configuration is refused in the words of the run."""


class TestListing(test_bad_input.TestListing):
    """So are names, labels and paths."""


class TestSizes(test_bad_input.TestSizes):
    """So is what the data set is too small for."""


class TestRecordings(test_bad_input.TestRecordings):
    """So are sounds."""

    test_a_recording_that_changes_after_the_check_is_noticed = None


def test_every_error_is_told_at_once_and_sounds_are_read_though_labels_are_wrong(tones):
    sounds = tones.folder / "sounds"
    (sounds / "low & short.wav").write_bytes(b"RIFF")
    rows = ["path,pitch,decay", *(f"{p} & {d}.wav,{p},{d}" for p, d in CELLS[1:])]
    rows += ["low & long.wav,Low,", "gone.wav,low,long"]
    (sounds / "all.csv").write_text("\n".join(rows), encoding="utf-8")
    changed = {"source": "manifest", "manifest": "sounds/all.csv"}
    outcome = tones.snakemake(dataset=changed, folds={"grouped": 3})
    assert outcome.code == UNUSABLE
    places = [
        outcome.text.index(words)
        for words in (
            "1 labels are empty",
            "written in several ways",
            "1 of 5 recordings do not exist",
            "1 of 4 recordings cannot be used",
            "This data set cannot be used as it is: 4 errors",
        )
    ]
    assert places == sorted(places)


def test_what_does_not_suffice_is_told_at_once(tones):
    sizes = {"folds": {"grouped": 13}, "pca": {"components": 48}, "knn": {"neighbors": 40}}
    outcome = tones.snakemake(**sizes, disentanglement={"neighbors": 41})
    assert outcome.code == UNUSABLE
    for words in (
        "folds.grouped: 13 folds",
        "pca.components: 48 asked for",
        "knn.neighbors: 40 asked for",
        "disentanglement.neighbors: 41 asked for",
        "cannot be used as it is: 4 errors",
    ):
        assert words in outcome.text


class TestTable:
    def test_cells_levels_folds_and_the_baseline_are_shown(self, tones):
        (tones.folder / "sounds" / "notes.txt").touch()
        outcome = tones.snakemake()
        assert outcome.code == 0, outcome.text
        lines = [" ".join(line.split()) for line in outcome.text.splitlines()]
        for pitch, decay in CELLS:
            assert f"{pitch} {decay} 1 6 12" in lines  # recordings, groups, snippets
        for words in (
            "number 48",
            "groups 24, of 2 snippets",
            "duration (s) 12.0",
            "passed over 1 other files: 1 .txt",
            "grouped folds 3, of 16 snippets, 8 groups, on which conclusions rest",
            "factor score mean chance difference p",
        ):
            assert words in lines
        assert max(map(len, outcome.text.splitlines())) <= WIDTH

    def test_a_very_quiet_recording_is_told(self, tones):
        samples = tone(300.0, 2.0, 12.0, seed=5)
        quiet = 0.001 * samples / np.abs(samples).max()
        soundfile.write(tones.folder / "sounds/low & long.wav", quiet, 16_000, subtype="FLOAT")
        outcome = tones.snakemake()
        assert outcome.code == 0
        # The peak of 0.001 is 60 dB below full scale, give or take what lies outside of the band.
        assert re.search(r"\((59|60) dB\) had a gain above 40 dB", " ".join(outcome.text.split()))

    def test_copies_that_are_joined_and_near_copies_are_told(self, tones):
        for name, decibels in (("low & long", -6.0), ("high & long", -3.0)):
            samples, rate = soundfile.read(tones.folder / f"sounds/{name}.wav")
            other = tones.folder / f"sounds/{name.replace(' & ', 'er & ')}.wav"
            soundfile.write(other, 10 ** (decibels / 20) * samples, rate)
        pattern = r"(?P<pitch>low|high)(er)? & (?P<decay>[a-z]{4,5})\.wav"
        outcome = tones.snakemake(dataset={"pattern": pattern})
        assert "low---long" in outcome.text
        assert "may be copies of each other" in outcome.text

    def test_sounds_that_the_run_makes_are_planned(self, tones):
        plain = {"source": "synthetic", "factors": ["material", "action"], "block_s": None}
        sizes = {
            "materials": ["wood", "metal"],
            "actions": ["tapping", "rubbing"],
            "objects_per_cell": 3,
            "seconds_per_object": 2.0,
        }
        small = {"pca": {"components": 4}, "transfer": {"associated": {}}}
        outcome = tones.snakemake(dataset=plain, synthetic=sizes, **small)
        assert outcome.code == 0, outcome.text
        lines = [" ".join(line.split()) for line in outcome.text.splitlines()]
        assert "sounds not checked: the run makes these sounds, which do not exist yet" in lines
        assert "wood tapping 1 3 6" in lines
        assert "not computed: the run makes these sounds, which do not exist yet" in lines

    def test_originals_are_checked_before_twins_are_made(self, tones):
        outcome = tones.snakemake(dataset={"reverb": {"enabled": True}})
        assert outcome.code == 0, outcome.text
        lines = [" ".join(line.split()) for line in outcome.text.splitlines()]
        assert "number 8, of which 4 are altered copies of others" in lines
        assert "low long 2 6 24" in lines
        assert "duration (s) 12.0" in lines

    def test_a_run_without_decoding_does_not_talk_of_it_and_many_cells_are_cut(self, tones):
        varied = {"fundamental_hz": [100, 100, 400], "slope": [0, 1, 2], "decay_per_s": [0, 1, 4]}
        grid = {"design": "grid", "groups": list(varied), **varied, "inharmonicity": 0.0}
        few = {section: {"components": 8} for section in ("pca", "flow", "vae")}
        tones.config = {"run": "grid", "studies": ["known_factors"], "network": {"layers": [9]}}
        outcome = tones.snakemake(
            dataset={"source": "additive", "factors": None},
            additive=grid,
            **few,
            # Too many, if there were any.
            folds={"grouped": 70},
            knn={"neighbors": 90},
        )
        assert outcome.code == 0, outcome.text
        assert "Cells of the design (60 of 60 have recordings)" in outcome.text
        assert f"... and {60 - MOST_ROWS} more" in outcome.text
        for word in ("folds", "Technical baseline", "decod"):
            assert word not in outcome.text

    def test_a_switched_off_baseline_is_not_computed(self, tones):
        outcome = tones.snakemake(control={"technical": False})
        assert "not computed: switched off (control.technical)" in outcome.text


def test_a_file_of_settings_that_cannot_be_read_is_an_error(tones):
    (tones.folder / "config.yaml").write_text("run: [", encoding="utf-8")
    assert main(["check", "config.yaml"]) == UNUSABLE
    assert "error: config.yaml, line 1" in tones.capsys.readouterr().out


def test_folds_that_leave_nothing_to_predict_from_are_found_before_the_run(
    tmp_path, monkeypatch, capsys
):
    write_clips(tmp_path / "clips")
    monkeypatch.chdir(tmp_path)
    # Each take has all pitches.
    for apart, code in (([], 0), (["pitch"], UNUSABLE)):
        config = PREDICTED | {"prediction": PREDICTED["prediction"] | {"apart": apart}}
        (tmp_path / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        assert main(["check", "config.yaml", "--cores", "1"]) == code, capsys.readouterr().out
    assert "prediction.apart: each recording outside of fold 1 shares" in capsys.readouterr().out


def test_the_program_needs_no_tensorflow_and_prints_into_any_pipe(tones):
    tones.snakemake()
    probe = (
        "import sys; from latentaudio.__main__ import main; code = main(['check', 'config.yaml']); "
        "sys.exit(code or 3 * ('tensorflow' in sys.modules))"
    )
    (tones.folder / "sounds" / "a.日本").touch()
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert r"1 .\u65e5\u672c" in done.stdout
    assert "This data set can be used" in done.stdout
