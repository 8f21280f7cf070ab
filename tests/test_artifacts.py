import errno

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from latentaudio import artifacts
from latentaudio.errors import ArtifactError, ResourceError

KIND = artifacts.Kind("numbers", 3, "count")


def test_table_comes_back_as_written(tmp_path):
    path = tmp_path / "new folder" / "numbers.parquet"
    table = pa.table({"n": [1, 2, 3], "name": ["a", "b", "ç"]})
    artifacts.write_table(table, path, KIND, {"unit": "m"})
    back = artifacts.read_table(path, KIND)
    assert back.to_pydict() == table.to_pydict()
    assert back.schema.metadata[b"unit"] == b"m"
    assert artifacts.read_table(path, KIND, columns=["n"]).column_names == ["n"]


def test_pandas_and_arrow_tables_give_the_same_bytes(tmp_path):
    artifacts.write_table(pa.table({"n": [1.0, 2.5]}), tmp_path / "a.parquet", KIND)
    artifacts.write_table(pd.DataFrame({"n": [1.0, 2.5]}), tmp_path / "b.parquet", KIND)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_every_flipped_byte_of_the_data_is_noticed(tmp_path):
    path = tmp_path / "numbers.parquet"
    values = np.random.default_rng(0).integers(0, 2**60, 5000)
    artifacts.write_table(pa.table({"n": values}), path, KIND)
    whole = path.read_bytes()
    for position in range(100, 30_000, 2_990):
        damaged = bytearray(whole)
        damaged[position] ^= 0x10
        path.write_bytes(damaged)
        with pytest.raises(ArtifactError, match=r"numbers\.parquet: damaged.*rule 'count'"):
            artifacts.read_table(path, KIND)


@pytest.mark.parametrize("kept", [0, 10, 500])
def test_truncated_table_is_named_with_the_rule_that_makes_it(tmp_path, kept):
    path = tmp_path / "numbers.parquet"
    artifacts.write_table(pa.table({"n": np.arange(1000)}), path, KIND)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ArtifactError, match=r"numbers\.parquet: damaged.*rule 'count'"):
        artifacts.read_table(path, KIND)


def test_missing_table_other_kind_and_other_version_are_distinguished(tmp_path):
    path = tmp_path / "numbers.parquet"
    with pytest.raises(ArtifactError, match="not found"):
        artifacts.read_table(path, KIND)
    artifacts.write_table(pa.table({"n": [1]}), path, artifacts.Kind("letters", 3, "write"))
    with pytest.raises(ArtifactError, match="found letters, expected numbers"):
        artifacts.read_table(path, KIND)
    artifacts.write_table(pa.table({"n": [1]}), path, artifacts.Kind("numbers", 2, "count"))
    with pytest.raises(ArtifactError, match="schema version 2 found, 3 expected"):
        artifacts.read_table(path, KIND)


def test_arrays_come_back_and_damage_is_noticed(tmp_path):
    path = tmp_path / "numbers.npz"
    content = {"x": np.arange(1000.0), "names": np.array(["a", "bb"])}
    artifacts.write_arrays(path, KIND, content)
    back = artifacts.read_arrays(path, KIND)
    assert back.keys() == content.keys()
    assert all(np.array_equal(back[name], content[name]) for name in content)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ArtifactError, match="damaged"):
        artifacts.read_arrays(path, KIND)


def test_a_failed_writer_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "numbers.parquet"
    artifacts.write_table(pa.table({"n": [1]}), path, KIND)
    before = path.read_bytes()
    schema = pa.schema({"n": pa.int64()})
    with pytest.raises(RuntimeError), artifacts.parquet_writer(path, schema, KIND) as writer:
        writer.write_table(pa.table({"n": [2]}, schema=writer.schema))
        raise RuntimeError("interrupted")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_reported_as_such(tmp_path):
    with (
        pytest.raises(ResourceError, match=r"x\.json: the disk is full"),
        artifacts.atomic_path(tmp_path / "x.json") as temporary,
    ):
        temporary.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_json_refuses_what_other_programs_cannot_read(tmp_path):
    with pytest.raises(ValueError, match="Out of range float"):
        artifacts.write_json(tmp_path / "x.json", {"p": float("nan")})
    (tmp_path / "y.json").write_text("{")
    with pytest.raises(ArtifactError, match=r"y\.json: damaged"):
        artifacts.read_json(tmp_path / "y.json")
