import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from latentaudio.artifacts import DIGIT_TRAVERSALS, SNIPPETS, write_table
from latentaudio.errors import ArtifactError
from latentaudio.known_factors.digit_traversals import (
    UnitTraversal,
    read_digit_traversals,
    write_digit_traversals,
)


def traversals():
    generator = np.random.default_rng(1)
    return [
        UnitTraversal(
            beta,
            64,
            unit,
            0.3 / unit,
            np.linspace(-1, 1, 5, dtype=np.float32),
            generator.random((5, 4, 3), dtype=np.float32),
        )
        for beta in (0.5, 8.0)
        for unit in (1, 2)
    ]


def test_traversals_come_back_as_they_were_written(tmp_path):
    path = tmp_path / "traversals.parquet"
    write_digit_traversals(path, traversals())
    found = read_digit_traversals(path)
    for one, written in zip(found, traversals(), strict=True):
        for field in dataclasses.fields(UnitTraversal):
            np.testing.assert_array_equal(getattr(one, field.name), getattr(written, field.name))


def test_a_unit_is_active_above_the_bound():
    first = traversals()[0]
    assert dataclasses.replace(first, divergence=0.051).is_active
    assert not dataclasses.replace(first, divergence=0.05).is_active


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "traversals.parquet"
    with pytest.raises(ArtifactError, match="not found"):
        read_digit_traversals(path)
    write_table(pa.table({"beta": [1.0]}), path, SNIPPETS)
    with pytest.raises(ArtifactError, match="found snippets, expected traversals of digits"):
        read_digit_traversals(path)


def test_pictures_that_do_not_fill_their_shape_are_refused(tmp_path):
    path = tmp_path / "traversals.parquet"
    five = pa.FixedSizeListArray.from_arrays(pa.array(np.zeros(5, np.float32)), 5)
    columns = {"beta": [1.0], "pixels": [64], "unit": [1], "divergence": [0.1]}
    table = pa.table(columns | {"positions": five, "pictures": five})
    write_table(table, path, DIGIT_TRAVERSALS, {"rows": "4", "columns": "3"})
    with pytest.raises(ArtifactError, match="damaged, cannot be read as traversals of digits"):
        read_digit_traversals(path)
