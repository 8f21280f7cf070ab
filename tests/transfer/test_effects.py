import csv
import subprocess
import sys
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import REPOSITORY
from scipy import stats

from latentaudio.artifacts import DISTANCES, write_table
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.transfer.effects import COLUMNS, READ_COLUMNS, transfer_tests

ALPHA = 0.05
SCRIPT = REPOSITORY / "scripts" / "transfer" / "transfer_tests.py"
CONDITIONS = (
    *("before", "no_move", "own", "other"),
    *("random_own", "random_other", "permuted_own", "permuted_other"),
)
# Changes of the distances to own and to other by moves, as published.
PREDICTED = {"own": (-1.0, 1.0), "other": (1.0, -1.0)}


def table(
    effects=None,
    *,
    factors=("size",),
    groups=8,
    sounds=4,
    conditions=CONDITIONS,
    spread=0.2,
    seed=0,
):
    """Distances of `sounds` snippets of each group, each in two pairs.

    `effects` maps conditions to what is added to their distances (to own, to other).
    """
    rng = np.random.default_rng(seed)
    effects = PREDICTED if effects is None else effects
    rows = []
    for factor in factors:
        for other in ("small", "tiny"):
            for group in range(groups):
                for sound in range(sounds):
                    start = 10 + rng.normal(size=2) + group / 4
                    for condition in conditions:
                        noise = 0 if condition == "before" else spread * rng.normal(size=2)
                        to = start + np.asarray(effects.get(condition, (0.0, 0.0))) + noise
                        rows.append(
                            {
                                "factor": factor,
                                "own": "big",
                                "other": other,
                                "snippet_id": f"g{group}#{sound}",
                                "group": f"g{group}",
                                "condition": condition,
                                "logits_to_own": to[0],
                                "logits_to_other": to[1],
                                "js_to_own": to[0] / 10,
                                "js_to_other": to[1] / 10,
                                "move": 1.0,
                            }
                        )
    return pa.Table.from_pylist(rows)


def analysed(distances, **changes):
    # The factors of the table, without joint ones.
    names = dict.fromkeys(map(str, distances["factor"].to_pylist()))
    factors = [name for name in names if "+" not in name]
    settings = {"alpha": ALPHA, "resamples": 100, "seed": 1, **changes}
    return transfer_tests(distances, factors, **settings)


@cache
def standard():
    """Analyse the default table, for tests that only read the result."""
    return analysed(table())


def pick(result, **values):
    mask = np.ones(len(result), bool)
    for name, value in values.items():
        mask &= (result[name] == value).to_numpy()
    return result[mask]


def one(result, **values):
    values = {"distance": "logits", "contrast": "before", "level": "snippet", **values}
    rows = pick(result, **values)
    assert len(rows) == 1
    return rows.iloc[0]


def wide(distances, column):
    frame = distances.to_pandas()
    return frame.pivot(index=["group", "other", "snippet_id"], columns="condition", values=column)


def test_there_is_one_row_per_factor_distance_effect_contrast_and_level():
    result = analysed(table(factors=("size", "shape", "size+shape")))
    assert result.columns.tolist() == COLUMNS
    keys = ["factor", "distance", "effect", "contrast", "level"]
    assert len(result) == len(result[keys].drop_duplicates()) == 3 * 2 * 6 * 6 * 2
    assert result["factor"].unique().tolist() == ["size", "shape", "size+shape"]
    # Three factors, each with four effects on single distances and two relative effects.
    expected = np.where(result["reference"] == "relative", 6, 12)
    assert (result["family_size"] == expected).all()
    assert (result["n"] == np.where(result["level"] == "snippet", 64, 8)).all()
    assert (result["n_groups"] == 8).all()


@pytest.mark.parametrize(
    ("move", "reference", "sign"),
    [("own", "own", -1), ("own", "other", 1), ("other", "own", 1), ("other", "other", -1)],
)
def test_signs_follow_the_prediction_and_the_published_effects_are_marked(move, reference, sign):
    row = one(standard(), move=move, reference=reference)
    assert row["effect"] == f"to {move} class, distance to {reference} class"
    assert row["expected_sign"] == np.sign(row["difference"]) == sign
    assert row["published"] == (reference == "own")
    assert row["as_expected"]
    assert row["significant"]


def test_the_distance_on_probabilities_is_not_the_published_one():
    assert not pick(standard(), distance="js")["published"].any()


@pytest.mark.parametrize(
    ("contrast", "after", "before"),
    [
        ("before", "other", "before"),
        ("random", "other", "random_other"),
        ("permuted", "other", "permuted_other"),
        ("random_alone", "random_other", "before"),
        ("permuted_alone", "permuted_other", "before"),
        ("no_move", "no_move", "before"),
    ],
)
@pytest.mark.parametrize("reference", ["own", "other"])
def test_statistics_of_every_contrast_are_those_of_scipy(contrast, after, before, reference):
    distances = table()
    row = one(standard(), move="other", reference=reference, contrast=contrast)
    values = wide(distances, f"logits_to_{reference}")
    outcome = stats.ttest_rel(values[after], values[before])
    interval = outcome.confidence_interval()
    np.testing.assert_allclose(
        row[["statistic", "df", "p", "ci_low", "ci_high"]].astype(float),
        [outcome.statistic, outcome.df, outcome.pvalue, interval.low, interval.high],
        rtol=1e-9,
    )
    difference = values[after] - values[before]
    assert row["mean_before"] == pytest.approx(values[before].mean())
    assert row["mean_after"] == pytest.approx(values[after].mean())
    assert row["difference"] == pytest.approx(difference.mean())
    assert row["effect_size"] == pytest.approx(difference.mean() / difference.std())
    assert row["n"] == 64


def test_a_contrast_with_a_control_is_the_difference_of_the_two_changes():
    distances = table()
    values = wide(distances, "js_to_own")
    change = values["own"] - values["before"]
    of_control = values["random_own"] - values["before"]
    row = one(standard(), distance="js", move="own", reference="own", contrast="random")
    expected = stats.ttest_rel(change, of_control)
    assert row["difference"] == pytest.approx((change - of_control).mean())
    assert row["p"] == pytest.approx(expected.pvalue)


def test_groups_enter_by_their_means_over_snippets_and_pairs():
    distances = table()
    row = one(standard(), move="own", reference="own", level="group")
    means = wide(distances, "logits_to_own")[["own", "before"]].groupby("group").mean()
    expected = stats.ttest_rel(means["own"], means["before"])
    assert (row["n"], row["n_groups"], row["df"]) == (8, 8, 7)
    assert row["statistic"] == pytest.approx(expected.statistic)
    assert row["p"] == pytest.approx(expected.pvalue)


def test_p_is_corrected_over_the_family_and_no_wider():
    result = analysed(table({"own": (-0.05, 0.03), "other": (0.08, 0.0)}, factors=("a", "b")))
    relative = result["reference"] == "relative"
    for (*_, of_relative), family in result.groupby(["distance", "contrast", "level", relative]):
        size = 4 if of_relative else 8
        assert len(family) == size
        p = family["p"].astype(float)
        np.testing.assert_allclose(family["p_bonferroni"], np.minimum(size * p, 1), rtol=1e-12)
        # Step-down: the smallest p times the size, the next times one less, and so on, never below
        # the one before.
        holm = np.minimum(np.maximum.accumulate(np.sort(p) * np.arange(size, 0, -1)), 1)
        np.testing.assert_allclose(np.sort(family["p_holm"]), holm, rtol=1e-12)
    significant = (result["p_bonferroni"] <= ALPHA) & result["as_expected"]
    assert (result["significant"] == significant).all()
    assert 0 < result["significant"].sum() < len(result)


def test_the_bootstrap_accounts_for_the_similarity_of_sounds_of_a_group():
    distances = table(groups=6, sounds=50)
    frame = distances.to_pandas()
    of_group = frame["group"].map({f"g{index}": index - 2.5 for index in range(6)})
    frame.loc[frame["condition"] == "own", "logits_to_own"] += of_group
    row = one(analysed(pa.Table.from_pandas(frame)), move="own", reference="own")
    assert row["boot_high"] - row["boot_low"] > 3 * (row["ci_high"] - row["ci_low"])
    assert row["boot_low"] < row["difference"] < row["boot_high"]


def test_the_same_seed_gives_the_same_table_whatever_the_order_of_rows():
    distances = table(factors=("a", "b"))
    shuffled = distances.take(np.random.default_rng(3).permutation(len(distances)))
    first = analysed(distances)
    pd.testing.assert_frame_equal(first, analysed(distances))
    by_keys = ["factor", "distance", "effect", "contrast", "level"]
    sides = [one.sort_values(by_keys, ignore_index=True) for one in (first, analysed(shuffled))]
    pd.testing.assert_frame_equal(*sides)
    other = analysed(distances, seed=2)
    assert not first["boot_low"].equals(other["boot_low"])
    assert first["p"].equals(other["p"])


@settings(max_examples=10)
@given(st.integers(0, 1000), st.floats(-3, 3))
def test_what_is_added_to_all_distances_changes_no_test(seed, shift):
    distances = table(groups=3, sounds=2, seed=seed)
    frame = distances.to_pandas()
    frame[["logits_to_own", "logits_to_other"]] += shift
    first, second = analysed(distances), analysed(pa.Table.from_pandas(frame))
    np.testing.assert_allclose(
        second["difference"].astype(float), first["difference"].astype(float), atol=1e-9
    )
    np.testing.assert_allclose(second["p"].astype(float), first["p"].astype(float), atol=1e-6)


# -- Verdicts --------------------------------------------------------------------------------------


def verdict(distances, level="snippet"):
    return one(analysed(distances), move="own", reference="own", level=level)["verdict"]


LIKE_THE_MOVE = (-1.0, 0.0)


@pytest.mark.parametrize(
    ("effects", "text"),
    [
        ({}, "as predicted, and beyond both controls"),
        ({"random_own": LIKE_THE_MOVE}, "as predicted, but not beyond a random direction"),
        (
            {"permuted_own": (-3.0, 0.0)},
            "as predicted, but not beyond a flow of permuted labels",
        ),
        (
            {"random_own": LIKE_THE_MOVE, "permuted_own": LIKE_THE_MOVE},
            "as predicted, but not beyond a random direction nor a flow of permuted labels",
        ),
        ({"own": (0.0, 0.0)}, "no significant change"),
        ({"own": (1.0, 0.0)}, "opposite to the prediction"),
    ],
)
@pytest.mark.parametrize("level", ["snippet", "group"])
def test_the_verdict_depends_on_the_controls(effects, text, level):
    assert verdict(table({**PREDICTED, **effects}), level) == text


def test_a_verdict_does_not_depend_on_controls_of_other_effects():
    assert verdict(table({**PREDICTED, "random_other": (-1.0, -1.0)})).endswith("both controls")


def test_only_rows_of_the_moves_themselves_carry_a_verdict():
    result = standard()
    assert (result["verdict"] != "").equals(result["contrast"] == "before")


def test_without_a_permuted_flow_rows_and_verdict_say_so():
    distances = table(conditions=CONDITIONS[:6])
    result = analysed(distances)
    row = one(result, move="own", reference="own", contrast="permuted")
    assert (row["n"], row["n_groups"]) == (0, 0)
    assert row["note"] == "no condition 'permuted_own'; not tested"
    assert not row["significant"]
    assert row[["mean_before", "difference", "p", "boot_low", "family_size"]].isna().all()
    assert verdict(distances) == (
        "as predicted, and beyond a random direction (a flow of permuted labels not available)"
    )


def test_without_any_control_the_verdict_says_so():
    assert verdict(table(conditions=("before", "own", "other"))) == (
        "as predicted, but without a control "
        "(a random direction and a flow of permuted labels not available)"
    )


# -- Little data -----------------------------------------------------------------------------------


def test_one_group_is_tested_by_snippet_only_and_has_no_bootstrap():
    result = analysed(table(groups=1))
    row = one(result, move="own", reference="own")
    assert row["n"] == 8
    assert row["note"] == "all sounds are of one group"
    assert np.isfinite(row["p"])
    assert row[["boot_low", "boot_high"]].isna().all()
    row = one(result, move="own", reference="own", level="group")
    assert row["n"] == 1
    assert np.isfinite(row["difference"])
    assert row[["p", "ci_low", "statistic", "boot_low"]].isna().all()
    assert row["note"] == "only one group, not tested"
    assert row["verdict"] == "not tested: too few sounds"


def test_a_factor_with_one_sound_does_not_enlarge_the_family_of_another():
    many = table().to_pandas()
    single = many[(many["snippet_id"] == "g0#0") & (many["other"] == "tiny")].assign(factor="rare")
    result = analysed(pa.Table.from_pandas(pd.concat([many, single]), preserve_index=False))
    assert one(result, factor="size", move="own", reference="own")["family_size"] == 4
    row = one(result, factor="rare", move="own", reference="own")
    assert pd.isna(row["family_size"])
    assert row["note"] == "all sounds are of one group; only one snippet, not tested"


def test_sounds_without_a_distance_are_left_out_and_counted():
    frame = table().to_pandas()
    gone = (frame["condition"] == "own") & frame["snippet_id"].isin(["g0#0", "g1#0"])
    frame.loc[gone, "logits_to_own"] = np.nan
    row = one(analysed(pa.Table.from_pandas(frame)), move="own", reference="own")
    assert row["n"] == 60
    assert row["note"] == "4 of 64 sounds have no distance"


def test_no_move_reports_its_largest_change():
    frame = table().to_pandas()
    before, still = frame["condition"] == "before", frame["condition"] == "no_move"
    frame.loc[still, READ_COLUMNS[-4:]] = frame.loc[before, READ_COLUMNS[-4:]].to_numpy()
    frame.loc[frame.index[still][0], "logits_to_own"] += 0.125
    result = analysed(pa.Table.from_pandas(frame))
    assert one(result, move="own", reference="own", contrast="no_move")["note"] == (
        "largest change 0.125"
    )
    row = one(result, move="own", reference="other", contrast="no_move")
    assert (row["difference"], row["statistic"], row["p"]) == (0, 0, 1)
    assert not row["significant"]


def test_an_empty_table_of_distances_gives_a_header_only(tmp_path):
    write_table(table().slice(0, 0), tmp_path / "distances.parquet", DISTANCES)
    run(tmp_path / "distances.parquet", tmp_path / "tests.csv")
    assert (tmp_path / "tests.csv").read_text() == ",".join(COLUMNS) + "\n"


# -- Bad input -------------------------------------------------------------------------------------


def test_a_repeated_row_is_named():
    distances = table(groups=2)
    twice = pa.concat_tables([distances, distances.slice(2, 1)])
    with pytest.raises(ArtifactError, match=r"'g0#0' has more than one row.*condition 'own'"):
        analysed(twice)


def test_a_snippet_of_two_groups_is_named():
    frame = table(groups=2).to_pandas()
    frame.loc[1, "group"] = "elsewhere"
    with pytest.raises(ArtifactError, match=r"'g0#0' has several groups within factor 'size'"):
        analysed(pa.Table.from_pandas(frame))


@pytest.mark.parametrize("alpha", [0, 1, 2.5])
def test_an_impossible_alpha_is_refused(alpha):
    with pytest.raises(ConfigError, match=f"alpha: found {alpha}"):
        analysed(table(groups=2), alpha=alpha)


# -- The program -----------------------------------------------------------------------------------


def run(distances, output):
    command = [sys.executable, SCRIPT, "--factors", '["size"]', "--alpha", "0.05"]
    command += ["--bootstrap", "50", "--seed", "1"]
    subprocess.run([*command, distances, output], check=True)


def test_the_program_writes_all_digits_and_leaves_missing_values_empty(tmp_path):
    distances = table(conditions=CONDITIONS[:6])
    write_table(distances, tmp_path / "distances.parquet", DISTANCES)
    run(tmp_path / "distances.parquet", tmp_path / "tests.csv")
    rows = list(csv.DictReader((tmp_path / "tests.csv").open()))
    expected = analysed(distances, resamples=50)
    assert len(rows) == len(expected)
    for row, (_, values) in zip(rows, expected.iterrows(), strict=True):
        assert "nan" not in {value.lower() for value in row.values()}
        for name in ("p", "difference", "boot_low"):
            assert row[name] == ("" if pd.isna(values[name]) else repr(float(values[name])))
        assert row["significant"] in {"True", "False"}
        assert row["df"] in {"", "63", "7"}


def test_the_relative_distance_is_that_to_the_own_class_minus_that_to_the_other():
    moved = table({"own": (-0.05, 0.03), "other": (0.08, -0.02)})
    result = analysed(moved)
    rows = result[(result["contrast"] == "before") & (result["level"] == "snippet")]
    by_reference = rows.set_index(["distance", "move", "reference"])["difference"]
    for distance in ("logits", "js"):
        for move, sign in (("own", -1), ("other", 1)):
            own, other, relative = (
                by_reference[distance, move, name] for name in ("own", "other", "relative")
            )
            assert relative == pytest.approx(own - other)
            assert np.sign(relative) == sign
    expected = rows.set_index(["move", "reference"])["expected_sign"]
    assert (expected["own", "relative"] == -1).all()
    assert (expected["other", "relative"] == 1).all()


def test_rows_follow_the_given_order_of_factors_and_joint_moves_come_last():
    distances = table(factors=("size+shape", "shape", "size"))
    result = transfer_tests(distances, ["size", "shape"], alpha=ALPHA, resamples=100, seed=1)
    assert result["factor"].unique().tolist() == ["size", "shape", "size+shape"]
