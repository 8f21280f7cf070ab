import numpy as np
import pyarrow as pa
import pytest

from latentaudio.factor_types import Factor
from latentaudio.tables import labels_of, strings, values_of


@pytest.fixture
def snippets():
    # Recordings in an order of their own, and in several chunks.
    parts = [
        {"snippet_id": ["w0", "w1"], "recording_id": ["W", "W"], "size": ["big", "big"]},
        {"snippet_id": ["w2", "a0"], "recording_id": ["W", "A"], "size": ["big", "ç"]},
    ]
    return pa.concat_tables([pa.table(part) for part in parts])


def test_labels_come_by_factor_in_the_order_asked_for(snippets):
    table = snippets.append_column("age", [["o", "n", "o", "n"]])
    labels = labels_of(table, [Factor("size"), Factor("age")])
    assert list(labels) == ["size", "age"]
    assert labels["size"].tolist() == ["big", "big", "big", "ç"]
    assert labels["age"].dtype.kind == "U"


def test_classes_of_a_numeric_factor_are_its_bins_over_all_snippets(snippets):
    factor = Factor("height", "numeric", bins=2)
    table = snippets.append_column("height", pa.chunked_array([[1.0, 4.0], [2.0, 3.0]]))
    labels = labels_of(table, [factor])["height"]
    assert labels.tolist() == ["1: 1 to 2", "2: 3 to 4", "1: 1 to 2", "2: 3 to 4"]
    values = values_of(table, factor)
    assert values.dtype == np.float64
    assert values.tolist() == [1.0, 4.0, 2.0, 3.0]


def test_strings_are_numpys_own_also_of_dictionaries_and_of_nothing(snippets):
    assert strings(snippets, "size").dtype.kind == "U"
    encoded = pa.table({"size": snippets["size"].dictionary_encode()})
    np.testing.assert_array_equal(strings(encoded, "size"), strings(snippets, "size"))
    assert strings(snippets.slice(0, 0), "size").dtype.kind == "U"
