"""Tests of factors, their types and the bins of numeric ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentaudio.errors import ConfigError, DatasetError
from latentaudio.factor_types import (
    Factor,
    bin_labels,
    factors_from_json,
    factors_to_json,
    parse_factors,
)


def test_a_list_of_names_is_categorical() -> None:
    assert parse_factors(["size", "mood"]) == (Factor("size"), Factor("mood"))


def test_a_mapping_gives_types_units_and_scales() -> None:
    found = parse_factors(
        {"size": "categorical", "d": {"type": "numeric", "unit": "m", "scale": "log"}}
    )
    assert found == (Factor("size"), Factor("d", "numeric", "m", "log"))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("ordinal", "dataset.factors.f.type: 'ordinal' found, expected one of categorical, numeri"),
        ({"type": "numeric", "scale": "dB"}, "dataset.factors.f.scale: 'dB' found, expected one"),
        ({"type": "numeric", "units": "m"}, "dataset.factors.f: found units, expected type, unit"),
        ({"unit": "m"}, "unit found, but only a numeric factor has such a field"),
        ({"type": "numeric", "bins": 1}, "dataset.factors.f.bins: found 1, expected at least 2"),
    ],
)
def test_what_is_no_factor_is_refused(entry: object, words: str) -> None:
    with pytest.raises(ConfigError, match=r"dataset\.factors") as error:
        parse_factors({"f": entry})
    assert words in str(error.value)


def test_factors_survive_the_way_to_a_program() -> None:
    factors = (Factor("sound type"), Factor("größe", "numeric", "m", "log", 3))
    assert factors_from_json(factors_to_json(factors)) == factors


def test_values_are_scaled() -> None:
    values = np.array([1.0, np.e])
    assert Factor("f", "numeric", scale="log").scaled(values) == pytest.approx([0.0, 1.0])
    assert Factor("f", "numeric").scaled(values) == pytest.approx(values)


def test_bins_hold_equally_many_values() -> None:
    values = np.random.default_rng(0).normal(size=1000)
    labels = bin_labels(Factor("f", "numeric", bins=4), values)
    assert np.unique(labels, return_counts=True)[1].tolist() == [250] * 4


def test_few_values_have_a_bin_each() -> None:
    labels = bin_labels(Factor("f", "numeric", bins=4), np.array([2.0, 1.0, 1.0, 8.0]))
    assert labels.tolist() == ["2: 2", "1: 1", "1: 1", "3: 8"]


@given(
    st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=80).filter(
        lambda values: len(set(values)) > 1
    ),
    st.integers(2, 12),
)
def test_bins_follow_the_order_of_values(values: list[float], bins: int) -> None:
    numbers = np.array(values)
    labels = bin_labels(Factor("f", "numeric", bins=bins), numbers)
    assert 2 <= len(set(labels)) <= bins
    order = np.argsort(numbers, kind="stable")
    assert labels[order].tolist() == sorted(labels)
    for value in set(values):
        assert len(set(labels[numbers == value])) == 1


def test_a_constant_has_no_bins() -> None:
    with pytest.raises(DatasetError, match="factor 'f': all values are 3"):
        bin_labels(Factor("f", "numeric"), np.full(4, 3.0))
