import numpy as np
import pytest
from transfer.moved_sounds import (
    CHOP,
    CLEAR,
    GLASS,
    PAIRS,
    POSITIONS,
    WOOD,
    moved_sound,
    probabilities_of,
    random_rows,
    summary_of,
)

from latentaudio.errors import ArtifactError
from latentaudio.transfer.dose_response import DOSE_COLUMNS, dose_response


def doses(rows, associated=None):
    return dose_response(summary_of(rows, associated), resamples=50, seed=1)


def test_doses_follow_the_associated_classes_of_both_sides():
    table = doses(CLEAR)
    assert table.columns.tolist() == DOSE_COLUMNS
    own = table[(table["own"] == "log") & (table["associated_with"] == "own")]
    np.testing.assert_allclose(own["position"], [0, 0.5, 1])
    np.testing.assert_allclose(own["probability"], [0.6, 0.4, 0.3], rtol=1e-5)
    np.testing.assert_allclose(own["change"], [0.1, -0.1, -0.2], rtol=1e-5)
    other = table[(table["own"] == "log") & (table["associated_with"] == "other")]
    np.testing.assert_allclose(other["probability"], [0.05, 0.2, 0.4], rtol=1e-5)
    assert table[["ci_low", "change_high"]].isna().all(axis=None)


def test_doses_pool_sounds_over_pairs_and_cluster_them_by_group():
    rows = random_rows(PAIRS, seed=5)
    table = doses(rows)
    pooled = table[table["own"] == ""]
    assert len(pooled) == 6
    assert (pooled["n"] == 36).all()
    assert (pooled["n_groups"] == 4).all()
    at = {position: [] for position in POSITIONS}
    of_group = []
    for pair, classes in zip(PAIRS[:2], ([WOOD, CHOP], [GLASS]), strict=True):
        for position in POSITIONS:
            probabilities, groups = probabilities_of(rows, pair, position)
            at[position] += probabilities[:, classes].mean(axis=1).tolist()
        of_group += groups.tolist()
    for position in (0.0, 0.5, 1.0):
        row = pooled[(pooled["position"] == position) & (pooled["associated_with"] == "own")].iloc[
            0
        ]
        assert row["probability"] == pytest.approx(np.mean(at[position]), rel=1e-9)
        change = np.array(at[position]) - np.array(at[None])
        assert row["change"] == pytest.approx(change.mean(), rel=1e-6)
        means = [change[np.array(of_group) == group].mean() for group in sorted(set(of_group))]
        assert min(means) <= row["change_low"] < row["change_high"] <= max(means)
        assert row["ci_low"] < row["probability"] < row["ci_high"]


def test_a_pair_with_associations_on_one_side_has_that_side_only():
    table = doses(random_rows(PAIRS))
    drum = table[table["other"] == "drum"]
    assert set(drum["associated_with"]) == {"own"}
    assert len(drum) == 3


def test_without_associations_there_are_no_doses():
    assert doses(CLEAR, {}).empty


def test_pairs_moved_to_different_positions_cannot_be_pooled():
    rows = [dict(row) for row in moved_sound(PAIRS[1], 0.5, "b#0")]
    rows[2]["position"] = 0.25
    with pytest.raises(ArtifactError, match="factor 'body' were moved to different positions"):
        doses([*CLEAR, *rows])
