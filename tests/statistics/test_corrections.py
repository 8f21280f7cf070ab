import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from latentaudio.statistics.corrections import bonferroni, corrected_p, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@settings(max_examples=20)  # statsmodels collects garbage at every call
@given(P_VALUES)
def test_holm_equals_that_of_statsmodels(values):
    expected = multipletests(values, method="holm")[1]
    np.testing.assert_allclose(holm(np.array(values)), expected, rtol=1e-12, atol=0)


@given(P_VALUES)
def test_holm_never_exceeds_bonferroni_and_keeps_the_order(values):
    p = np.array(values)
    assert (holm(p) <= bonferroni(p) + 1e-15).all()
    assert (holm(p) >= p).all()
    assert (np.diff(holm(p)[np.argsort(p)]) >= 0).all()


def test_families_are_corrected_by_themselves_in_any_order():
    p = pd.Series([0.01, 0.02, 0.04, 0.5], index=[7, 3, 5, 1])
    corrected = corrected_p(p.groupby(["a", "b", "a", "b"]))
    assert corrected["p_bonferroni"].tolist() == [0.02, 0.04, 0.08, 1.0]
    assert corrected["p_holm"].tolist() == [0.02, 0.04, 0.04, 0.5]
    assert corrected["p_holm"].index.tolist() == [7, 3, 5, 1]
