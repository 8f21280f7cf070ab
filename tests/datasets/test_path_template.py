import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.datasets.path_template import fill_template, template_columns
from latentaudio.errors import ConfigError

CELLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(one=CELLS, other=CELLS)
def test_cells_stand_where_their_columns_do_whatever_is_in_them(one, other):
    cells = {"a b": one, "c.d": other}
    assert fill_template("x{{{a b}/{c.d}.wav", cells) == "x{" + one + "/" + other + ".wav"
    assert template_columns("x{{{a b}/{c.d}.wav") == ("a b", "c.d")


def test_a_missing_cell_gives_no_path():
    assert fill_template("{part}/{fname}.wav", {"part": "dev", "fname": ""}) == ""


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("audio/", "no column in braces"),
        ("{}.wav", "braces without a name"),
        ("{fname", "expected '}'"),
        ("{fold:02d}/{fname}", "':' or '!' in braces"),
    ],
)
def test_a_template_without_columns_is_refused_with_one_that_would_work(template, why):
    with pytest.raises(ConfigError) as caught:
        template_columns(template)
    assert f"dataset.path_template: {template!r} found ({why}" in str(caught.value)
    assert "{slice_file_name}" in str(caught.value)
