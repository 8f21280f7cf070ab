"""Files that the page saves, read by other programs (driver/checks/keeping.mjs saves them)."""

import csv
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from browser import made_up_sounds as made_up
from browser.visits import SITES
from PIL import Image

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.source import Source
from latentaudio.factor_types import Factor

#: As in keeping.mjs.
SELECTION = [0, 1, 2, 20, 33, 149]

#: How much longer than its clip a segment is (s), so that it has room for a whole snippet.
MARGIN_S = 1e-4

TRUTH = made_up.Truth.made()


@pytest.fixture(params=SITES)
def saved(looked_at, request):
    """Give a function that finds a file which a check has saved."""

    def find(check: str, name: str):
        looked_at.expect(request.param, check)
        return looked_at.kept / request.param / name

    return find


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_the_table_has_every_selected_sound_with_all_that_is_known(saved):
    rows = table(saved("export: the selection as CSV", "selection.csv"))
    assert [int(row["row"]) for row in rows] == SELECTION
    for row in rows:
        number = int(row["row"])
        assert row["id"] == TRUTH.ids[number]
        assert row["file"] == TRUTH.files[number]
        assert float(row["start_s"]) == pytest.approx(TRUTH.start_s[number])
        assert row["material"] == TRUTH.materials[number]
        assert float(row["centroid_hz"]) == TRUTH.centroid_hz[number]
        # Noise has no pitch.
        assert row["pitch_hz"] == ("" if number % 5 == 0 else f"{200 + 20 * number}")
        best = int(TRUTH.scores[number].argmax())
        assert row["class_1"] == made_up.CLASSES[best]


def test_the_table_without_a_selection_has_what_is_shown(saved):
    rows = table(saved("export: without a selection, what is shown is exported", "shown.csv"))
    wood = [row for row, material in enumerate(TRUTH.materials) if material == "wood"]
    assert [int(row["row"]) for row in rows] == wood


def test_the_json_has_the_same_and_what_made_the_map(saved):
    read = json.loads(saved("export: the selection as JSON", "selection.json").read_text("utf-8"))
    assert [sound["row"] for sound in read["sounds"]] == SELECTION
    assert read["made_with"]["seed"] == 20260
    (about,) = read["maps"]
    assert about["name"] == "embedding/umap_2d"
    (known,) = (one.coordinates for one in made_up.maps() if one.name == "embedding/umap_2d")
    places = [[sound[f"embedding/umap_2d {axis}"] for axis in "xy"] for sound in read["sounds"]]
    # Places are kept as 16 bits of their range.
    assert np.abs(np.array(places) - known[SELECTION]).max() < 2 * np.ptp(known) / 65_535


def test_the_wav_files_hold_the_samples_bit_by_bit(saved):
    waveforms = made_up.waveforms()
    path = saved("export: the selection as a zip of WAV files", "selection.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        listed = list(csv.DictReader(io.StringIO(archive.read("sounds.csv").decode("utf-8"))))
        assert [int(row["row"]) for row in listed] == [
            row for row in SELECTION if row != made_up.MUTE_ROW
        ]
        assert {row["wav"] for row in listed} == set(archive.namelist()) - {"sounds.csv"}
        for row in listed:
            assert re.fullmatch(r"sounds/[\w .#-]+\.wav", row["wav"])
            samples, rate = soundfile.read(io.BytesIO(archive.read(row["wav"])), dtype="int16")
            assert rate == made_up.CLIP.samplerate
            np.testing.assert_array_equal(samples, waveforms[int(row["row"])])


def test_the_manifest_is_read_by_the_workflow(saved, tmp_path):
    path = saved("export: the selection as a manifest of a run", "manifest.csv")
    for name in {TRUTH.files[row] for row in SELECTION}:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        soundfile.write(tmp_path / name, np.zeros(480_000, np.int16), 16_000)
    factors = (Factor("material"), Factor("action"))
    recordings = list_recordings(
        Source("manifest", tmp_path, factors=factors, manifest=path, complete_design=False)
    )
    segments = [
        (
            one.path.relative_to(tmp_path).as_posix(),
            one.factors["material"],
            one.factors["action"],
            pytest.approx(one.segment.start_s, abs=1e-6),
            pytest.approx(one.segment.end_s, abs=1e-6),
        )
        for one in recordings
    ]
    assert sorted(segments, key=lambda one: one[:3]) == expected_segments()


def expected_segments():
    """Sounds of one file overlap; where labels differ, the first ends where the second begins."""
    ends = {0: TRUTH.start_s[1], 1: TRUTH.start_s[2]}
    return sorted(
        (
            TRUTH.files[row],
            TRUTH.materials[row],
            TRUTH.actions[row],
            TRUTH.start_s[row],
            ends.get(row, TRUTH.start_s[row] + made_up.CLIP_S + MARGIN_S),
        )
        for row in SELECTION
    )


def test_the_picture_of_the_map_can_be_opened(saved):
    with Image.open(saved("export: the map as PNG", "map.png")) as picture:
        assert picture.format == "PNG"
        assert min(picture.size) > 400
        # Points have colours.
        assert len(picture.convert("RGB").quantize(32).getcolors()) > 4


def test_the_drawing_of_the_map_has_a_mark_for_every_sound_and_runs_nothing(saved):
    root = ElementTree.parse(saved("export: the map as SVG", "map.svg")).getroot()
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert names.count("circle") + names.count("use") >= made_up.COUNT
    assert "script" not in names
    assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)
