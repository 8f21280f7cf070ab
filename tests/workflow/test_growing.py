"""A data set that changes: what is measured and embedded again, in real runs."""

import re
import shutil
from collections import Counter

import pytest
import soundfile
from places import REPOSITORY
from tiny_project import TONES, Project, tone

from latentaudio.datasets.parts import part_of

pytestmark = pytest.mark.workflow

PARTS = 4
CONFIG = {
    **TONES,
    "dataset": {
        "source": "manifest",
        "manifest": "sounds.csv",
        "factors": ["pitch"],
        "hop_s": 0.5,
    },
    "network": {"name": "tiny", "module": "tiny_network", "layers": [2, 4]},
    "embeddings": {"parts": PARTS},
    # One of the pass, and one of the recordings.
    "features": ["log_mel_10x4", "waveform"],
    "control": {"permuted_weights": False, "permuted_labels": False},
    "folds": {"grouped": 2, "random": None},
    "flow": {"layer": "none"},
}
#: With Snakemake's own output, which names the jobs.
TARGET = ("--cores", "2", "--printshellcmds", "embeddings")
SOUNDS = {f"{pitch}_{number}": pitch for pitch in ("low", "high") for number in range(6)}


def write_sound(folder, name, seed=0):
    frequency = 300.0 if name.startswith("low") else 1500.0
    seed += sum(map(ord, name))
    soundfile.write(folder / f"{name}.wav", 0.5 * tone(frequency, 5.0, 1.6, seed), 16_000)


def write_manifest(folder, sounds):
    rows = [f"{name}.wav,{pitch}\n" for name, pitch in sounds.items()]
    (folder / "sounds.csv").write_text("path,pitch\n" + "".join(rows), encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A project of which the sounds are embedded."""
    folder = tmp_path_factory.mktemp("growing")
    for name in SOUNDS:
        write_sound(folder, name)
    write_manifest(folder, SOUNDS)
    shutil.copy(REPOSITORY / "tests" / "tiny_network.py", folder)
    project = Project(folder, CONFIG)
    outcome = project.snakemake(*TARGET)
    assert outcome.code == 0, outcome.text
    return project


@pytest.fixture
def project(grown, tmp_path):
    """A copy of it, with its old times, in which a test can change what it likes."""
    shutil.copytree(grown.folder, tmp_path / "project")
    return Project(tmp_path / "project", CONFIG)


def written(project):
    """Tell when each file of activations and measurements was written."""
    return {
        path.relative_to(project.results): path.stat().st_mtime_ns
        for folder in ("embeddings", "dataset/measured")
        for path in (project.results / folder).rglob("*.parquet")
    }


def run(project):
    """Run, and give the parts that were measured and embedded, and how many jobs each rule had."""
    before = written(project)
    outcome = project.snakemake(*TARGET)
    assert outcome.code == 0, outcome.text
    changed = {path for path, time in written(project).items() if before.get(path) != time}
    jobs = Counter(re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)$", outcome.text, re.MULTILINE))
    assert project.planned("embeddings") == {}
    assert jobs["feature"] == jobs["waveform_feature"] == jobs["embed"]
    return {path.stem for path in changed}, jobs


def parts(*names):
    return {part_of(name, PARTS) for name in names}


def test_a_recording_that_is_added_touches_its_part_only(project):
    write_sound(project.folder, "low_new")
    write_manifest(project.folder, SOUNDS | {"low_new": "low"})
    touched, jobs = run(project)
    assert touched == parts("low_new")
    assert jobs["measure"] == jobs["embed"] == jobs["dataset"] == 1


def test_a_recording_that_is_replaced_is_noticed_and_touches_its_part_only(project):
    write_sound(project.folder, "low_3", seed=1_000)
    touched, jobs = run(project)
    assert touched == parts("low_3")
    assert jobs["measure"] == jobs["embed"] == 1


def test_recordings_that_are_removed_or_renamed_touch_their_parts_only(project):
    sounds = {name: pitch for name, pitch in SOUNDS.items() if name not in ("low_1", "high_1")}
    (project.folder / "high_1.wav").rename(project.folder / "high_renamed.wav")
    write_manifest(project.folder, sounds | {"high_renamed": "high"})
    touched, jobs = run(project)
    assert touched == parts("low_1", "high_1", "high_renamed")
    assert jobs["measure"] == jobs["embed"] == len(touched) < PARTS


def test_another_label_embeds_nothing(project):
    write_manifest(project.folder, SOUNDS | {"low_2": "high"})
    touched, jobs = run(project)
    assert touched == set()
    assert jobs["dataset"] == jobs["folds"] == jobs["preflight"] == 1
    assert jobs["measure"] == jobs["embed"] == 0


def test_new_times_and_copies_of_the_same_sounds_run_nothing(project):
    for name in SOUNDS:
        path = project.folder / f"{name}.wav"
        shutil.copyfile(path, project.folder / "copy")
        (project.folder / "copy").replace(path)
    assert project.planned("embeddings") == {}


def test_bad_recordings_of_all_parts_are_named_before_anything_is_embedded(project):
    names = ["low_0", "low_1", "high_2", "high_3", "high_4"]
    assert len(parts(*names)) > 1
    for name in names:
        (project.folder / f"{name}.wav").write_text("no audio")
    before = written(project)
    outcome = project.snakemake("--keep-going", *TARGET)
    assert outcome.code == 1
    assert "5 of 12 recordings cannot be used" in outcome.text
    assert all(f"{name}.wav: cannot be read" in outcome.text for name in names)
    embedded = {path: time for path, time in written(project).items() if "embeddings" in path.parts}
    assert embedded.items() <= before.items()
    # Nor is the first twin made.
    reverb = {"enabled": True, "rt60_s": 0.6, "room_m": [6.0, 5.0, 3.0], "distance_m": 2.0}
    outcome = project.snakemake("--keep-going", *TARGET, dataset={"reverb": reverb})
    assert "5 of 12 recordings cannot be used" in outcome.text
    assert list((project.results / "dataset" / "reverberated").glob("*")) == []
