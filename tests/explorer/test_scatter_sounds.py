"""The four files of scatter-sounds, read back field by field."""

import io
import json

import numpy as np
import pyarrow as pa
import pytest
import soundfile
from matplotlib import colormaps
from matplotlib.image import imread

from latentaudio.artifacts import MAP, read_table, write_table
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.explorer.clips import flac
from latentaudio.explorer.scatter_sounds import ScatterSounds, write_scatter_sounds
from latentaudio.explorer.scatter_tables import coordinates, files_of, labels_on_map
from latentaudio.factor_types import Factor

STEP = 15_360  # 0.96 s at 16 kHz
COUNT = 5


def sounds(count=COUNT, **changed):
    rng = np.random.default_rng(0)
    waves = [rng.uniform(-0.5, 0.5, 15_600).astype(np.float32) for _ in range(count)]
    values = {
        "points": rng.normal(3, 1, [count, 3]).astype(np.float32),
        "labels": np.array(["wood", "metal", "wood", "glass", "metal"])[:count],
        "files": [f"{number}.wav" for number in range(count)],
        "descriptors": {
            "centroid_hz": np.array([1000.126, 2, 3, 4, 5], np.float32)[:count],
            "rolloff_hz": np.array([np.nan, 2, 3, 4, 5], np.float32)[:count],
            "bandwidth_hz": np.array([1, 2, 3, 4, 5.5], np.float32)[:count],
            "pitch_hz": np.full(count, np.nan, np.float32),
        },
        "samplerate": 16_000,
        "flacs": [flac(wave, 16_000) for wave in waves],
        "sprites": [np.full(32 * 32, 50 * number, np.uint8).tobytes() for number in range(count)],
    }
    return ScatterSounds(**{**values, **changed})


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scatter") / "data"
    return folder, write_scatter_sounds(folder, "demo", sounds())


def test_there_are_four_files(written):
    assert sorted(path.name for path in written[0].iterdir()) == [
        "demo.flac",
        "demo_config.json",
        "demo_projections.json",
        "demo_sprite.jpg",
    ]


def test_the_configuration_names_the_others(written):
    assert json.loads((written[0] / "demo_config.json").read_text()) == {
        "audioFile": "./data/demo.flac",
        "spriteFile": "./data/demo_sprite.jpg",
        "projectionsFile": "./data/demo_projections.json",
        "imgDim": 150,
    }


def test_projections_have_every_field_with_a_value_for_each_sound(written):
    found = json.loads((written[0] / "demo_projections.json").read_text())
    assert list(found) == ["idx", "metadata", "projections", "spherical"]
    assert found["idx"] == [0, 1, 2, 3, 4]
    assert found["metadata"] == {
        "labels": ["2", "1", "2", "0", "1"],
        "labelnames": ["wood", "metal", "wood", "glass", "metal"],
        "filenames": ["0.wav", "1.wav", "2.wav", "3.wav", "4.wav"],
        "s_centroid": [1000.13, 2.0, 3.0, 4.0, 5.0],
        "s_rolloff": [0.0, 2.0, 3.0, 4.0, 5.0],
        "s_bandwidth": [1.0, 2.0, 3.0, 4.0, 5.5],
    }


def test_the_sphere_has_radius_ten_and_the_directions_of_the_map(written):
    found = json.loads((written[0] / "demo_projections.json").read_text())
    points, sphere = (np.array(found[name]) for name in ("projections", "spherical"))
    expected = sounds().points
    # The map is only shifted: all distances are as they were.
    np.testing.assert_allclose(np.diff(points, axis=0), np.diff(expected, axis=0), atol=1e-5)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(sphere, axis=1), 10)
    np.testing.assert_allclose(np.cross(points, sphere), 0, atol=1e-9)
    assert ((points * sphere).sum(axis=1) > 0).all()


def test_every_clip_the_first_one_too_begins_at_its_number_times_a_step(written):
    heard, samplerate = soundfile.read(written[0] / "demo.flac", dtype="int16")
    assert samplerate == 16_000
    assert heard.shape == (COUNT * STEP,)
    for number, own in enumerate(sounds().flacs):
        clip = soundfile.read(io.BytesIO(own), dtype="int16")[0]
        first = round(number * 0.96 * samplerate)
        np.testing.assert_array_equal(heard[first : first + STEP], clip[:STEP])


def test_the_sheet_is_square_and_row_major(written):
    sheet = imread(written[0] / "demo_sprite.jpg")
    assert sheet.shape == (3 * 150, 3 * 150, 3)
    for number in range(COUNT):
        row, column = divmod(number, 3)
        middle = sheet[row * 150 + 75, column * 150 + 75] / 255
        expected = colormaps["magma"](50 * number)[:3]
        np.testing.assert_allclose(middle, expected, atol=0.05)


def test_low_frequencies_are_at_the_bottom(tmp_path):
    picture = np.zeros([32, 32], np.uint8)
    picture[-4:] = 255
    write_scatter_sounds(tmp_path / "data", "one", sounds(1, sprites=[picture.tobytes()]))
    sheet = imread(tmp_path / "data" / "one_sprite.jpg")
    assert sheet.shape == (150, 150, 3)
    assert sheet[145, 75].mean() > 150 > 50 > sheet[20, 75].mean()


def test_what_the_format_cannot_hold_is_said(written):
    cut, memory, lacking = written[1]
    assert cut.startswith("clips of 0.975 s are cut to 0.96 s")
    assert "decodes all 5 s" in memory
    assert "about 1 MB" in memory
    assert lacking == "1 of 5 sounds lack a descriptor, which is 0 in its place"


def test_a_missing_clip_is_silent_and_keeps_the_places_of_the_others(tmp_path):
    own = sounds()
    flacs = [own.flacs[0], b"", own.flacs[2]]
    notes = write_scatter_sounds(tmp_path / "data", "x", sounds(3, flacs=flacs))
    heard = soundfile.read(tmp_path / "data" / "x.flac", dtype="int16")[0]
    assert not heard[STEP : 2 * STEP].any()
    assert heard[2 * STEP :].any()
    assert "1 of 3 sounds have no clip: they are silent" in notes


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"points": np.zeros([2917, 3])}, ConfigError, r"2917 sounds .* holds 2916 \(54 x 54"),
        ({"points": np.zeros([5, 2])}, ArtifactError, "a map of 2 dimensions found, expected 3"),
        ({"samplerate": 32_000}, ConfigError, r"32000 Hz, but .* has 16000 Hz"),
    ],
)
def test_beyond_the_limits_of_the_format_nothing_is_written(tmp_path, changed, error, message):
    with pytest.raises(error, match=message):
        write_scatter_sounds(tmp_path / "data", "x", sounds(**changed))
    assert not list(tmp_path.iterdir())


# -- From the tables of a run ----------------------------------------------------------------------

IDS = np.array(["b#1", "a#0"])


def test_tables_are_read_in_the_order_of_the_map(tmp_path):
    xyz = pa.FixedSizeListArray.from_arrays(pa.array(np.arange(6, dtype=np.float32)), 3)
    write_table(pa.table({"snippet_id": IDS, "xyz": xyz}), tmp_path / "map.parquet", MAP)
    table = read_table(tmp_path / "map.parquet", MAP)
    assert coordinates(tmp_path / "map.parquet", table, IDS).tolist() == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(ArtifactError):
        coordinates(tmp_path / "map.parquet", table, IDS[::-1])
    snippets = pa.table(
        {"snippet_id": ["a#0", "a#1", "b#1"], "size": ["big", "big", "small"], "x": list("uvw")}
    )
    factors = [Factor("size"), Factor("x")]
    assert labels_on_map(snippets, factors, IDS).tolist() == ["small + w", "big + u"]
    assert labels_on_map(snippets, [], IDS).tolist() == ["", ""]
    sounds = pa.table({"recording_id": ["b", "a"]})
    recordings = pa.table({"recording_id": ["a", "b"], "path": ["day/one.wav", "two.wav"]})
    assert files_of(sounds, recordings) == ["two.wav", "one.wav"]
