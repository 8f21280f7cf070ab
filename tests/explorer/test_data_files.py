"""Data files: one call each, whatever their texts, and arrays bit by bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from page_files import read_data_file

from latentaudio.explorer.data_files import DTYPES, packed, write_data_file

EVIL = [
    "<img src=x onerror=alert(1)>.wav",
    "</script><!--",
    "\u2028\u00e4\U0001f600\ud800",
    '");//',
]


def test_a_file_is_one_call_in_ascii(tmp_path):
    write_data_file(tmp_path, "data/sounds", {"a": [1, None, "<b>"]})
    text = (tmp_path / "data" / "sounds.js").read_bytes()
    assert text == b'LatentAudio.put("data/sounds", {"a":[1,null,"\\u003cb>"]});\n'


@settings(max_examples=30)
@given(text=st.text(max_size=20) | st.sampled_from(EVIL))
def test_any_text_is_read_back_and_ends_no_script(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("texts")
    write_data_file(folder, "data/sounds", {text: [text]})
    assert b"<" not in (folder / "data" / "sounds.js").read_bytes()
    assert read_data_file(folder, "data/sounds") == {text: [text]}


@settings(max_examples=30)
@given(
    st.sampled_from(DTYPES).flatmap(
        lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=1, max_dims=2, min_side=0))
    )
)
def test_arrays_are_read_back_bit_by_bit(tmp_path_factory, array):
    folder = tmp_path_factory.mktemp("arrays")
    write_data_file(folder, "data/map_001", packed(array))
    found = read_data_file(folder, "data/map_001")
    assert found.dtype == array.dtype
    assert found.shape == array.shape
    assert found.tobytes() == array.tobytes()


def test_arrays_are_little_endian_and_row_major_wherever_they_come_from():
    array = np.array([[1, 2], [3, 4]], ">u2").T
    assert packed(array) == packed(np.array([[1, 3], [2, 4]], "<u2"))


@pytest.mark.parametrize(
    "name", ["data/../x", "data/A", "else/map_001", "data/map_001.js", "data/"]
)
def test_other_names_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="no name of a data file"):
        write_data_file(tmp_path, name, 1)
    assert list(tmp_path.iterdir()) == []


def test_what_the_page_cannot_read_is_refused(tmp_path):
    with pytest.raises(ValueError, match="float64"):
        packed(np.zeros(2))
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_data_file(tmp_path, "data/x", [float("nan")])
