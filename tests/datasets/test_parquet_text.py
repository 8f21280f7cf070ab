import datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_sources import touch

from latentaudio.datasets.listing import list_recordings
from latentaudio.datasets.parquet_text import column_text
from latentaudio.datasets.source import Source
from latentaudio.errors import DatasetError
from latentaudio.factor_types import Factor


def text(values, kind=None):
    return column_text(pa.chunked_array([pa.array(values, kind)]))


@pytest.mark.parametrize("kind", [pa.float16(), pa.float32(), pa.float64()], ids=str)
def test_floats_have_as_few_digits_as_their_type_needs(kind):
    values = np.array([0.1, 1.0, 220.0, -2.5, 0.0, 7.0, np.nan, np.inf], kind.to_pandas_dtype())
    array = pa.array(values, mask=values == 7)
    expected = ["0.1", "1", "220", "-2.5", "0", "", "", "inf"]
    assert column_text(pa.chunked_array([array])) == expected


@settings(max_examples=50)
@given(st.lists(st.floats(width=32, allow_nan=False), max_size=5), st.sampled_from([32, 64]))
def test_the_text_of_a_float_is_that_float(values, width):
    kind = {32: pa.float32(), 64: pa.float64()}[width]
    number = {32: np.float32, 64: np.float64}[width]
    assert [number(one) for one in text(values, kind)] == values


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([1, None, -2], pa.int64(), ["1", "", "-2"]),
        ([2**64 - 1], pa.uint64(), ["18446744073709551615"]),
        ([True, False, None], pa.bool_(), ["True", "False", ""]),
        ([" a\u00a0", None, "NA"], pa.string(), ["a", "", "NA"]),
        ([b" a ", None], pa.binary(), ["a", ""]),
        ([Decimal("1.50"), Decimal("100.00"), None], pa.decimal128(9, 2), ["1.5", "100", ""]),
        ([Decimal(10**30)], pa.decimal128(38, 0), ["1" + 30 * "0"]),
        ([datetime.date(2024, 1, 5), None], pa.date32(), ["2024-01-05", ""]),
        ([datetime.datetime(2024, 1, 5)], pa.timestamp("us"), ["2024-01-05"]),
        ([datetime.datetime(2024, 1, 5)], pa.timestamp("ns"), ["2024-01-05"]),
        ([datetime.datetime(2024, 1, 5, 6, 30)], pa.timestamp("ms"), ["2024-01-05 06:30:00"]),
        ([datetime.time(6, 30)], pa.time64("us"), ["06:30:00"]),
        ([None, None], pa.null(), ["", ""]),
        ([], pa.float32(), []),
    ],
    ids=str,
)
def test_every_type_has_the_text_that_a_person_would_write(values, kind, expected):
    assert text(values, kind) == expected


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["b", "a", None, "b"], pa.string(), ["b", "a", "", "b"]),
        ([0.1, 2.0, None], pa.float32(), ["0.1", "2", ""]),
        ([1, None, 1], pa.int16(), ["1", "", "1"]),
        ([datetime.date(2024, 1, 5), None], pa.date32(), ["2024-01-05", ""]),
    ],
    ids=str,
)
def test_categories_are_their_values(values, kind, expected):
    chunks = [pa.array(values, kind).dictionary_encode(), pa.array(values[:1], kind)]
    chunks[1] = chunks[1].dictionary_encode()
    assert column_text(pa.chunked_array(chunks)) == [*expected, expected[0]]


def test_labels_groups_and_folds_of_a_table_with_gaps_are_whole_numbers(tmp_path):
    # As pandas writes integers of which one is missing: here those of the copy.
    table = pa.table(
        {
            "path": ["a.wav", "b.wav", "c.wav"],
            "level": pa.array([0.1, 2.0, 0.1], pa.float32()),
            "group": [1.0, 2.0, None],
            "fold": [1.0, 2.0, float("nan")],
            "augmentation_of": [None, None, "a.wav"],
        }
    )
    touch(tmp_path, *table["path"].to_pylist())
    path = tmp_path / "m.parquet"
    pq.write_table(table, path)
    factors = (Factor("level"),)
    source = Source("manifest", tmp_path, factors, manifest=path, fold_column="fold")
    assert [(r.factors["level"], r.group, r.fold) for r in list_recordings(source)] == [
        ("0.1", "1", "1"),
        ("2", "2", "2"),
        ("0.1", "1", "1"),
    ]


def test_a_missing_category_is_named(tmp_path):
    values = pa.array(["a", None]).dictionary_encode()
    pq.write_table(pa.table({"path": ["a.wav", "b.wav"], "kind": values}), tmp_path / "m.parquet")
    source = Source("manifest", tmp_path, (Factor("kind"),), manifest=tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match=r"1 labels are empty(.|\n)*row 2 \(b\.wav\): kind"):
        list_recordings(source)
