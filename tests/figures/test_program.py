import pandas as pd

from latentaudio.factor_types import Factor
from latentaudio.figures.program import titled_moves, titles_of

FACTORS = (Factor("material"), Factor("distance", "numeric", unit="m"))


def test_numeric_factors_are_titled_with_their_unit():
    assert titles_of(FACTORS) == {"material": "material", "distance": "distance (m)"}


def test_moves_along_one_or_several_axes_are_titled_and_others_left_alone():
    table = pd.DataFrame({"factor": ["distance", "material+distance", "size"], "n": [1, 2, 3]})
    titled = titled_moves(table, FACTORS)
    assert titled["factor"].tolist() == ["distance (m)", "material+distance (m)", "size"]
    assert titled["n"].tolist() == [1, 2, 3]
    assert table["factor"].iloc[0] == "distance"


def test_a_table_without_moves_stays_empty():
    assert titled_moves(pd.DataFrame({"factor": pd.Series(dtype=str)}), FACTORS).empty
