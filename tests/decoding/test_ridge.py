import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score

from latentaudio.datasets.inner_folds import inner_folds
from latentaudio.decoding.ridge import INNER_FOLDS, PENALTIES, _units, decode, weights_by_penalty
from latentaudio.seeds import integer_seed

SEED = 5


def problem(groups=20, per_group=6, coordinates=7, shared=1.0, seed=0):
    """Sounds of groups that differ in a level of their own, and two factors: one known, one not."""
    draw = np.random.default_rng(seed)
    names = np.repeat([f"g{number:02d}" for number in range(groups)], per_group)
    points = draw.normal(size=(len(names), coordinates)) + 3.0
    points += shared * np.repeat(draw.normal(size=(groups, coordinates)), per_group, axis=0)
    known = points[:, 0] - 2 * points[:, 1] + draw.normal(0, 0.5, len(names))
    return points, np.stack([known, draw.normal(size=len(names))], axis=1), names


def folds_of(groups):
    return inner_folds(groups, INNER_FOLDS, integer_seed(SEED, "ridge folds"))


def products(points, values):
    together = np.hstack([np.ones((len(points), 1)), points, values])
    return together.T @ together


def by_refits(points, values, test, folds):
    """Predict by scikit-learn, with a fit for each inner fold, penalty and factor."""
    seen, known = points[~test], values[~test]
    columns = []
    for factor in range(values.shape[1]):
        errors = [
            np.concatenate(
                [
                    Ridge(penalty).fit(seen[others], known[others, factor]).predict(seen[rest])
                    - known[rest, factor]
                    for others, rest in folds
                ]
            )
            for penalty in PENALTIES
        ]
        best = PENALTIES[int(np.argmin([(one**2).mean() for one in errors]))]
        columns.append(Ridge(best).fit(seen, known[:, factor]).predict(points[test]))
    return np.stack(columns, axis=1)


def test_the_weights_of_each_inner_fold_and_penalty_are_those_of_scikit_learn():
    points, values, groups = problem()
    for others, _ in folds_of(groups):
        found = weights_by_penalty(products(points[others], values[others]), factors=2)
        for penalty, weights in zip(PENALTIES, found, strict=True):
            model = Ridge(penalty).fit(points[others], values[others])
            np.testing.assert_allclose(weights[1:].T, model.coef_, rtol=1e-8, atol=1e-12)
            np.testing.assert_allclose(weights[0], model.intercept_, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("shared", [0.0, 3.0])
def test_each_penalty_is_chosen_by_leaving_out_whole_groups(shared):
    points, values, groups = problem(shared=shared)
    test = np.isin(groups, ["g00", "g07", "g13"])
    found = decode(points, values, test, groups, SEED)
    expected = by_refits(points, values, test, folds_of(groups[~test]))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_groups_that_resemble_each_other_ask_for_a_stronger_penalty():
    """Groups have an offset of their own in many coordinates, which tells training values only."""
    draw = np.random.default_rng(3)
    groups = np.repeat([f"g{number:02d}" for number in range(24)], 30)
    own = np.repeat(draw.normal(size=(24, 20)), 30, axis=0)
    values = np.repeat(draw.normal(size=24), 30) + 0.1 * draw.normal(size=len(groups))
    points = np.hstack([own, (0.5 * values + draw.normal(size=len(groups)))[:, np.newaxis]])
    points += 0.1 * draw.normal(size=points.shape)
    test = np.isin(groups, [f"g{number:02d}" for number in range(8)])
    each = np.array([f"s{row}" for row in range(len(groups))])
    by_groups, by_snippets = (
        r2_score(values[test], decode(points, values[:, np.newaxis], test, names, SEED)[:, 0])
        for names in (groups, each)
    )
    assert by_groups > by_snippets + 0.2


def test_groups_of_one_snippet_each_are_left_out_like_any_others():
    points, values, _ = problem()
    each = np.array([f"s{row:03d}" for row in range(len(points))])
    test = np.arange(len(points)) % 4 == 0
    found = decode(points, values, test, each, SEED)
    expected = by_refits(points, values, test, folds_of(each[~test]))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_single_snippets_of_the_only_group_are_left_out():
    points, values, groups = problem(groups=2, per_group=30)
    test = groups == "g01"
    found = decode(points, values, test, groups, SEED)
    expected = by_refits(points, values, test, folds_of(np.arange(30)))
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert _units(groups[~test]).tolist() == list(range(30))
    assert _units(np.array(["b", "a", "b"])).tolist() == [1, 0, 1]


def test_two_groups_are_each_left_out_once():
    points, values, groups = problem(groups=3)
    test = groups == "g00"
    folds = folds_of(groups[~test])
    assert sorted(rest.tolist() for _, rest in folds) == [list(range(6)), list(range(6, 12))]
    found = decode(points, values, test, groups, SEED)
    np.testing.assert_allclose(found, by_refits(points, values, test, folds), rtol=1e-9)


def test_each_factor_has_its_own_penalty():
    points, values, groups = problem()
    test = groups >= "g14"
    both = decode(points, values, test, groups, SEED)
    for column in range(2):
        alone = decode(points, values[:, [column]], test, groups, SEED)
        np.testing.assert_allclose(both[:, column], alone[:, 0], rtol=1e-9)
    # Nothing is known of the second factor, so little but its mean is left.
    assert both[:, 1].std() < 0.1 * both[:, 0].std()


def test_another_seed_deals_groups_otherwise():
    points, values, groups = problem(groups=5, shared=3.0)
    dealt = {
        tuple(sorted(tuple(rest.tolist()) for _, rest in inner_folds(groups, 2, seed)))
        for seed in range(10)
    }
    assert len(dealt) > 1
    test = groups == "g04"
    found = decode(points, values, test, groups, SEED)
    np.testing.assert_array_equal(decode(points, values, test, groups, SEED), found)


def test_more_coordinates_than_snippets_are_no_obstacle():
    points, values, groups = problem(groups=10, per_group=3, coordinates=100)
    test = groups >= "g07"
    found = decode(points, values, test, groups, SEED)
    expected = by_refits(points, values, test, folds_of(groups[~test]))
    np.testing.assert_allclose(found, expected, rtol=1e-6)
