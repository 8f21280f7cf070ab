"""Names of files, factors and classes are text: nothing reads more into them."""

import csv
import html
from itertools import product
from xml.etree import ElementTree

import pandas as pd
import pyarrow.parquet as pq
import pytest
import soundfile
from tiny_project import TONES, Project, tone

pytestmark = pytest.mark.workflow

#: For a shell, for options, for Snakemake's wildcards and path variables, for HTML, for globs, for
#: file systems (255 bytes a name), in scripts that run right to left, and in letters that are two.
NAMES = [
    "-rf --help {recording} {x} {{y}} %s 100%.wav",
    '<b>loud</b> <x> &amp; it\'s "so".wav',
    "$(touch pwned) `touch pwned`; touch pwned | tee pwned > pwned & $HOME.wav",
    "n\u0303 \u202eabc\u202c \U0001f600\U0001f469\u200d\U0001f467 . .wav",
    "\u00f6" * 125 + ".wav",
    "~back\\slash *?[a-z]!#=" + "x" * 180 + ".wav",
]
#: For HTML, wildcards, formulas, paths, options and a shell.
SURFACE, TOUCH = FACTORS = ("<b>sur face</b> {x} $\\frac$", "-\u00fc/100% `touch pwned` _")
#: For HTML, wildcards and a shell; what pandas takes for a gap; a number with a leading zero; a
#: broken formula for matplotlib, and a beginning for which it leaves a label out of a legend.
SURFACES = ('<b>"wood"</b> & {x} $(touch pwned)', "NA")
TOUCHES = ("01", "_$\\frac$ \u00fc\u202e\U0001f600 100%")


@pytest.fixture(scope="module")
def project(weights, tmp_path_factory) -> Project:
    # Without root: the manifest's folder, here ".", so that names stand at the start of paths.
    folder = tmp_path_factory.mktemp("names") / 'it\'s <b> "{x}" \u00fc'
    rows = []
    for number, (name, (surface, touch)) in enumerate(
        zip(NAMES, [*product(SURFACES, TOUCHES)] * 2, strict=False)
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frequency = 300.0 if surface == SURFACES[0] else 1500.0
        rate = 30.0 if touch == TOUCHES[0] else 2.0
        soundfile.write(path, 0.5 * tone(frequency, rate, 8.0, seed=number), 16_000)
        rows.append((name, surface, touch))
    with (folder / "<list> {of} sounds.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("path", *FACTORS), *rows])
    associated = {SURFACE: {SURFACES[0]: ["Thump, thud"], SURFACES[1]: ["Ping", "Ding"]}}
    return Project(
        folder,
        {
            **TONES,
            "run": "names",
            "dataset": {
                "source": "manifest",
                "manifest": "<list> {of} sounds.csv",
                "factors": list(FACTORS),
                "classes": {SURFACE: list(SURFACES)},
                "block_s": 2.0,
            },
            "network": {"layers": [9, 14]},
            "folds": {"grouped": 3, "random": 2},
            "control": {"permuted_weights": False, "permuted_labels": False},
            "flow": {**TONES["flow"], "seeds": [1]},
            "transfer": {**TONES["transfer"], "associated": associated},
        },
    )


@pytest.fixture(scope="module")
def finished(project) -> Project:
    outcome = project.snakemake("--cores", "2")
    assert outcome.code == 0, outcome.text
    return project


def test_every_name_and_label_reaches_the_tables_as_it_was(finished):
    recordings = pq.read_table(finished.results / "dataset/recordings.parquet").to_pandas()
    assert set(recordings.path) == set(NAMES)
    assert set(recordings[SURFACE]) == set(SURFACES)
    assert set(recordings[TOUCH]) == set(TOUCHES)
    embedded = pq.read_table(finished.results / "embeddings/output")["snippet_id"].to_pylist()
    assert {name.rpartition("#")[0] for name in embedded} == set(recordings.recording_id)
    predictions = pq.read_table(next(finished.results.glob("knn/layer_09/*.parquet"))).to_pandas()
    assert set(predictions.truth) == {*SURFACES, *TOUCHES}
    (pairs,) = finished.results.glob("transfer/*/pairs.csv")
    table = pd.read_csv(pairs, dtype=str, keep_default_na=False)
    assert set(table.own[table.factor == SURFACE]) == set(SURFACES)
    assert set(table.other[table.factor == TOUCH]) == set(TOUCHES)


def test_no_name_or_label_ran_as_a_command(finished):
    assert not list(finished.folder.rglob("pwned"))


def test_the_page_shows_names_and_labels_escaped(finished):
    page = (finished.results / "report/index.html").read_text(encoding="utf-8")
    assert '<b>"wood"' not in page
    assert "<b>sur face" not in page
    text = html.unescape(page)
    assert all(label in text for label in (*FACTORS, *SURFACES, *TOUCHES))


def test_figures_are_well_formed(finished):
    drawn = list((finished.results / "figures").rglob("*.svg"))
    assert len(drawn) == 12
    for path in drawn:
        ElementTree.parse(path)


def test_a_second_run_has_nothing_to_do(finished):
    assert finished.planned() == {}


def test_a_recording_that_is_renamed_is_listed_anew(finished):
    manifest = finished.folder / "<list> {of} sounds.csv"
    text = manifest.read_text(encoding="utf-8")
    old, new = finished.folder / NAMES[0], finished.folder / "-renamed {x}.wav"
    try:
        manifest.write_text(text.replace(NAMES[0], new.name), encoding="utf-8")
        old.rename(new)
        planned = finished.planned("dataset")
        assert planned["dataset"] == 1
        # The parts of the old and of the new name, which may be the same.
        assert 1 <= planned["measure"] <= 2
        assert set(planned) == {"measure", "dataset"}
    finally:
        new.rename(old)
        manifest.write_text(text, encoding="utf-8")
