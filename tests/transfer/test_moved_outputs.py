import csv
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from places import REPOSITORY
from scipy.special import expit

from latentaudio.artifacts import MOVED, parquet_writer
from latentaudio.errors import ArtifactError
from latentaudio.networks.associations import Associations
from latentaudio.networks.yamnet.classes import class_names
from latentaudio.transfer.class_shifts import SHIFT_COLUMNS, class_shifts
from latentaudio.transfer.dose_response import DOSE_COLUMNS, dose_response
from latentaudio.transfer.examples import EXAMPLE_COLUMNS, example_table
from latentaudio.transfer.moved_outputs import Pair, listen, read_moved

SCRIPT = REPOSITORY / "scripts" / "class_shifts.py"
SIZE = len(class_names())
GLASS, WOOD, CHOP, TAP = (class_names().index(n) for n in ("Glass", "Wood", "Chop", "Tap"))
ASSOCIATED = {"body": {"vase": ["Glass"], "log": ["Wood", "Chop"]}}
POSITIONS = (None, 0.0, 0.5, 1.0)
SCHEMA = pa.schema(
    {
        **dict.fromkeys(("factor", "own", "other", "snippet_id", "group"), pa.string()),
        "position": pa.float64(),
        "logits": pa.list_(pa.float32(), SIZE),
    }
)


def rows_of(pair, probabilities, group="g0", snippet=None, positions=POSITIONS):
    """One sound: `probabilities` gives those of some classes at each position."""
    rows = []
    for position, named in zip(positions, probabilities, strict=True):
        logits = np.full(SIZE, -30.0, np.float32)
        for index, probability in named.items():
            logits[index] = np.log(probability / (1 - probability))
        rows.append(
            {
                **dict(zip(("factor", "own", "other"), pair, strict=True)),
                "snippet_id": snippet or f"{group}#0",
                "group": group,
                "position": position,
                "logits": logits,
            }
        )
    return rows


def batches(rows, size=3):
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    return table.to_batches(max_chunksize=size) if rows else []


def heard(rows, associated=None, size=3):
    return listen(
        batches(rows, size), Associations(ASSOCIATED if associated is None else associated)
    )


def shifts(rows, associated=None, **changes):
    settings = {"largest": 5, "resamples": 50, "seed": 1, **changes}
    return class_shifts(heard(rows, associated), **settings)


def doses(rows, associated=None):
    return dose_response(heard(rows, associated), resamples=50, seed=1)


def random_rows(pairs, groups=4, sounds=3, seed=0):
    rng = np.random.default_rng(seed)
    rows = []
    for pair in pairs:
        for group in range(groups):
            for sound in range(sounds + group):
                for position in POSITIONS:
                    rows.append(
                        {
                            **dict(zip(("factor", "own", "other"), pair, strict=True)),
                            "snippet_id": f"g{group}#{sound}",
                            "group": f"g{group}",
                            "position": position,
                            "logits": rng.normal(-3, 2, SIZE).astype(np.float32),
                        }
                    )
    return rows


PAIRS = [("body", "log", "vase"), ("body", "vase", "log"), ("body", "log", "drum")]


def naive(rows, pair, position):
    """Probabilities of all sounds of a pair at a position, and their groups."""
    same = [
        row
        for row in rows
        if (row["factor"], row["own"], row["other"]) == pair and row["position"] == position
    ]
    return (
        expit(np.stack([row["logits"] for row in same]).astype(np.float64)),
        np.array([row["group"] for row in same]),
    )


# A log moved to vase: glass rises, wood and chop fall, something else rises most.
LOG = ("body", "log", "vase")
CLEAR = rows_of(
    LOG,
    [
        {WOOD: 0.6, CHOP: 0.4, GLASS: 0.1, 0: 0.1},
        {WOOD: 0.7, CHOP: 0.5, GLASS: 0.05, 0: 0.1},
        {WOOD: 0.5, CHOP: 0.3, GLASS: 0.2, 0: 0.2},
        {WOOD: 0.2, CHOP: 0.4, GLASS: 0.4, 0: 0.8},
    ],
)


# -- Shifts ----------------------------------------------------------------------------------------


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


def test_a_move_to_the_own_class_expects_the_own_associations_to_rise():
    table = shifts(CLEAR)
    own = table[(table["move"] == "own") & (table["kind"] == "associated")].set_index("class_name")
    assert own["expected"].to_dict() == {"Wood": 1, "Chop": 1, "Glass": -1}
    np.testing.assert_allclose(
        own["change"][["Wood", "Chop", "Glass"]], [0.1, 0.1, -0.05], atol=1e-6
    )
    assert own["as_expected"].all()


def test_no_more_than_the_largest_are_listed_and_nothing_that_did_not_rise_is_called_risen():
    kinds = shifts(CLEAR, largest=1).groupby(["move", "kind"]).size()
    assert kinds["other", "rose"] == kinds["other", "fell"] == 1
    kinds = shifts(CLEAR, largest=100).groupby(["move", "kind"]).size()
    assert (kinds["other", "rose"], kinds["other", "fell"]) == (2, 1)
    assert (kinds["own", "rose"], kinds["own", "fell"]) == (2, 1)


def test_means_are_those_of_all_sounds_whatever_the_batches():
    rows = random_rows(PAIRS)
    associations = Associations(ASSOCIATED)
    tables = [
        class_shifts(listen(batches(rows, size), associations), largest=3, resamples=20, seed=1)
        for size in (1, 7, 1000)
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0], rtol=1e-12)
    for _, row in tables[0][tables[0]["own"] != ""].iterrows():
        pair = (row["factor"], row["own"], row["other"])
        before, _ = naive(rows, pair, None)
        after, groups = naive(rows, pair, {"own": 0.0, "other": 1.0}[row["move"]])
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
    rows = random_rows(PAIRS)  # a drum has no associations
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
            values["before"] += naive(rows, pair, None)[0][:, classes].mean(axis=1).tolist()
            end = 0.0 if move == "own" else 1.0
            values["after"] += naive(rows, pair, end)[0][:, classes].mean(axis=1).tolist()
        assert row["before"] == pytest.approx(np.mean(values["before"]), rel=1e-9)
        assert row["after"] == pytest.approx(np.mean(values["after"]), rel=1e-9)
        change = np.mean(values["after"]) - np.mean(values["before"])
        assert row["change"] == pytest.approx(change, rel=1e-6)
        assert row["as_expected"] == (np.sign(change) == row["expected"])
        assert row["ci_low"] < change < row["ci_high"]


def test_without_associations_only_rising_and_falling_classes_are_told():
    table = shifts(CLEAR, {})
    assert set(table["kind"]) == {"rose", "fell"}
    assert (table["expected"] == 0).all()
    assert doses(CLEAR, {}).empty


def test_a_class_named_for_another_class_of_the_factor_is_so_marked_but_expects_nothing():
    table = shifts(CLEAR, {"body": {"voice": ["Speech"], "log": ["Wood"], "vase": ["Glass"]}})
    speech = table[(table["class_name"] == "Speech") & (table["move"] == "other")].iloc[0]
    assert (speech["kind"], speech["associated_with"], speech["expected"]) == ("rose", "voice", 0)


def test_what_is_named_for_both_classes_expects_nothing_and_is_not_pooled():
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


# -- Dose ------------------------------------------------------------------------------------------


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
            probabilities, groups = naive(rows, pair, position)
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


# -- Examples --------------------------------------------------------------------------------------


def sound(pair, glass, snippet):
    return rows_of(
        pair, [{GLASS: 0.1, WOOD: 0.2}] * 3 + [{GLASS: glass, WOOD: 0.3}], snippet=snippet
    )


def examples(rows, count, associated=None):
    return example_table(heard(rows, associated), count=count)


def test_the_sound_whose_target_rose_most_is_shown_once_a_pair():
    rows = [
        *sound(LOG, 0.5, "a#0"),
        *sound(LOG, 0.9, "b#0"),
        *sound(LOG, 0.8, "c#0"),
        *sound(("body", "drum", "vase"), 0.6, "d#0"),
        *sound(("body", "horn", "vase"), 0.7, "e#0"),
    ]
    table = examples(rows, 2)
    assert table.columns.tolist() == EXAMPLE_COLUMNS
    assert table["snippet_id"].tolist() == ["b#0"] * 5 + ["e#0"] * 5
    assert table["rank"].tolist() == [1, 2, 3, 4, 5] * 2
    assert (table["move"] == "other").all()
    first = table[table["snippet_id"] == "b#0"]
    assert first["class_before"].tolist()[:2] == ["Wood", "Glass"]
    assert first["class_after"].tolist()[:2] == ["Glass", "Wood"]
    np.testing.assert_allclose(first["probability_before"][:2], [0.2, 0.1], rtol=1e-6)
    np.testing.assert_allclose(first["probability_after"][:2], [0.9, 0.3], rtol=1e-6)


def test_of_equal_sounds_the_first_by_name_is_shown():
    rows = [*sound(LOG, 0.5, "z#0"), *sound(LOG, 0.5, "a#0"), *sound(LOG, 0.5, "m#0")]
    assert set(examples(rows, 1)["snippet_id"]) == {"a#0"}


def test_without_associations_the_largest_change_of_a_logit_decides():
    rows = [*sound(LOG, 0.5, "a#0"), *sound(LOG, 0.01, "b#0"), *sound(LOG, 0.2, "c#0")]
    assert set(examples(rows, 1, {})["snippet_id"]) == {"b#0"}


def test_pairs_with_associations_come_before_those_without():
    rows = [*sound(("body", "log", "drum"), 0.999, "a#0"), *sound(LOG, 0.11, "b#0")]
    assert examples(rows, 2)["snippet_id"].tolist() == ["b#0"] * 5 + ["a#0"] * 5


def test_each_factor_has_its_own_examples():
    rows = [*sound(LOG, 0.5, "a#0"), *sound(("touch", "tap", "rub"), 0.9, "b#0")]
    assert examples(rows, 1)["factor"].tolist() == ["body"] * 5 + ["touch"] * 5


# -- Bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "where"), [(0, "before the move"), (1, "at position 0"), (3, "at position 1")]
)
def test_a_sound_without_a_position_is_told(missing, where):
    rows = [row for index, row in enumerate(CLEAR) if index != missing]
    with pytest.raises(ArtifactError, match=f"pair 'log' to 'vase' has 0 sounds {where}"):
        heard(rows)


def test_a_step_that_some_sounds_lack_is_told():
    more = sound(LOG, 0.5, "b#0")
    with pytest.raises(ArtifactError, match=r"has 1 sounds at position 0\.5 and 2 before the move"):
        heard([*CLEAR, *more[:2], more[3]])


def test_sounds_that_change_their_name_are_told():
    rows = [dict(row) for row in CLEAR]
    rows[-1]["snippet_id"] = "x#9"
    with pytest.raises(ArtifactError, match=r"snippet 'g0#0' lacks a position in factor 'body'"):
        heard(rows)


def test_a_repeated_row_is_told():
    with pytest.raises(ArtifactError, match=r"snippet 'g0#0' occurs more than once"):
        heard([CLEAR[0], CLEAR[0], *CLEAR[1:]])


def test_pairs_moved_to_different_positions_cannot_be_pooled():
    rows = [dict(row) for row in sound(PAIRS[1], 0.5, "b#0")]
    rows[2]["position"] = 0.25
    with pytest.raises(ArtifactError, match="factor 'body' were moved to different positions"):
        doses([*CLEAR, *rows])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_logits_that_are_not_finite_are_refused(value):
    rows = [dict(row) for row in CLEAR]
    rows[2]["logits"] = np.where(np.arange(SIZE) == 7, value, rows[2]["logits"]).astype(np.float32)
    with pytest.raises(ArtifactError, match="expected 521 finite logits a row"):
        heard(rows)


# -- Streaming and the program ---------------------------------------------------------------------


def write(path, rows):
    with parquet_writer(path, SCHEMA, MOVED) as writer:
        for batch in batches(rows, 8):
            writer.write_batch(batch)


def test_memory_does_not_grow_with_the_sounds_of_a_group(tmp_path):
    """What is kept while reading is one array a pair, position and group, and no row of a sound."""
    few, many = (heard(random_rows(PAIRS, sounds=sounds), size=50) for sounds in (1, 20))

    def held(result):
        return sum(
            cell.sides.nbytes + cell.probabilities.nbytes
            for of_positions in result.sums.values()
            for cells in of_positions.values()
            for cell in cells.values()
        )

    assert held(few) == held(many) <= 3 * 4 * (3 * SIZE + 4 * 2) * 8
    assert len(many.examples) == 3
    assert many.examples[Pair(*PAIRS[0])].before.base is None


def run(folder, rows, associated=None):
    write(folder / "outputs.parquet", rows)
    command = [sys.executable, SCRIPT, "--associated", json.dumps(associated or ASSOCIATED)]
    command += ["--largest", "3", "--examples", "2", "--bootstrap", "30", "--seed", "1"]
    command += ["--outputs", folder / "outputs.parquet", "--shifts", folder / "shifts.csv"]
    command += ["--dose-response", folder / "dose.csv", "--examples-table", folder / "examples.csv"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_program_writes_what_the_library_finds(tmp_path):
    rows = random_rows(PAIRS)
    assert run(tmp_path, rows).returncode == 0
    result = listen(read_moved(tmp_path / "outputs.parquet"), Associations(ASSOCIATED))
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
    assert done.stderr.startswith("error: transfer.associated.body.log: 'Wod' is no class")


def test_reading_holds_a_few_row_groups_however_many_there_are(tmp_path):
    group = pa.Table.from_pylist(random_rows(PAIRS), schema=SCHEMA)
    with parquet_writer(tmp_path / "outputs.parquet", SCHEMA, MOVED) as writer:
        for _ in range(60):
            writer.write_table(group)
    start = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - start for _ in read_moved(tmp_path / "outputs.parquet")]
    assert len(held) == 60
    # Threads give back what they decoded a little later: single values may be larger.
    assert np.median(held) < 10 * group.nbytes
