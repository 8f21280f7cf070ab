import json
import subprocess
import sys

import pandas as pd
import pytest
from places import REPOSITORY

from latentaudio.artifacts import write_csv
from latentaudio.errors import ArtifactError
from latentaudio.transfer.effects import COLUMNS
from latentaudio.transfer.replicates import (
    FLOW_COLUMNS,
    TRANSFER_COLUMNS,
    flow_replicates,
    read_tests,
    transfer_replicates,
)

SCRIPT = REPOSITORY / "scripts" / "transfer" / "replicates.py"


def metrics(seed, factors=("1", "shape")):
    axes = [
        {
            "space": space,
            "axis": axis,
            "factor": factor,
            "own": axis == factor,
            "eta_squared": 0.1 * seed + (axis == factor) / 3,
            "eta_squared_low": 0.01,
            "eta_squared_high": 0.99,
            "knn_accuracy": 0.5,
            "knn_accuracy_low": 0.4,
            "knn_accuracy_high": 0.6,
            "chance": 0.2,
        }
        for space in ("lda", "flow")
        for axis in reversed(factors)
        for factor in factors
    ]
    return {"seed": seed, "inverse_error": seed / 1e6, "axes": axes}


def table_of_tests(seed):
    rows = [
        {
            "factor": "1",
            "distance": "logits",
            "effect": "to own class, distance to own class",
            "level": level,
            "contrast": contrast,
            "difference": -seed / 3,
            "boot_low": None if level == "group" else -seed / 7,
            "p_bonferroni": 1e-300 / 3,
            "significant": contrast == "before",
            "note": "",
        }
        for contrast in ("before", "random", "no_move")
        for level in ("snippet", "group")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_flows_of_all_seeds_are_listed_by_axis_and_factor():
    table = flow_replicates({3: metrics(3), 1: metrics(1)}, ["1", "shape"])
    assert table.columns.tolist() == FLOW_COLUMNS
    keys = list(table[["seed", "axis", "factor"]].itertuples(index=False, name=None))
    axes = [("1", "1"), ("1", "shape"), ("shape", "1"), ("shape", "shape")]
    assert keys == [(seed, *axis) for seed in (3, 1) for axis in axes]
    assert table["own"].tolist() == [True, False, False, True] * 2
    assert table["eta_squared"].tolist()[:2] == [0.1 * 3 + 1 / 3, 0.1 * 3]
    assert table["inverse_error"].tolist() == [3e-6] * 4 + [1e-6] * 4


def test_metrics_of_another_seed_are_refused():
    with pytest.raises(ArtifactError, match=r"metrics of seed 2: found those of seed 1"):
        flow_replicates({2: metrics(1)}, ["1", "shape"])


def test_a_flow_that_lacks_an_axis_is_refused():
    with pytest.raises(ArtifactError, match=r"metrics of seed 1: .*axis '1' and factor 'size'"):
        flow_replicates({1: metrics(1)}, ["1", "size"])


def test_transfers_of_all_seeds_are_listed_with_their_margin_over_a_random_direction():
    table = transfer_replicates({3: table_of_tests(3), 1: table_of_tests(1)})
    assert table.columns.tolist() == TRANSFER_COLUMNS
    assert table["seed"].tolist() == [3] * 4 + [1] * 4
    assert set(table["contrast"]) == {"before", "random"}
    assert table["difference"].tolist() == [-1.0] * 4 + [-1 / 3] * 4


def test_tests_are_read_back_as_they_were_written(tmp_path):
    write_csv(tmp_path / "tests.csv", table_of_tests(2))
    table = read_tests(tmp_path / "tests.csv")
    assert table["factor"].tolist() == ["1"] * 6
    assert [float(text) for text in table["p_bonferroni"]] == [1e-300 / 3] * 6
    assert table["boot_low"].tolist() == [repr(-2 / 7), ""] * 3
    assert table["significant"].tolist() == ["True"] * 2 + ["False"] * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("factor,distance\na,b\n", "no column effect, level, contrast, difference"),
        ("", "damaged, cannot be read as CSV"),
        ("a,b\n1,2,3,4\n1\n1,2,3,4,5,6\n", "damaged, cannot be read as CSV"),
        (None, "not found"),
    ],
)
def test_tables_that_cannot_be_read_are_named_with_a_remedy(tmp_path, text, message):
    path = tmp_path / "tests.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ArtifactError, match=rf"tests\.csv: {message}.*rule 'transfer_tests'"):
        read_tests(path)


def test_the_program_joins_the_tables_of_all_seeds(tmp_path):
    for seed in (1, 2):
        (tmp_path / f"m{seed}.json").write_text(json.dumps(metrics(seed)))
        write_csv(tmp_path / f"t{seed}.csv", table_of_tests(seed))
    command = [sys.executable, SCRIPT, "--factors", '["1", "shape"]', "--seeds", "1", "2"]
    command += ["--metrics", tmp_path / "m1.json", tmp_path / "m2.json"]
    command += ["--tests", tmp_path / "t1.csv", tmp_path / "t2.csv"]
    command += [
        "--flow-table",
        tmp_path / "flow.csv",
        "--transfer-table",
        tmp_path / "transfer.csv",
    ]
    subprocess.run(command, check=True)
    flow = flow_replicates({1: metrics(1), 2: metrics(2)}, ["1", "shape"])
    assert (tmp_path / "flow.csv").read_text() == flow.to_csv(index=False)
    transfer = transfer_replicates({1: table_of_tests(1), 2: table_of_tests(2)})
    assert (tmp_path / "transfer.csv").read_text() == transfer.to_csv(index=False)


def test_factors_without_any_test_give_an_empty_table(tmp_path):
    write_csv(tmp_path / "tests.csv", table_of_tests(1).iloc[:0])
    table = transfer_replicates({1: read_tests(tmp_path / "tests.csv")})
    assert table.columns.tolist() == TRANSFER_COLUMNS
    assert table.empty
