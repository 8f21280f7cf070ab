import csv
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from places import REPOSITORY
from transfer.moved_sounds import (
    ASSOCIATED,
    CHOP,
    CLEAR,
    GLASS,
    PAIRS,
    TAP,
    WOOD,
    YAMNET,
    batches,
    probabilities_of,
    random_rows,
    rows_of,
    summary_of,
    write_rows,
)

from latentaudio.networks.associations import Associations
from latentaudio.transfer.class_shifts import SHIFT_COLUMNS, class_shifts
from latentaudio.transfer.dose_response import DOSE_COLUMNS, dose_response
from latentaudio.transfer.examples import EXAMPLE_COLUMNS, example_table
from latentaudio.transfer.moved_outputs import read_moved, summarise_outputs

SCRIPT = REPOSITORY / "scripts" / "transfer" / "class_shifts.py"


def shifts(rows, associated=None, **changes):
    settings = {"largest": 5, "resamples": 50, "seed": 1, **changes}
    return class_shifts(summary_of(rows, associated), **settings)


def test_rising_falling_and_associated_classes_are_ranked_by_their_change():
    table = shifts(CLEAR)
    assert table.columns.tolist() == SHIFT_COLUMNS
    moved = table[table["move"] == "other"].set_index(["kind", "rank"])
    listed = {
        (kind, rank): (row["class_name"], round(row["change"], 6))
        for (kind, rank), row in moved.iterrows()
        if kind != "associated_pooled"
    }
    assert listed == {
        ("rose", 1): ("Speech", 0.7),
        ("rose", 2): ("Glass", 0.3),
        ("fell", 1): ("Wood", -0.4),
        ("associated", 1): ("Wood", -0.4),
        ("associated", 2): ("Glass", 0.3),
        ("associated", 3): ("Chop", 0.0),
    }
    speech = moved.loc["rose", 1]
    assert (speech["expected"], speech["associated_with"]) == (0, "")
    assert pd.isna(speech["as_expected"])
    wood = moved.loc["fell", 1]
    assert (wood["expected"], wood["associated_with"], wood["as_expected"]) == (-1, "log", True)
    assert (wood["before"], wood["after"]) == (pytest.approx(0.6), pytest.approx(0.2))
    assert (wood["n"], wood["n_groups"], wood["class_index"]) == (1, 1, WOOD)
    assert wood[["ci_low", "ci_high"]].isna().all()
    glass = moved.loc["rose", 2]
    assert (glass["expected"], glass["as_expected"]) == (1, True)
    chop = moved.loc["associated", 3]
    assert (chop["expected"], chop["as_expected"]) == (-1, False)


def test_a_move_to_the_own_class_expects_its_associations_to_rise():
    table = shifts(CLEAR)
    own = table[(table["move"] == "own") & (table["kind"] == "associated")].set_index("class_name")
    assert own["expected"].to_dict() == {"Wood": 1, "Chop": 1, "Glass": -1}
    np.testing.assert_allclose(
        own["change"][["Wood", "Chop", "Glass"]], [0.1, 0.1, -0.05], atol=1e-6
    )
    assert own["as_expected"].all()


def test_only_the_largest_changes_and_only_real_rises_and_falls_are_listed():
    kinds = shifts(CLEAR, largest=1).groupby(["move", "kind"]).size()
    assert kinds["other", "rose"] == kinds["other", "fell"] == 1
    kinds = shifts(CLEAR, largest=100).groupby(["move", "kind"]).size()
    assert (kinds["other", "rose"], kinds["other", "fell"]) == (2, 1)
    assert (kinds["own", "rose"], kinds["own", "fell"]) == (2, 1)


def test_means_are_over_all_sounds_for_any_size_of_batch():
    rows = random_rows(PAIRS)
    associations = Associations(ASSOCIATED, YAMNET)
    tables = [
        class_shifts(
            summarise_outputs(batches(rows, size), associations), largest=3, resamples=20, seed=1
        )
        for size in (1, 7, 1000)
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0], rtol=1e-12)
    for _, row in tables[0][tables[0]["own"] != ""].iterrows():
        pair = (row["factor"], row["own"], row["other"])
        before, _ = probabilities_of(rows, pair, None)
        after, groups = probabilities_of(rows, pair, {"own": 0.0, "other": 1.0}[row["move"]])
        index = row["class_index"]
        assert row["before"] == pytest.approx(before[:, index].mean(), rel=1e-12)
        assert row["change"] == pytest.approx((after - before)[:, index].mean(), rel=1e-9)
        assert (row["n"], row["n_groups"]) == (len(groups), 4) == (18, 4)
        assert row["ci_low"] < row["change"] < row["ci_high"]


def test_the_position_before_a_move_may_be_missing_or_nan():
    rows = [
        {**row, "position": np.nan if row["position"] is None else row["position"]} for row in CLEAR
    ]
    pd.testing.assert_frame_equal(shifts(rows), shifts(CLEAR))


def test_the_order_of_rows_does_not_matter():
    rows = random_rows(PAIRS)
    order = np.random.default_rng(2).permutation(len(rows))
    one, two = shifts(rows), shifts([rows[index] for index in order])
    keys = ["factor", "own", "other", "move", "kind", "rank"]
    sides = [table.sort_values(keys, ignore_index=True) for table in (one, two)]
    pd.testing.assert_frame_equal(*sides, rtol=1e-9)


def test_pooled_rows_are_means_over_the_sounds_of_pairs_with_associations_on_both_sides():
    rows = random_rows(PAIRS)  # drum has no associations
    pooled = shifts(rows)
    pooled = pooled[pooled["kind"] == "associated_pooled"].set_index(["move", "associated_with"])
    assert (pooled[["own", "other", "class_name"]] == "").all(axis=None)
    assert pooled["class_index"].isna().all()
    assert (pooled["n"] == 36).all()
    assert (pooled["n_groups"] == 4).all()
    assert pooled["expected"].to_dict() == {
        ("own", "target"): 1,
        ("own", "source"): -1,
        ("other", "target"): 1,
        ("other", "source"): -1,
    }
    named = {"log": [WOOD, CHOP], "vase": [GLASS]}
    for (move, side), row in pooled.iterrows():
        values = {"before": [], "after": []}
        for pair in PAIRS[:2]:
            to, away = (pair[1], pair[2]) if move == "own" else (pair[2], pair[1])
            classes = named[to if side == "target" else away]
            values["before"] += (
                probabilities_of(rows, pair, None)[0][:, classes].mean(axis=1).tolist()
            )
            end = 0.0 if move == "own" else 1.0
            values["after"] += (
                probabilities_of(rows, pair, end)[0][:, classes].mean(axis=1).tolist()
            )
        assert row["before"] == pytest.approx(np.mean(values["before"]), rel=1e-9)
        assert row["after"] == pytest.approx(np.mean(values["after"]), rel=1e-9)
        change = np.mean(values["after"]) - np.mean(values["before"])
        assert row["change"] == pytest.approx(change, rel=1e-6)
        assert row["as_expected"] == (np.sign(change) == row["expected"])
        assert row["ci_low"] < change < row["ci_high"]


def test_without_associations_only_rising_and_falling_classes_are_listed():
    table = shifts(CLEAR, {})
    assert set(table["kind"]) == {"rose", "fell"}
    assert (table["expected"] == 0).all()


def test_a_class_associated_with_a_third_class_is_marked_without_an_expectation():
    table = shifts(CLEAR, {"body": {"voice": ["Speech"], "log": ["Wood"], "vase": ["Glass"]}})
    speech = table[(table["class_name"] == "Speech") & (table["move"] == "other")].iloc[0]
    assert (speech["kind"], speech["associated_with"], speech["expected"]) == ("rose", "voice", 0)


def test_a_class_associated_with_both_classes_has_no_expectation_and_is_not_pooled():
    both = {"body": {"log": ["Wood", "Chop"], "vase": ["Glass", "Chop"]}}
    table = shifts(CLEAR, both)
    chop = table[(table["kind"] == "associated") & (table["class_index"] == CHOP)]
    assert chop["associated_with"].tolist() == ["log; vase"] * 2
    assert chop["expected"].tolist() == [0, 0]
    assert chop["as_expected"].isna().all()
    target = table[(table["associated_with"] == "target") & (table["move"] == "other")].iloc[0]
    assert target["before"] == pytest.approx(0.1)


def test_joint_moves_use_the_associations_of_both_factors():
    pair = ("body+touch", "log + tap", "vase + rub")
    rows = rows_of(
        pair, [{GLASS: 0.1, WOOD: 0.5, TAP: 0.5}] * 3 + [{GLASS: 0.3, WOOD: 0.1, TAP: 0.3}]
    )
    associated = {"body": {"log": ["Wood"], "vase": ["Glass"]}, "touch": {"tap": ["Tap"]}}
    table = shifts(rows, associated)
    named = table[(table["kind"] == "associated") & (table["move"] == "other")]
    assert named["associated_with"].tolist() == ["log", "vase", "tap"]
    assert named["as_expected"].all()
    source = table[(table["associated_with"] == "source") & (table["move"] == "other")].iloc[0]
    assert source["change"] == pytest.approx((0.1 + 0.3) / 2 - 0.5)


# -- The program -----------------------------------------------------------------------------------


def run(folder, rows, associated=None):
    write_rows(folder / "outputs.parquet", rows)
    command = [sys.executable, SCRIPT, "--network", "yamnet"]
    command += ["--associated", json.dumps(associated or ASSOCIATED)]
    command += ["--largest", "3", "--examples", "2", "--bootstrap", "30", "--seed", "1"]
    command += ["--outputs", folder / "outputs.parquet", "--shifts", folder / "shifts.csv"]
    command += ["--dose-response", folder / "dose.csv", "--examples-table", folder / "examples.csv"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_program_writes_what_the_library_finds(tmp_path):
    rows = random_rows(PAIRS)
    assert run(tmp_path, rows).returncode == 0
    result = summarise_outputs(
        read_moved(tmp_path / "outputs.parquet"), Associations(ASSOCIATED, YAMNET)
    )
    for name, table in {
        "shifts": class_shifts(result, largest=3, resamples=30, seed=1),
        "dose": dose_response(result, resamples=30, seed=1),
        "examples": example_table(result, count=2),
    }.items():
        text = (tmp_path / f"{name}.csv").read_text()
        assert text == table.to_csv(index=False, lineterminator="\n")
        assert "nan" not in text.lower().replace("\n", ",").split(",")
    with (tmp_path / "shifts.csv").open() as file:
        assert {row["as_expected"] for row in csv.DictReader(file)} == {"True", "False", ""}


def test_no_moved_sounds_give_headers_only(tmp_path):
    assert run(tmp_path, []).returncode == 0
    assert (tmp_path / "shifts.csv").read_text() == ",".join(SHIFT_COLUMNS) + "\n"
    assert (tmp_path / "dose.csv").read_text() == ",".join(DOSE_COLUMNS) + "\n"
    assert (tmp_path / "examples.csv").read_text() == ",".join(EXAMPLE_COLUMNS) + "\n"


def test_the_program_names_an_unknown_audioset_class(tmp_path):
    done = run(tmp_path, CLEAR, {"body": {"log": ["Wod"]}})
    assert done.returncode == 1
    assert done.stderr.startswith("error: transfer.associated.body.log: 'Wod' is not one of")
