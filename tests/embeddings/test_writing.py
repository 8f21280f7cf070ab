import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from embeddings.written_files import (
    COUNT,
    NUMBERS,
    by_space,
    content,
    ids_of,
    paths_in,
    space,
    write,
)

from latentaudio.artifacts import OUTPUT, read_table
from latentaudio.embeddings import writing
from latentaudio.embeddings.reading import iterate_activations, matrix
from latentaudio.embeddings.writing import (
    ROWS_PER_GROUP,
    EmbeddingWriter,
    OutputFile,
    estimated_bytes,
)
from latentaudio.errors import ArtifactError
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.layers import LAYERS


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("batch", [16, 13, 1, 300])
def test_activations_come_back_bit_by_bit_whatever_the_batches(tmp_path, batch):
    activations, logits, log_mel = write(tmp_path, COUNT, batch)
    for number, written in zip(NUMBERS, activations, strict=True):
        path = paths_in(tmp_path)[number]
        parts = list(iterate_activations(f"layer_{number:02d}", [path], np.array(ids_of(COUNT))))
        assert [len(rows) for rows, _ in parts] == [ROWS_PER_GROUP, ROWS_PER_GROUP, 19]
        assert np.concatenate([rows for rows, _ in parts]).tolist() == list(range(COUNT))
        back = np.concatenate([values for _, values in parts])
        assert back.dtype == np.dtype("<f2")
        np.testing.assert_array_equal(back, written)
    output = read_table(tmp_path / "output" / "WT.parquet", OUTPUT)
    assert output["snippet_id"].to_pylist() == ids_of(COUNT)
    found = np.asarray(output["logits"].combine_chunks().flatten()).reshape(-1, 521)
    np.testing.assert_array_equal(found, logits)
    np.testing.assert_array_equal(matrix(output["log_mel"]).reshape(-1, 96, 64), log_mel)


def test_the_bytes_of_a_file_do_not_depend_on_the_batches(tmp_path):
    write(tmp_path / "a", COUNT, 16)
    write(tmp_path / "b", COUNT, 37)
    for number in NUMBERS:
        one, other = paths_in(tmp_path / "a")[number], paths_in(tmp_path / "b")[number]
        assert one.read_bytes() == other.read_bytes()


def test_a_full_last_row_group_is_followed_by_no_empty_one(tmp_path):
    write(tmp_path, 2 * ROWS_PER_GROUP, 32)
    file = pq.ParquetFile(paths_in(tmp_path)[9])
    assert (file.num_row_groups, file.metadata.num_rows) == (2, 2 * ROWS_PER_GROUP)


def test_a_file_says_which_layer_it_holds_and_how_to_decode_it(tmp_path):
    activations, *_ = write(tmp_path, 5, 2)
    schema = pq.read_schema(paths_in(tmp_path)[9])
    metadata = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    metadata.pop("ARROW:schema", None)
    metadata.pop("latentaudio.columns")
    assert metadata == {
        "latentaudio.kind": "embedding",
        "latentaudio.version": "1",
        "weights_sha256": "abc",
        "space": "layer_09",
        "title": "Conv 8 pw",
        "shape": "6,4,512",
        "dtype": "<f2",
    }
    assert schema.field("activation").type == pa.binary(2 * 12_288)
    # Decoded with the metadata alone, without this package.
    table = pq.read_table(paths_in(tmp_path)[9])
    shape = [int(size) for size in metadata["shape"].split(",")]
    first = np.frombuffer(table["activation"][0].as_py(), metadata["dtype"]).reshape(shape)
    np.testing.assert_array_equal(first.ravel(), activations[1][0])


def test_the_output_can_be_left_out(tmp_path):
    write(tmp_path, 3, 3, output=False)
    assert sorted(left_in(tmp_path)) == sorted(paths_in(tmp_path).values())


def test_an_error_while_computing_leaves_no_file(tmp_path):
    activations, *_ = content(COUNT)
    output = OutputFile(tmp_path / "output" / "WT.parquet", DESCRIPTION)
    with (
        pytest.raises(RuntimeError, match="the network failed"),
        EmbeddingWriter(by_space(paths_in(tmp_path)), output, {}) as writer,
    ):
        writer.append(ids_of(COUNT), activations)
        raise RuntimeError("the network failed")
    assert left_in(tmp_path) == []


def test_an_error_while_writing_in_the_background_is_raised_and_leaves_no_file(
    tmp_path, monkeypatch
):
    def fail(rows):
        raise MemoryError("no room")

    activations, *_ = content(COUNT)
    with (
        pytest.raises(MemoryError, match="no room"),
        EmbeddingWriter(by_space(paths_in(tmp_path)), None, {}) as writer,
    ):
        monkeypatch.setattr(writing, "binary_rows", fail)
        writer.append(ids_of(COUNT), activations)
    assert left_in(tmp_path) == []


def test_an_earlier_result_survives_a_failed_second_attempt(tmp_path):
    write(tmp_path, 3, 3)
    before = {path: path.read_bytes() for path in left_in(tmp_path)}
    with (
        pytest.raises(KeyboardInterrupt),
        EmbeddingWriter(
            by_space(paths_in(tmp_path)),
            OutputFile(tmp_path / "output" / "WT.parquet", DESCRIPTION),
            {},
        ),
    ):
        raise KeyboardInterrupt
    assert {path: path.read_bytes() for path in left_in(tmp_path)} == before


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_an_activation_that_overflowed_is_refused(tmp_path, value):
    activations, *_ = content(4)
    activations[1][2, 100] = value
    with (
        pytest.raises(ArtifactError, match=r"layer_09: .*WT_0000.*does not fit half precision"),
        EmbeddingWriter(by_space(paths_in(tmp_path)), None, {}) as writer,
    ):
        writer.append(ids_of(4), activations)
    assert left_in(tmp_path) == []


def test_a_row_group_of_the_largest_layer_stays_within_64_mb(tmp_path):
    largest = max(LAYERS, key=lambda one: one.size)
    assert largest.number == 2
    path = tmp_path / "WT.parquet"
    rows = np.zeros((ROWS_PER_GROUP + 1, largest.size), np.float16)
    with EmbeddingWriter({space(largest.number): path}, None, {}) as writer:
        writer.append(ids_of(len(rows)), [rows])
    metadata = pq.ParquetFile(path).metadata
    sizes = [metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)]
    held = [metadata.row_group(index).num_rows * 2 * largest.size for index in range(len(sizes))]
    assert len(held) == 2
    assert max(held) <= 64e6


def test_estimated_size_is_that_of_380928_values_a_snippet():
    assert estimated_bytes(1, LAYERS, 1) == pytest.approx(0.43e6, rel=0.02)
    assert estimated_bytes(1000, [LAYERS[8]], 1) == pytest.approx(
        1000 * estimated_bytes(1, LAYERS, 1) * 12_288 / 380_928, rel=1e-4
    )


def test_fewer_ids_than_activations_are_refused(tmp_path):
    values = [np.zeros((3, 12_288), np.float16)]
    with (
        pytest.raises(ValueError, match=r"2|length"),
        EmbeddingWriter({space(8): tmp_path / "WT.parquet"}, None, {}) as writer,
    ):
        writer.append(["a", "b"], values)
