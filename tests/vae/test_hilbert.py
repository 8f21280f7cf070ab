import numpy as np
import pytest

from latentaudio.vae.hilbert import curve_positions, flatten, side_of, unflatten


@pytest.mark.parametrize("side", [1, 2, 4, 8, 16, 64])
def test_the_curve_visits_every_pixel_once_and_goes_to_neighbours_only(side):
    positions = curve_positions(side)
    assert sorted(positions.tolist()) == list(range(side * side))
    rows, columns = np.divmod(positions, side)
    steps = np.abs(np.diff(rows)) + np.abs(np.diff(columns))
    assert (steps == 1).all()


def test_flattening_is_undone():
    squares = np.random.default_rng(0).normal(size=(3, 2, 16, 16))
    flat = flatten(squares)
    assert flat.shape == (3, 2, 256)
    np.testing.assert_array_equal(unflatten(flat), squares)
    np.testing.assert_array_equal(flat[1, 0], squares[1, 0].ravel()[curve_positions(16)])


def test_pieces_of_the_curve_are_more_compact_than_pieces_of_rows():
    # What the curve is for: 64 values in a row fill a square of 8 x 8, not a stripe.
    rows, columns = np.divmod(curve_positions(32)[:64], 32)
    assert np.ptp(rows) == np.ptp(columns) == 7


def test_sides_are_powers_of_two():
    assert [side_of(*shape) for shape in [(48, 32), (8, 8), (9, 2), (1, 3)]] == [64, 8, 16, 4]
    with pytest.raises(ValueError, match="power of two, not 6"):
        curve_positions(6)
    with pytest.raises(ValueError, match="expected squares"):
        flatten(np.zeros((4, 8)))
    with pytest.raises(ValueError, match="number of a square"):
        unflatten(np.zeros(8))
