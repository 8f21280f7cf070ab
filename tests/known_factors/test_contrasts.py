import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from latentaudio.disentanglement.scored_code import Scored
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.comparison import gather, scores_table
from latentaudio.known_factors.contrasts import (
    BETA,
    LINEAR,
    METRICS,
    NO_SPREAD,
    WITH_LABELS,
    WITHOUT_LABELS,
    contrasts,
    pairs,
    read_half_samples,
    write_half_samples,
)
from latentaudio.statistics.corrections import holm

HALVES, GROUPS = 20, 100
HARD = np.random.default_rng(0).normal(0, 0.05, HALVES)
VAE = {"model": "dense", "objective": "beta_vae", "schedule": "constant"}


def described(name, kind, seed, space="log_mel", beta=None, **parts):
    empty = dict.fromkeys(("model", "objective", "schedule", "active_units", "rate"))
    numbers = {"dimensions": 4, "parameters": 9, "settings_tried": 1, "collapsed": False}
    missing = dict.fromkeys(("reconstruction_r2", "round_trip_error", "validation_score"))
    where = {"representation": name, "kind": kind, "space": space, "seed": seed, "beta": beta}
    return {**empty, **numbers, **missing, **where, **parts}


def scored(metric, value, seed, groups=GROUPS, own=0.01):
    """A score whose half samples share what is hard in them and have a little of their own."""
    draws = np.random.default_rng([seed or 0, round(1e6 * abs(np.nan_to_num(value)))])
    halves = value + HARD + draws.normal(0, own, HALVES)
    return Scored(metric, None, np.array([value, *halves]), groups)


class Study:
    """Scores and half samples of several representations, as the programs write them."""

    def __init__(self, folder):
        self.folder, self.tables, self.halves = folder, [], []

    def add(self, name, kind, values, seeds=None, groups=GROUPS, **parts):
        """One training for each value, in both metrics; components draw nothing."""
        for seed, value in zip(seeds or range(1, len(values) + 1), values, strict=True):
            drawn = None if kind in ("components", "ridge") else seed
            found = [scored(metric, value, drawn, groups) for metric in METRICS]
            records = [{**one.record(), "low": 0.0, "high": 1.0} for one in found]
            self.tables.append(scores_table(described(name, kind, drawn, **parts), records))
            path = self.folder / f"{len(self.tables)}.parquet"
            write_half_samples(path, name, drawn, found)
            self.halves.append(path)
        return self

    def contrasts(self):
        halves = [read_half_samples(path) for path in self.halves]
        return contrasts(gather(self.tables), halves)


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path)


def test_half_samples_are_read_as_they_were_written(tmp_path):
    one = Scored("mig", None, np.array([0.5, 0.25, np.nan]), 10)
    write_half_samples(tmp_path / "h.parquet", "a", None, [one, one._replace(factor="pitch")])
    table = read_half_samples(tmp_path / "h.parquet")
    assert table["half_sample"].tolist() == [0, 1, 2]
    assert table["value"].tolist()[:2] == [0.5, 0.25]
    assert table["seed"].isna().all()
    assert table["groups"].unique().tolist() == [10]


def test_what_is_hard_for_both_cancels(study):
    study.add("raw", "components", [0.05]).add("v", "vae", [0.2, 0.2], **VAE)
    row = study.contrasts().iloc[0]
    assert (row["claim"], row["a"], row["b"]) == (WITHOUT_LABELS, "v", "raw")
    assert row["difference"] == pytest.approx(0.15)
    assert row["sounds_error"] < 0.015 < HARD.std()
    assert row["low"] > 0
    assert row["p"] < 1e-4


def test_the_error_is_that_of_differences_of_means_over_seeds(study):
    values = [0.2, 0.26, 0.23]
    study.add("raw", "components", [0.05]).add("v", "vae", values, **VAE)
    row = study.contrasts().iloc[0]
    halves = [scored("mig", value, seed).values for seed, value in enumerate(values, 1)]
    differences = np.mean(halves, axis=0) - scored("mig", 0.05, None).values
    sounds = differences[1:].std(ddof=1)
    seeds = np.std(values, ddof=1) / np.sqrt(3)
    error = np.hypot(sounds, seeds)
    df = error**4 / (sounds**4 / 19 + seeds**4 / 2)
    assert row["sounds_error"] == pytest.approx(sounds)
    assert row["seeds_error"] == pytest.approx(seeds)
    assert row["df"] == pytest.approx(df)
    low, high = student.interval(0.95, df, np.mean(values) - 0.05, error)
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert row["p"] == pytest.approx(2 * student.sf((np.mean(values) - 0.05) / error, df))


def test_a_half_of_an_odd_number_of_groups_is_less_than_half(study):
    study.add("raw", "components", [0.05], groups=9)
    study.add("v", "vae", [0.2, 0.2], groups=9, **VAE)
    halves = [scored("mig", 0.2, seed).values for seed in (1, 2)]
    differences = np.mean(halves, axis=0) - scored("mig", 0.05, None).values
    row = study.contrasts().iloc[0]
    # Four groups of nine vary more than all nine do, by 5 to 4.
    assert row["sounds_error"] == pytest.approx(differences[1:].std(ddof=1) * np.sqrt(4 / 5))
    assert row["df"] == 8


def test_a_vae_trained_once_has_the_spread_of_the_others(study):
    study.add("raw", "components", [0.05])
    study.add("v", "vae", [0.1, 0.3], **VAE).add("w", "vae", [0.4], **VAE | {"model": "conv"})
    table = study.contrasts().set_index(["a", "metric"])
    variance = 0.02  # of 0.1 and 0.3
    assert table.loc[("v", "mig"), "seeds_error"] == pytest.approx(np.sqrt(variance / 2))
    assert table.loc[("w", "mig"), "seeds_error"] == pytest.approx(np.sqrt(variance))
    assert (table["note"] == "").all()


def test_pairs_say_how_many_seeds_collapsed(study):
    study.add("raw", "components", [0.05])
    study.add("v", "vae", [0.1, 0.3], **VAE).add("v", "vae", [0.2], [3], collapsed=True, **VAE)
    table = study.contrasts()
    assert table[["collapsed_a", "collapsed_b"]].to_numpy().tolist() == [[1, 0]] * 2


def test_an_unknown_spread_is_noted(study):
    study.add("raw", "components", [0.05]).add("v", "vae", [0.1], **VAE)
    assert study.contrasts()["note"].tolist() == [NO_SPREAD] * 2


def test_the_pooled_spread_of_two_vaes_is_one_estimate(study):
    study.add("one", "vae", [0.1, 0.2], beta=1.0, **VAE)
    study.add("four", "vae", [0.3, 0.5], beta=4.0, **VAE)
    row = study.contrasts().iloc[0]
    assert (row["claim"], row["a"], row["b"]) == (BETA, "four", "one")
    pooled = (0.005 + 0.02) / 2
    assert row["seeds_error"] == pytest.approx(np.sqrt(pooled * (1 / 2 + 1 / 2)))
    assert row["df"] < 3


def test_differences_of_a_claim_are_corrected_together(study):
    study.add("raw", "components", [0.05])
    for index, value in enumerate((0.06, 0.08, 0.07)):
        study.add(f"v{index}", "vae", [value, value + 0.01], **VAE | {"model": f"m{index}"})
    table = study.contrasts()
    for _, family in table.groupby("metric"):
        assert family["p_holm"].to_numpy() == pytest.approx(holm(family["p"].to_numpy()))
        assert (family["p_holm"] > family["p"]).any()


def test_pairs_are_those_of_the_claims():
    rows = {
        "raw/a": ("components", "a", None, 0.02),
        "raw/b": ("components", "b", None, 0.04),
        "one": ("vae", "mel", 1.0, 0.1),
        "four": ("vae", "mel", 4.0, 0.2),
        "half": ("vae", "mel", 0.5, 0.2),
        "on_a": ("vae", "a", 4.0, 0.2),
        "flow": ("flow", "a", None, 0.5),
        "ridge/a": ("ridge", "a", None, 0.6),
        "ridge/b": ("ridge", "b", None, 0.6),
    }
    table = pd.DataFrame.from_dict(rows, "index", columns=["kind", "space", "beta", "value"])
    table = table.assign(model="m", objective="o", schedule="s")
    found = list(pairs(table, table["value"]))
    assert [one[1:] for one in found if one.claim == BETA] == [("four", "one")]
    # Those of the same space; else the ones with the higher score.
    assert dict(one[1:] for one in found if one.claim == WITHOUT_LABELS) == {
        "one": "raw/b",
        "four": "raw/b",
        "half": "raw/b",
        "on_a": "raw/a",
    }
    assert [one.b for one in found if one.claim == WITH_LABELS] == ["one", "four", "half", "on_a"]
    assert [one[1:] for one in found if one.claim == LINEAR] == [("ridge/a", "flow")]


def test_no_pairs_give_an_empty_table(study):
    table = study.add("raw", "components", [0.05]).contrasts()
    assert table.empty
    assert "p_holm" in table


def test_undefined_scores_give_an_undefined_difference(study):
    study.add("raw", "components", [0.05]).add("v", "vae", [np.nan], [1], **VAE)
    table = study.contrasts()
    assert table[["difference", "p", "p_holm"]].isna().all().all()


def test_half_samples_of_other_groups_are_refused(study):
    study.add("raw", "components", [0.05], groups=80).add("v", "vae", [0.1, 0.2], **VAE)
    with pytest.raises(ArtifactError, match="'v' and 'raw' are of 100 and 80 groups"):
        study.contrasts()


def test_seeds_with_other_half_samples_are_refused(study):
    study.add("v", "vae", [0.1], **VAE).add("v", "vae", [0.2], [2], groups=80, **VAE)
    with pytest.raises(ArtifactError, match="seeds of 'v' in mig are not of the same groups"):
        study.contrasts()
