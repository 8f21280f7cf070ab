import numpy as np
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


def test_collect_keeps_the_drawn_rows_of_a_stream():
    values = rectified(50, 8)
    ids = np.array([f"s{i}" for i in range(50)])
    drawn = np.random.default_rng(0).random(50) < 0.4
    stream = ((ids[i : i + 7], values[i : i + 7]) for i in range(0, 50, 7))
    found_ids, found = collect(stream, drawn, 8)
    np.testing.assert_array_equal(found, values[drawn])
    np.testing.assert_array_equal(found_ids, ids[drawn])
