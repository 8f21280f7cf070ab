import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from projection.layer_samples import rectified

from latentaudio.projection.sampling import collect, sample_rows


def test_sample_is_without_replacement_seeded_and_eligible_only():
    eligible = np.arange(1000) % 3 != 0
    drawn = sample_rows(eligible, 100, np.random.default_rng(5))
    assert drawn.sum() == 100
    assert not (drawn & ~eligible).any()
    again = sample_rows(eligible, 100, np.random.default_rng(5))
    np.testing.assert_array_equal(drawn, again)
    everything = sample_rows(eligible, 10_000, np.random.default_rng(5))
    np.testing.assert_array_equal(everything, eligible)


@given(st.permutations(range(50)), st.permutations(range(50)), st.integers(0, 50))
def test_collect_gives_the_wanted_rows_whatever_the_order_of_the_stream(order, wanted, count):
    values = rectified(50, 8)
    order, wanted = np.array(order), np.array(wanted[:count], int)
    stream = ((order[i : i + 7], values[order[i : i + 7]]) for i in range(0, 50, 7))
    np.testing.assert_array_equal(collect(stream, wanted, 8), values[wanted])
