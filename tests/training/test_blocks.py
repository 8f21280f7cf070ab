import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.training.blocks import by_blocks


@settings(max_examples=50)
@given(st.integers(0, 9), st.integers(1, 4), st.booleans())
def test_any_number_of_rows_is_computed_in_blocks(count, rows, padded):
    values = np.arange(count * 6, dtype=np.float32).reshape(count, 2, 3)
    sizes = []

    def function(block):
        sizes.append(len(block))
        return block + 1, block.sum(axis=(1, 2))

    more, sums = by_blocks(function, values, (2, 3), rows, padded=padded)
    np.testing.assert_array_equal(more, values + 1)
    np.testing.assert_array_equal(sums, values.sum(axis=(1, 2)))
    assert max(sizes) <= rows
    if padded:
        assert set(sizes) == {rows}


@pytest.mark.parametrize("values", [np.zeros((2, 4)), np.zeros(3), np.zeros((2, 3, 1))])
def test_rows_of_another_shape_are_refused(values):
    with pytest.raises(ValueError, match=r"found shape \[.*\], expected \[n, 3\]"):
        by_blocks(lambda block: [block], values, (3,), 2)
