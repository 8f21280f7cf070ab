import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from latentaudio.artifacts import write_csv
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.comparison import (
    SCORES,
    compare,
    gather,
    read_scores,
    scores_table,
)


def described(name="vae/x", seed=1, **changes):
    return {
        "representation": name,
        "kind": name.split("/")[0],
        "space": "log_mel",
        "model": None,
        "objective": None,
        "schedule": None,
        "beta": None,
        "seed": seed,
        "dimensions": 10,
        "active_units": None,
        "rate": None,
        "parameters": 1000,
        "reconstruction_r2": 0.8,
        "round_trip_error": None,
        "validation_score": None,
        "settings_tried": 1,
        "collapsed": False,
        **changes,
    }


def record(metric="mig", factor=None, value=0.5, half=0.1):
    ends = {"low": value - half, "high": value + half}
    return {"metric": metric, "factor": factor, "value": value, **ends, "note": ""}


def seeds(values, scores=None, name="vae/x"):
    return [
        scores_table(
            described(name, seed, validation_score=score),
            [record(value=value), record("mig", "pitch", value / 2)],
        )
        for seed, value, score in zip(
            range(1, len(values) + 1), values, scores or [None] * len(values), strict=True
        )
    ]


def test_scores_are_read_as_they_were_written(tmp_path):
    table = scores_table(
        described(beta=4.0, validation_score=-1 / 3),
        [record(value=1 / 7), record("sap_r2", "pitch"), record("varying_units", value=3.0)],
    )
    write_csv(tmp_path / "scores.csv", table)
    pd.testing.assert_frame_equal(
        read_scores(tmp_path / "scores.csv"), table, check_dtype=False, check_exact=True
    )
    assert table["factor"].tolist() == ["", "pitch", ""]
    assert table["active_units"].isna().all()


def test_a_factor_called_nan_stays_text(tmp_path):
    write_csv(tmp_path / "scores.csv", scores_table(described(), [record(factor="nan")]))
    assert read_scores(tmp_path / "scores.csv")["factor"].tolist() == ["nan"]


def test_active_units_are_those_that_the_model_counts():
    records = [record("varying_units", value=9.0)]
    assert scores_table(described(active_units=4), records)["active_units"].tolist() == [4]


def test_the_mean_over_seeds_has_students_interval_and_the_mean_interval_over_sounds():
    values = [0.2, 0.3, 0.7]
    table = compare(gather(seeds(values)))
    row = table[table["factor"] == ""].iloc[0]
    assert (row["value"], row["seeds"]) == (pytest.approx(0.4), 3)
    low, high = student.interval(0.95, 2, 0.4, np.std(values, ddof=1) / np.sqrt(3))
    assert (row["seed_low"], row["seed_high"]) == (pytest.approx(low), pytest.approx(high))
    assert (row["low"], row["high"]) == (pytest.approx(0.3), pytest.approx(0.5))
    assert len(table) == 2


def test_one_seed_has_no_interval_over_seeds_and_stands_for_itself():
    row = compare(gather(seeds([0.2]))).iloc[0]
    assert np.isnan(row["seed_low"])
    assert row["value_of_best"] == row["value"] == 0.2


def test_validation_chooses_the_seed_whatever_its_score():
    table = gather([*seeds([0.2, 0.9, 0.3], [-5.0, -7.0, -4.0]), *seeds([0.1], name="raw/y")])
    best = table[table["best_by_validation"]]
    assert best["seed"].tolist() == [3, 3, 1, 1]
    assert compare(table)["value_of_best"].tolist() == [0.3, 0.15, 0.1, 0.05]


def test_no_seed_is_best_without_validation():
    table = gather(seeds([0.2, 0.9]))
    assert not table["best_by_validation"].any()
    assert compare(table)["value_of_best"].isna().all()


def test_an_undefined_score_is_left_out_of_the_mean():
    table = compare(gather(seeds([0.2, np.nan, 0.4])))
    assert table["value"].iloc[0] == pytest.approx(0.3)


def test_collapsed_seeds_are_counted(tmp_path):
    tables = [
        scores_table(described(seed=seed, collapsed=seed == 2), [record(), record("sap_r2")])
        for seed in (1, 2, 3)
    ]
    write_csv(tmp_path / "seeds.csv", gather([*tables, *seeds([0.1], name="raw/y")]))
    table = read_scores(tmp_path / "seeds.csv")
    assert table["collapsed"].tolist() == [False] * 2 + [True] * 2 + [False] * 4
    assert compare(table)["collapsed_seeds"].tolist() == [1, 1, 0, 0]


def test_the_largest_error_of_seeds_is_that_of_the_worst():
    errors = [1e-6, 1.0, 1e-3]
    tables = [
        scores_table(described("flow/x", seed, round_trip_error=error), [record()])
        for seed, error in enumerate(errors, 1)
    ]
    assert compare(gather(tables))["round_trip_error"].tolist() == [1.0]
    assert compare(gather(seeds([0.2, 0.4])))["round_trip_error"].isna().all()


def test_the_same_training_twice_is_refused():
    with pytest.raises(ArtifactError, match="'vae/x', seed 1, were given twice"):
        gather([*seeds([0.1]), *seeds([0.2])])


def test_a_table_without_a_column_is_refused(tmp_path):
    write_csv(tmp_path / "scores.csv", pd.DataFrame({name: [1] for name in SCORES[1:]}))
    with pytest.raises(ArtifactError, match="no column representation; delete it, and rule 'publ"):
        read_scores(tmp_path / "scores.csv")
