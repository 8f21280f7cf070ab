from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from known_factors.made_up_views import FLOWING, SPECTRAL, component_views, spectral_views

from latentaudio.artifacts import VIEWS, read_table, write_table
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.views import (
    View,
    active_traversals,
    is_collapsed,
    paths_of,
    read_views,
    snippets_of,
    traversals_of,
    write_views,
)


@pytest.mark.parametrize(
    ("representation", "views"), [(SPECTRAL, spectral_views()), (FLOWING, component_views())]
)
def test_views_come_back_as_they_were_written(tmp_path, representation, views):
    write_views(tmp_path / "views.parquet", representation, views)
    found, rows = read_views(tmp_path / "views.parquet")
    assert found == representation
    for one, own in zip(rows, views, strict=True):
        np.testing.assert_array_equal(one.values, own.values)
        assert replace(one, values=own.values) == own


def test_two_tables_of_the_same_views_have_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_views(tmp_path / name, SPECTRAL, spectral_views())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_traversals_are_ordered_by_rate_and_those_without_one_as_they_come():
    of_vae = traversals_of(spectral_views(), "b")
    assert [own[0].axis for own in of_vae] == ["unit 2", "unit 3", "unit 1"]
    assert {one.snippet_id for own in of_vae for one in own} == {"b"}
    assert [own[0].axis for own in traversals_of(component_views(), "a")] == ["f0", "decay"]


def test_steps_are_grouped_by_what_they_belong_to():
    paths = paths_of(spectral_views(), "traversal", "morph")
    assert len(paths) == 2 * 3 + 1
    assert {len(steps) for steps in paths.values()} == {5}
    assert snippets_of(spectral_views(), "reconstruction") == ["a", "b"]


ORIGINAL = View("original", "a", np.zeros(3, np.float32))
MOVED = View("traversal", "a", np.zeros(3, np.float32), axis="f0", position=0.0)


@pytest.mark.parametrize(
    ("views", "message"),
    [
        ([], "no views found"),
        ([replace(ORIGINAL, view="copy")], "unknown view, expected one of original"),
        ([replace(ORIGINAL, axis="f0")], "an axis belongs to traversals"),
        ([replace(MOVED, axis=None)], "an axis belongs to traversals"),
        ([replace(MOVED, other_id="b")], "another sound belongs to morphs"),
        ([replace(MOVED, position=None)], "a position belongs to"),
        ([replace(ORIGINAL, values=np.zeros(4))], r"shape \(4,\) found, expected \(3,\)"),
        ([replace(ORIGINAL, values=np.array([0, np.nan, 0]))], "not finite"),
        ([replace(MOVED, position=np.inf)], "not finite"),
        ([replace(MOVED, rate=np.nan)], "not finite"),
        ([replace(MOVED, step=1)], r"steps \[1\] found, expected 0, 1"),
        ([MOVED, MOVED], r"steps \[0, 0\] found"),
        ([MOVED, replace(MOVED, step=1, position=-1.0)], "do not ascend"),
    ],
)
def test_views_that_make_no_sense_are_not_written(tmp_path, views, message):
    path = tmp_path / "views.parquet"
    with pytest.raises(ArtifactError, match=message):
        write_views(path, FLOWING, views)
    assert not path.exists()


def test_an_unknown_kind_of_representation_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="kind 'gan' found"):
        write_views(tmp_path / "v", replace(FLOWING, kind="gan"), [ORIGINAL])


def test_a_table_with_other_content_is_refused(tmp_path):
    path = tmp_path / "views.parquet"
    write_views(path, FLOWING, component_views())
    table = read_table(path, VIEWS)
    about = {"about": table.schema.metadata[b"about"].decode()}
    write_table(table.replace_schema_metadata(None).slice(1, 5), path, VIEWS, about)
    read_views(path)
    shifted = table.set_column(4, "step", pa.array([3] * len(table), pa.int32()))
    write_table(shifted, path, VIEWS, about)
    with pytest.raises(ArtifactError, match=r"steps .* the next run will make it again"):
        read_views(path)
    write_table(table, path, VIEWS, {"about": '{"name": "x"}'})
    with pytest.raises(ArtifactError, match=r"its representation has \['name'\]"):
        read_views(path)
    with pytest.raises(ArtifactError, match="not found"):
        read_views(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("rates", "listed"),
    [
        ((0.02, 2.1, 0.9), ["unit 2", "unit 3"]),
        ((0.051, 0.05, 0.0), ["unit 1"]),
        ((0.05, 0.01, 0.02), ["unit 1", "unit 3", "unit 2"]),
        ((None, None, None), ["unit 1", "unit 2", "unit 3"]),
    ],
)
def test_units_that_are_not_active_are_listed_only_where_none_is(rates, listed):
    found = active_traversals(spectral_views(rates=rates), "a")
    assert [own[0].axis for own in found] == listed
    assert is_collapsed(found) == (rates[0] == 0.05)
