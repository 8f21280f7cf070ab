import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentaudio.datasets.fold_table import GROUPED, RANDOM
from latentaudio.datasets.folds import assign_folds
from latentaudio.datasets.splits import eligible_for_fit
from latentaudio.factor_types import Factor
from latentaudio.flow.training_data import flow_data
from latentaudio.networks.registry import describe
from latentaudio.tables import labels_of, strings
from latentaudio.workflow.config import DEFAULTS_FOLDER, read_config
from latentaudio.workflow.preflight import model_errors
from latentaudio.workflow.proposed_sizes import (
    Known,
    NoFoldsError,
    _snippets,
    fitting_bins,
    fitting_settings,
)

DEFAULTS = read_config(DEFAULTS_FOLDER)
LAYERS = [describe("yamnet").layer(number) for number in (1, 14)]


def known(labels, groups=None, snippets=None, folds=None, factors=None):
    total = len(next(iter(labels.values())))
    return Known(
        tuple(factors or map(Factor, labels)),
        labels,
        groups or [str(index) for index in range(total)],
        folds,
        snippets or [1] * total,
    )


def found(recordings):
    return {one.key: one.value for one in fitting_settings(recordings, DEFAULTS)}


def test_a_large_balanced_set_keeps_the_defaults():
    labels = {"a": ["u", "v"] * 60, "b": ["x", "x", "y", "y"] * 30}
    assert found(known(labels, snippets=[20] * 120)) == {"folds.grouped": 10, "folds.random": 10}


def test_numbers_that_follow_from_the_counts():
    got = found(known({"a": ["u"] * 6 + ["v"] * 4}))
    # The rarest class has four groups of one snippet; the other has 6 / 4 as many.
    assert got["folds.grouped"] == got["folds.random"] == 4
    assert got["knn.neighbors"] == 4
    assert got["comparisons.metric"] == "balanced_accuracy"
    assert got["flow.layer"] == "none"
    assert got["embeddings.parts"] == 1


def test_given_folds_replace_grouped_ones():
    got = found(known({"a": ["u", "v"] * 20}, folds=[str(i // 8) for i in range(40)]))
    assert got["folds.grouped"] is None


def test_bins_of_a_numeric_factor_have_two_groups_each():
    values = ["1"] * 8 + ["2"] * 8 + ["3"] * 8
    groups = ["p"] * 8 + ["q", "r"] * 8
    factor = Factor("f", "numeric", bins=3)
    one = known({"f": values}, groups, factors=[factor])
    assert fitting_bins(factor, one).bins == 2


def test_too_few_groups_are_an_error():
    with pytest.raises(NoFoldsError, match="the rarest class has 1 groups"):
        found(known({"a": ["u", "v"] * 4}, groups=["p", "q"] * 4))


def test_many_groups_are_only_counted():
    got = found(known({"a": ["u", "v"] * 2000}))
    assert got == {"folds.grouped": 10}


@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from("uv"), st.sampled_from("xyz"), st.integers(0, 8), st.integers(1, 9)
        ),
        min_size=6,
        max_size=50,
    )
)
@settings(max_examples=25)
def test_what_is_proposed_passes_the_checks_of_a_run(cells):
    first, second, groups, snippets = map(list, zip(*cells, strict=True))
    if len(set(first)) < 2 or len(set(second)) < 2:
        return
    recordings = known({"a": first, "b": second}, list(map(str, groups)), snippets)
    try:
        got = found(recordings)
    except NoFoldsError:
        return
    table = _snippets(recordings)
    labels, units = labels_of(table, recordings.factors), strings(table, "group")
    schemes = {GROUPED: got["folds.grouped"], RANDOM: got["folds.random"]}
    asked = {scheme: count for scheme, count in schemes.items() if count is not None}
    fit = eligible_for_fit(labels, units, "training", 0.25, DEFAULTS["seed"])
    errors = model_errors(
        assign_folds(labels, units, asked, DEFAULTS["seed"]),
        layers=LAYERS,
        components=got.get("pca.components", 64),
        fit_sample=int(np.count_nonzero(fit)),
        neighbors=got.get("knn.neighbors", 10),
        perplexity=got.get("tsne.perplexity", 30.0),
    )
    assert list(errors) == []
    if got.get("flow.layer") != "none":
        flow_data(
            table,
            recordings.factors,
            {},
            held_out_fraction=0.25,
            validation_fraction=0.15,
            seed=DEFAULTS["seed"],
        )
