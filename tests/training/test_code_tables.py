import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from latentaudio.artifacts import Kind, write_table
from latentaudio.errors import ArtifactError
from latentaudio.training.code_tables import Codes, read_codes, write_codes

KIND = Kind("codes", 1, "coding")
IDS = np.array(["a#1", "a#2", "b#1", "b#2"])
GROUPS = np.array(["a", "a", "b", "b"])
SPLIT = np.array(["training", "held_out", "held_out"])
Z = np.random.default_rng(0).normal(size=(3, 5))
ERROR = np.array([0.5, 1.5, 2.5])


@pytest.fixture
def path(tmp_path):
    write_codes(tmp_path / "codes.parquet", KIND, IDS[1:], SPLIT, Z, {"error": ERROR})
    return tmp_path / "codes.parquet"


def test_codes_and_numbers_are_read_as_they_were_written(path):
    read = read_codes(path, KIND, IDS, GROUPS, ["error"])
    assert read.pop("error").tolist() == ERROR.tolist()
    codes = Codes(**read)
    assert codes.rows.tolist() == [1, 2, 3]
    assert codes.split.tolist() == SPLIT.tolist()
    np.testing.assert_array_equal(codes.z, Z.astype(np.float32))


def test_the_columns_are_text_a_list_of_one_length_and_numbers(path):
    assert pq.read_schema(path).remove_metadata() == pa.schema(
        {
            "snippet_id": pa.string(),
            "split": pa.string(),
            "z": pa.list_(pa.field("element", pa.float32()), 5),
            "error": pa.float32(),
        }
    )


def test_columns_that_are_not_asked_for_are_not_read(path):
    assert read_codes(path, KIND, IDS, GROUPS).keys() == {"rows", "split", "z"}


@pytest.mark.parametrize("column", ["z", "error"])
def test_values_that_are_not_finite_are_refused_with_advice(tmp_path, column):
    path, z, error = tmp_path / "codes.parquet", Z.copy(), ERROR.copy()
    {"z": z, "error": error}[column][1] = np.inf
    write_codes(path, KIND, IDS[1:], SPLIT, z, {"error": error})
    with pytest.raises(ArtifactError, match=f"'{column}' contains NaN or infinity; delete it, and"):
        read_codes(path, KIND, IDS, GROUPS, ["error"])
    with pytest.raises(ArtifactError, match=r"NaN or infinity, so rest$"):
        read_codes(path, KIND, IDS, GROUPS, ["error"], ", so rest")


def test_codes_of_several_lengths_are_refused(tmp_path):
    ragged = pa.array([[0.0], [0.0], [0.0, 1.0]], pa.list_(pa.float32()))
    table = pa.table({"snippet_id": IDS[1:], "split": SPLIT, "z": ragged})
    write_table(table, tmp_path / "codes.parquet", KIND)
    with pytest.raises(ArtifactError, match=r"found \[1, 2\] codes per sound, expected one number"):
        read_codes(tmp_path / "codes.parquet", KIND, IDS, GROUPS)


def test_unknown_snippets_and_torn_groups_are_refused(path):
    with pytest.raises(ArtifactError, match=r"is not in dataset/snippets\.parquet"):
        read_codes(path, KIND, IDS[:3], GROUPS[:3])
    with pytest.raises(ArtifactError, match="both inside and outside the held-out split"):
        read_codes(path, KIND, IDS, np.repeat("one", 4))


def test_the_room_needs_no_tensorflow():
    program = (
        "import sys\n"
        "import latentaudio.training.blocks, latentaudio.training.checkpoints\n"
        "import latentaudio.training.code_tables, latentaudio.training.epochs\n"
        "import latentaudio.training.descriptions, latentaudio.training.fitting\n"
        "import latentaudio.training.stopping, latentaudio.training.variables\n"
        "assert not {'tensorflow', 'tf_keras', 'keras', 'gyoza'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
