"""A whole page from arrays in memory."""

import base64
import io

import numpy as np
import pytest
from explorer.made_up_page import content, flat_map, neighbours, sounds, static_files, written
from hypothesis import given, settings
from hypothesis import strategies as st
from page_files import clip_of, data_files, read_data_file
from PIL import Image

from latentaudio.errors import ArtifactError
from latentaudio.explorer.page_columns import CategoricalColumn, NumberColumn
from latentaudio.explorer.page_content import PageClasses
from latentaudio.explorer.page_folder import STATIC_FILES, write_page
from latentaudio.explorer.sprite_pictures import CELL
from latentaudio.factor_types import Factor


def manifest_of(page):
    return read_data_file(page, "data/manifest")


def test_the_manifest_lists_every_data_file_and_no_other(tmp_path):
    count = 70
    made_up = content(
        count,
        columns=[CategoricalColumn.of_labels("a", "a", "factor", ["x", "y"] * 35)],
        neighbours=[neighbours(count, 3)],
        flacs=[b"flac"] * count,
        sprites=[bytes(CELL * CELL)] * count,
        classes=PageClasses("c", [f"class {i}" for i in range(33)], [whole(count, 33)]),
        moves=[{"space": "layer_01", "moves": []}],
    )
    page = written(tmp_path, made_up)
    manifest = manifest_of(page)
    listed = {
        one["file"] for key in ("columns", "maps", "neighbours", "moves") for one in manifest[key]
    }
    listed |= {one["vectors"] for one in manifest["neighbours"]} | {manifest["classes"]["top"]}
    listed |= {f"data/scores_{i + 1:02d}" for i in range(manifest["classes"]["scores"])}
    listed |= {f"audio/{i + 1:04d}" for i in range(manifest["audio"]["shards"])}
    listed |= {f"sprites/{i + 1:02d}" for i in range(manifest["sprites"]["sheets"])}
    assert data_files(page) == listed | {"data/manifest", "data/sounds", "datasets"}
    assert {path.name for path in page.iterdir() if path.is_file()} == {
        *STATIC_FILES,
        "datasets.js",
    }
    assert (page / "app.js").read_text() == "stand-in for app.js"
    assert read_data_file(page, "datasets") == []


def whole(count, classes):
    probabilities = np.random.default_rng(1).random((count, classes))
    return np.arange(count), probabilities


def test_a_page_of_one_sound_with_nothing_known(tmp_path):
    page = written(tmp_path, content(1, neighbours=[neighbours(1, 0)]))
    manifest = manifest_of(page)
    assert (manifest["version"], manifest["sounds"], manifest["title"]) == (1, 1, "made up")
    assert (manifest["clip_s"], manifest["samplerate"]) == (0.975, 16_000)
    assert manifest["audio"] is manifest["sprites"] is manifest["classes"] is None
    assert manifest["neighbours"][0]["count"] == 0
    one = manifest["maps"][0]
    assert one["low"] == one["high"]
    assert read_data_file(page, one["file"]).tolist() == [[0, 0]]


def test_names_and_places_of_sounds(tmp_path):
    found = read_data_file(written(tmp_path, content(4)), "data/sounds")
    assert found["ids"] == [f"sound#{row:05d}" for row in range(4)]
    assert [found["files"][i] for i in found["file"]] == sounds(4).files
    assert found["file"].dtype == np.uint32
    np.testing.assert_array_equal(found["start_s"], np.float32([0, 0.48, 0.96, 1.44]))
    np.testing.assert_array_equal(found["recording_s"], np.float32([12] * 4))


def test_evil_names_are_data_only(tmp_path):
    evil = ["<img src=x onerror=alert(1)>.wav", "</script><script>alert(1)</script>"]
    named = sounds(2)
    page = written(
        tmp_path,
        content(
            2,
            sounds=type(named)(evil, evil, named.start_s, named.file_s),
            columns=[CategoricalColumn.of_labels("recording", "<b>", "recording", evil)],
            passed_over=[(evil[0], "no sound file")],
        ),
    )
    assert read_data_file(page, "data/sounds")["files"] == evil
    manifest = manifest_of(page)
    assert sorted(manifest["columns"][0]["categories"]) == sorted(evil)
    assert manifest["passed_over"] == [{"file": evil[0], "reason": "no sound file"}]


@settings(max_examples=20)
@given(st.integers(0, 1000), st.floats(1e-3, 1e6), st.floats(-1e6, 1e6), st.sampled_from([2, 3]))
def test_coordinates_are_kept_to_a_65535th_of_the_extent(tmp_path_factory, seed, size, place, d):
    coordinates = np.random.default_rng(seed).normal(size=(20, d)) * size + place
    page = written(tmp_path_factory.mktemp("map"), content(20, maps=[flat_map(coordinates)]))
    one = manifest_of(page)["maps"][0]
    low, high = np.array(one["low"]), np.array(one["high"])
    codes = read_data_file(page, one["file"])
    assert codes.dtype == np.uint16
    np.testing.assert_allclose(low, coordinates.min(axis=0))
    error = np.abs(low + codes / 65535 * (high - low) - coordinates)
    assert (error <= (high - low) / 65535 / 2 * 1.01).all()
    assert one["dimensions"] == d
    assert one["title"] == "PCA of layer 1"


def test_the_map_of_the_embedding_is_shown_first_or_else_the_first(tmp_path):
    def first(name, **changes):
        maps = [flat_map(np.eye(2), one) for one in ("layer_01/pca", "embedding/umap_2d", "x/tsne")]
        page = written(tmp_path / name, content(2, maps=maps, **changes))
        return manifest_of(page)["default_map"]

    assert first("a") == "embedding/umap_2d"
    assert first("b", default_map="x/tsne") == "x/tsne"
    assert manifest_of(written(tmp_path, content(2)))["default_map"] == "layer_01/pca"


def test_maps_that_cannot_be_drawn_are_named(tmp_path):
    broken = flat_map(np.array([[0, np.nan], [1, 1]]), "embedding/umap_2d")
    with pytest.raises(ArtifactError, match="map 'embedding/umap_2d': coordinates that are no num"):
        written(tmp_path, content(2, maps=[broken]))
    with pytest.raises(ArtifactError, match="a page needs a map"):
        written(tmp_path, content(2, maps=[]))


def test_columns_of_names_and_numbers(tmp_path):
    names = CategoricalColumn.of_labels("m", "material", "factor", ["b", None, "a", "b"], about="?")
    numbers = NumberColumn("f", "pitch", "descriptor", [np.nan, 2, 8, np.inf], "Hz", "log")
    manifest = manifest_of(page := written(tmp_path, content(4, columns=[names, numbers])))
    first, second = manifest["columns"]
    assert (first["kind"], first["categories"], first["counts"]) == (
        "categorical",
        ["a", "b"],
        [1, 2],
    )
    assert (first["name"], first["title"], first["role"], first["about"]) == (
        *("m", "material", "factor"),
        "?",
    )
    codes = read_data_file(page, first["file"])
    assert (codes.dtype, codes.tolist()) == (np.uint8, [1, 255, 0, 1])
    assert (second["kind"], second["unit"], second["scale"]) == ("number", "Hz", "log")
    assert (second["low"], second["high"], second["missing"]) == (2, 8, 2)
    values = read_data_file(page, second["file"])
    np.testing.assert_array_equal(values, np.float32([np.nan, 2, 8, np.nan]))


def test_a_number_without_values_or_a_place_on_a_logarithmic_scale():
    nothing = NumberColumn("f", "f", "descriptor", np.full(3, np.nan)).described("data/x")
    assert (nothing["low"], nothing["high"], nothing["missing"], nothing["unit"]) == (0, 0, 3, None)
    zero = NumberColumn("f", "f", "descriptor", np.array([0.0, 1.0]), scale="log")
    assert zero.described("data/x")["scale"] == "linear"


@pytest.mark.parametrize(
    ("categories", "dtype", "missing"), [(255, "uint8", 255), (256, "uint16", 65535)]
)
def test_the_code_of_what_is_missing_is_no_category(categories, dtype, missing):
    labels = [None, *(f"{i:03d}" for i in range(categories))]
    column = CategoricalColumn.of_labels("c", "c", "label", labels)
    codes = np.frombuffer(base64.b64decode(column.content()["base64"]), dtype)
    assert codes.tolist() == [missing, *range(categories)]


def test_columns_must_have_a_value_for_each_sound(tmp_path):
    column = CategoricalColumn.of_labels("c", "c", "label", ["a", "b"])
    with pytest.raises(ValueError, match="column 'c': 2 values for 5 sounds"):
        written(tmp_path, content(5, columns=[column]))


def test_a_factor_may_be_called_like_a_column_of_every_page(tmp_path):
    names = ["class", "class_2", "class"]
    columns = [CategoricalColumn.of_labels(name, "t", "factor", ["a", "b"]) for name in names]
    classes = PageClasses("c", ["a", "b"], [(np.arange(2), np.ones((2, 2)))])
    manifest = manifest_of(written(tmp_path, content(2, columns=columns, classes=classes)))
    found = [column["name"] for column in manifest["columns"]]
    assert found == ["class", "class_2", "class_3", "class_4"]


@pytest.mark.parametrize("count", [1, 64, 65, 130])
def test_clips_are_cut_out_of_shards_of_64(tmp_path, count):
    flacs = [b"" if row % 7 == 3 else bytes([row]) * (row + 1) for row in range(count)]
    manifest = manifest_of(page := written(tmp_path, content(count, flacs=iter(flacs))))
    assert manifest["audio"] == {"format": "flac", "clips_per_shard": 64, "shards": -(-count // 64)}
    assert [clip_of(page, manifest, row) for row in range(count)] == flacs


@pytest.mark.parametrize("count", [1, 65, 4097])
def test_sprites_are_cells_of_sheets(tmp_path, count):
    generator = np.random.default_rng(0)
    cells = generator.integers(0, 256, (count, CELL, CELL)).astype(np.uint8)
    manifest = manifest_of(
        page := written(tmp_path, content(count, sprites=(c.tobytes() for c in cells)))
    )
    assert manifest["sprites"] | {"low_db": -80, "high_db": 0} == {
        **{"cell": 32, "columns": 64, "rows": 64, "sheets": -(-count // 4096)},
        **{"low_db": -80, "high_db": 0},
    }
    for row in (0, count // 2, count - 1):
        sheet = read_data_file(page, f"sprites/{row // 4096 + 1:02d}")
        picture = Image.open(io.BytesIO(base64.b64decode(sheet["png"])))
        assert picture.mode == "L"
        assert picture.size == (2048, sheet["rows"] * CELL)
        y, x = divmod(row - sheet["first"], sheet["columns"])
        left, top = x * CELL, y * CELL
        found = np.asarray(picture.crop((left, top, left + CELL, top + CELL)))
        np.testing.assert_array_equal(found, cells[row])


def test_as_many_clips_and_sprites_as_sounds(tmp_path):
    with pytest.raises(ValueError, match="2 clips for 3 sounds"):
        written(tmp_path, content(3, flacs=[b"", b""]))
    with pytest.raises(ValueError, match="1 sprites for 3 sounds"):
        written(tmp_path, content(3, sprites=[bytes(CELL * CELL)]))


def test_top_classes_and_scores_of_all_classes(tmp_path):
    names = [f"<class {i}>" for i in range(20)]
    _, probabilities = whole(7, 20)
    # In parts, in any order.
    parts = [(np.array([6, 2, 0]), probabilities[[6, 2, 0]])]
    parts.append((np.array([1, 3, 4, 5]), probabilities[[1, 3, 4, 5]]))
    classes = PageClasses("AudioSet classes", names, iter(parts))
    manifest = manifest_of(page := written(tmp_path, content(7, classes=classes)))
    described = manifest["classes"]
    assert described["names"] == names
    assert (described["per_file"], described["scores"]) == (16, 2)
    found = read_data_file(page, described["top"])
    expected = np.argsort(-probabilities, axis=1)[:, :5]
    np.testing.assert_array_equal(found["top"], expected)
    np.testing.assert_allclose(
        found["score"], np.take_along_axis(probabilities, expected, axis=1), rtol=1e-6
    )
    blocks = [read_data_file(page, f"data/scores_{number}") for number in ("01", "02")]
    assert [block.shape for block in blocks] == [(16, 7), (4, 7)]
    values = np.concatenate(blocks).T
    np.testing.assert_array_equal(values, np.round(255 * np.sqrt(probabilities)))
    (column,) = manifest["columns"]
    best = [column["categories"][code] for code in read_data_file(page, column["file"])]
    assert best == [names[i] for i in probabilities.argmax(axis=1)]
    assert column["role"] == "class"
    assert column["about"] == "most probable of 20 AudioSet classes"


def test_every_sound_needs_class_scores(tmp_path):
    classes = PageClasses("c", ["a", "b"], [(np.array([0]), np.ones((1, 2)))])
    with pytest.raises(ValueError, match="1 of 2 sounds have no class scores"):
        written(tmp_path, content(2, classes=classes))


def test_neighbours_and_vectors(tmp_path):
    one = neighbours(6, 2)
    manifest = manifest_of(page := written(tmp_path, content(6, neighbours=[one])))
    (described,) = manifest["neighbours"]
    found = read_data_file(page, described["file"])
    assert found["rows"].dtype == np.uint16
    np.testing.assert_array_equal(found["rows"], one.rows)
    np.testing.assert_array_equal(found["distances"], one.distances.astype(np.float32))
    np.testing.assert_array_equal(read_data_file(page, described["vectors"]), one.vectors)
    described = {
        key: described[key] for key in ("space", "space_title", "count", "dimensions", "scale")
    }
    assert described == {
        **{"space": "layer_01", "space_title": "Conv 1"},
        **{"count": 2, "dimensions": 4, "scale": 0.25},
    }


def test_factors_layers_and_moves_are_passed_on(tmp_path):
    moves = {"space": "layer_11", "map": None, "moves": [{"row": 1, "effect": 0.5}]}
    manifest = manifest_of(
        page := written(
            tmp_path,
            content(
                2,
                moves=[moves],
                factors=[Factor("material"), Factor("distance", "numeric", unit="m")],
                layers={"layer_02": "Conv 1 pw", "layer_11": "Conv 10 pw"},
                best_layer="layer_11",
                made_with={"run": "demo", "seed": 3},
            ),
        )
    )
    assert manifest["factors"] == [
        {"name": "material", "type": "categorical", "unit": None},
        {"name": "distance", "type": "numeric", "unit": "m"},
    ]
    assert manifest["layers"] == ["layer_02", "layer_11"]
    assert manifest["layer_titles"]["layer_11"] == "Conv 10 pw"
    assert manifest["best_layer"] == "layer_11"
    assert manifest["made_with"].keys() == {"latentaudio", "run", "seed"}
    (described,) = manifest["moves"]
    assert read_data_file(page, described["file"]) == moves


def test_a_page_takes_the_place_of_an_older_one(tmp_path):
    page = written(tmp_path, content(3, flacs=[b"x"] * 3))
    (page / "old").touch()
    assert written(tmp_path, content(2)) == page
    assert manifest_of(page)["sounds"] == 2
    assert not (page / "old").exists()
    assert not (page / "audio").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"page", "static"}


def test_after_an_error_the_older_page_is_still_there(tmp_path):
    def breaks():
        yield b"x"
        raise OSError("no more")

    page = written(tmp_path, content(3))
    with pytest.raises(OSError, match="no more"):
        written(tmp_path, content(2, flacs=breaks()))
    assert manifest_of(page)["sounds"] == 3
    assert {path.name for path in tmp_path.iterdir()} == {"page", "static"}


def test_a_missing_static_file_is_named(tmp_path):
    static = static_files(tmp_path / "static")
    (static / "app.js").unlink()
    with pytest.raises(ArtifactError, match=r"app\.js: not found; the page needs it"):
        write_page(tmp_path / "page", content(2), static)
    assert not (tmp_path / "page").exists()
