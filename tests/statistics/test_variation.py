import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.statistics.variation import centred, varies

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)


@given(NUMBERS, st.integers(1, 50))
def test_equal_numbers_do_not_vary_and_are_centred_at_exactly_zero(number, count):
    values = np.full((count, 1), number)
    assert not varies(values)
    np.testing.assert_array_equal(centred(values), 0)


@given(NUMBERS, st.integers(2, 50))
def test_single_precision_numbers_vary_if_they_differ_at_all(number, count):
    values = np.full((count, 1), number, np.float32)
    values[0] = np.nextafter(values[0], np.float32(np.inf))
    assert varies(values)
    np.testing.assert_allclose(centred(values).sum(), 0, atol=1e-12 * count * max(1, abs(number)))


def test_columns_that_vary_are_centred_as_ever():
    values = np.array([[1.0, 5.0], [3.0, 5.0], [8.0, 5.0]], np.float32)
    np.testing.assert_array_equal(centred(values), [[-3, 0], [-1, 0], [4, 0]])
    assert varies(values).tolist() == [True, False]
