import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from latentaudio.statistics.agreement import cohen_kappa


def test_closed_forms():
    assert cohen_kappa(np.diag([3, 4, 5])) == pytest.approx(1)
    assert cohen_kappa(np.outer([0.2, 0.8], [0.5, 0.5])) == pytest.approx(0)
    # 70 % agree; chance gives 0.5 * 0.6 + 0.5 * 0.4 = 50 %.
    assert cohen_kappa(np.array([[20, 5], [10, 15]])) == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert cohen_kappa(np.array([[0, 5], [5, 0]])) == pytest.approx(-1)


def test_undefined_where_nothing_could_differ():
    assert np.isnan(cohen_kappa(np.zeros([2, 2])))
    assert np.isnan(cohen_kappa(np.array([[7, 0], [0, 0]])))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_as_scikit_learn_computes_it(pairs):
    first, second = np.array(pairs).T
    table = np.zeros([4, 4])
    np.add.at(table, (first, second), 1)
    if len({*first, *second}) == 1:
        assert np.isnan(cohen_kappa(table))
    else:
        assert cohen_kappa(table) == pytest.approx(cohen_kappa_score(first, second))


def test_many_tables_at_once():
    tables = np.random.default_rng(0).integers(1, 9, [5, 3, 3])
    one_by_one = [cohen_kappa(table) for table in tables]
    np.testing.assert_allclose(cohen_kappa(tables), one_by_one)
