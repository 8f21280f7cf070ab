from itertools import product

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.metrics import cohen_kappa_score

from latentaudio.decoding.predictions import PREDICTIONS_SCHEMA
from latentaudio.errors import ArtifactError
from latentaudio.factor_types import Factor
from latentaudio.listening.given_answers import Answer
from latentaudio.listening.network_answers import Network, best_networks
from latentaudio.listening.people_scores import score_people

MATERIALS, ACTIONS = ("glass", "metal", "wood"), ("rub", "tap")
FACTORS = ("material", "action")


@pytest.fixture
def key():
    """Two sounds of each of three groups for each combination of classes."""
    rows = [
        {"true_material": material, "true_action": action, "group": f"{material}/{action}/{group}"}
        for material, action, group, _ in product(MATERIALS, ACTIONS, range(3), range(2))
    ]
    table = pd.DataFrame(rows)
    table.insert(0, "trial", [str(number) for number in range(1, len(rows) + 1)])
    return table


def answers_of(key, listeners, choose):
    return [
        Answer(listener, int(row["trial"]), factor, str(choose(row, factor)))
        for listener in listeners
        for _, row in key.iterrows()
        for factor in FACTORS
    ]


def perfect(row, factor):
    return row[f"true_{factor}"]


def networks_of(key, wrong=0):
    answers = key["true_material"].to_numpy(str).copy()
    answers[:wrong] = "wood"
    return {"material": Network("knn", 9, "Conv 8 pw", answers)}


def score(answers, key, networks=None, resamples=400):
    return score_people(answers, key, networks or {}, FACTORS, resamples=resamples, seed=1)


def test_a_perfect_listener_scores_one(key):
    scores, confusion = score(answers_of(key, ["a", "b"], perfect), key, networks_of(key))
    people = scores[scores["decoder"] == "people"]
    assert people[["accuracy", "low", "high"]].to_numpy().tolist() == [[1, 1, 1], [1, 1, 1]]
    assert people["chance"].tolist() == pytest.approx([1 / 3, 1 / 2])
    assert people["kappa"].iloc[0] == pytest.approx(1)
    assert people["answers"].tolist() == [72, 72]
    assert (confusion["truth"] == confusion["predicted"]).all()
    assert confusion.groupby(["factor", "decoder"])["count"].sum().to_dict() == {
        ("action", "people"): 72,
        ("material", "people"): 72,
        ("material", "knn"): 36,
    }


def test_chance_is_within_the_interval_of_listeners_who_guess(key):
    rng = np.random.default_rng(0)
    classes = {"material": MATERIALS, "action": ACTIONS}
    guesses = answers_of(key, list("abcdef"), lambda _, factor: rng.choice(classes[factor]))
    scores, _ = score(guesses, key, networks_of(key))
    people = scores[scores["decoder"] == "people"]
    assert ((people["low"] < people["chance"]) & (people["chance"] < people["high"])).all()
    assert (people["high"] - people["low"]).between(0.05, 0.5).all()
    assert people["kappa_low"].iloc[0] < 0 < people["kappa_high"].iloc[0]


def test_kappa_and_agreement_are_those_of_answers_and_network(key):
    rng = np.random.default_rng(2)
    said = answers_of(
        key, ["a", "b"], lambda row, factor: perfect(row, factor) if rng.random() < 0.7 else "wood"
    )
    networks = networks_of(key, wrong=8)
    row = score(said, key, networks)[0].iloc[0]
    own = [one for one in said if one.factor == "material"]
    network = [networks["material"].answers[one.trial - 1] for one in own]
    given = [one.label for one in own]
    assert row["kappa"] == pytest.approx(cohen_kappa_score(given, network))
    assert row["agreement"] == pytest.approx(np.mean(np.array(given) == network))
    assert row["kappa_low"] < row["kappa"] < row["kappa_high"]


def test_the_network_is_scored_on_the_sounds_that_were_heard(key):
    heard = key.iloc[:18]
    scores, _ = score(answers_of(heard, ["a"], perfect), key, networks_of(key, wrong=9))
    row = scores[scores["decoder"] == "knn"].iloc[0]
    # Of the 18 sounds heard, the first 9 are called wood and are not.
    assert (row["sounds"], row["accuracy"], row["layer"]) == (18, 0.5, 9)


def test_one_listener_or_one_group_of_a_class_is_said(key):
    scores, _ = score(answers_of(key, ["a"], perfect), key)
    assert scores["note"].tolist() == ["one listener: the interval is for other sounds"] * 2
    alone = key.assign(group=key["true_material"])
    scores, _ = score(answers_of(alone, ["a", "b"], perfect), alone)
    assert scores["low"].isna().all()
    assert scores["note"].str.startswith("no interval: all sounds of some class").all()


def test_the_seed_decides_the_intervals(key):
    rng = np.random.default_rng(0)
    said = answers_of(key, ["a", "b", "c"], lambda row, factor: perfect(row, factor))
    said = [
        one if rng.random() < 0.6 else Answer(one.listener, one.trial, one.factor, "rub")
        for one in said
        if one.factor == "action"
    ]
    (one, _), (same, _) = score(said, key), score(said, key)
    pd.testing.assert_frame_equal(one, same)


def predictions(classes):
    rows = [
        {
            "snippet_id": f"a#{number}",
            "factor": "material",
            "predicted": label,
            "decoder": decoder,
            "scheme": scheme,
            "layer": layer,
        }
        for number, label in enumerate(classes)
        for decoder, scheme, layer in product(("knn", "probe"), ("grouped", "random"), (2, 9))
    ]
    for row in rows:
        if (row["decoder"], row["scheme"], row["layer"]) != ("knn", "grouped", 9):
            row["predicted"] = "never"
    return pa.Table.from_pylist(rows, schema=PREDICTIONS_SCHEMA)


BEST = {
    "scheme": "grouped",
    "factors": {"material": {"layer": 9, "layer_name": "Conv 8 pw", "decoder": "knn"}},
}


def test_the_network_answers_by_the_majority_of_snippets_at_its_best_layer():
    table = predictions(["wood", "metal", "metal", "wood", "metal"])
    key = pd.DataFrame({"snippet_id": ["a#0", "a#0", "a#3"], "snippets": ["1", "3", "2"]})
    ids = [f"a#{number}" for number in range(5)]
    factors = [Factor("material"), Factor("distance", "numeric")]
    (network,) = best_networks(key, ids, table, BEST, factors).values()
    # Of wood and metal, once each, the earlier one counts.
    assert network.answers.tolist() == ["wood", "metal", "wood"]
    assert (network.decoder, network.layer, network.layer_name) == ("knn", 9, "Conv 8 pw")


def test_a_key_of_another_run_is_refused():
    key = pd.DataFrame({"snippet_id": ["b#0"], "snippets": ["1"]})
    with pytest.raises(ArtifactError, match="snippet 'b#0' has no prediction"):
        best_networks(key, ["a#0"], predictions(["wood"]), BEST, [Factor("material")])
