import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from latentaudio.artifacts import OUTPUT, read_table
from latentaudio.embeddings import writing
from latentaudio.embeddings.reading import find_log_mel, find_logits, iterate_activations, matrix
from latentaudio.embeddings.writing import (
    ROWS_PER_GROUP,
    EmbeddingWriter,
    binary_rows,
    estimated_bytes,
)
from latentaudio.errors import ArtifactError
from latentaudio.networks.yamnet.layers import LAYERS

NUMBERS = (13, 9)  # small layers, and not in ascending order
COUNT = 2 * ROWS_PER_GROUP + 19


def ids_of(count):
    return [f"WT_{index:04d}" for index in range(count)]


def content(count, seed=0):
    """Rectified activations of `NUMBERS`, logits and log-mel patches."""
    generator = np.random.default_rng(seed)
    activations = [
        np.maximum(generator.normal(size=(count, LAYERS[number - 1].size)), 0).astype(np.float16)
        for number in NUMBERS
    ]
    logits = generator.normal(size=(count, 521)).astype(np.float32)
    return activations, logits, generator.normal(size=(count, 96, 64)).astype(np.float16)


def paths_in(folder):
    return {number: folder / f"layer_{number:02d}" / "WT.parquet" for number in NUMBERS}


def write(folder, count, batch, *, output=True):
    """Write what `content` gives in batches, and return it."""
    activations, logits, log_mel = content(count)
    ids = ids_of(count)
    output_path = folder / "output" / "WT.parquet" if output else None
    with EmbeddingWriter(paths_in(folder), output_path, {"weights_sha256": "abc"}) as writer:
        for start in range(0, count, batch):
            some = slice(start, start + batch)
            values = [one[some] for one in activations]
            writer.append(ids[some], values, logits[some], log_mel[some])
    return activations, logits, log_mel


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("batch", [16, 13, 1, 300])
def test_activations_come_back_bit_by_bit_whatever_the_batches(tmp_path, batch):
    activations, logits, log_mel = write(tmp_path, COUNT, batch)
    for number, written in zip(NUMBERS, activations, strict=True):
        path = paths_in(tmp_path)[number]
        parts = list(iterate_activations(number, [path], np.array(ids_of(COUNT))))
        assert [len(ids) for ids, _ in parts] == [ROWS_PER_GROUP, ROWS_PER_GROUP, 19]
        assert np.concatenate([ids for ids, _ in parts]).tolist() == ids_of(COUNT)
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
        "layer": "9",
        "layer_name": "Conv 8 pw",
        "shape": "6,4,512",
        "dtype": "<f2",
    }
    assert schema.field("activation").type == pa.binary(2 * 12_288)
    # By what the metadata says alone, without this package.
    table = pq.read_table(paths_in(tmp_path)[9])
    shape = [int(size) for size in metadata["shape"].split(",")]
    first = np.frombuffer(table["activation"][0].as_py(), metadata["dtype"]).reshape(shape)
    np.testing.assert_array_equal(first.ravel(), activations[1][0])


def test_the_output_can_be_left_out(tmp_path):
    write(tmp_path, 3, 3, output=False)
    assert sorted(left_in(tmp_path)) == sorted(paths_in(tmp_path).values())


def test_an_error_while_computing_leaves_no_file(tmp_path):
    activations, logits, log_mel = content(COUNT)
    paths, output = paths_in(tmp_path), tmp_path / "output" / "WT.parquet"
    with (
        pytest.raises(RuntimeError, match="the network failed"),
        EmbeddingWriter(paths, output, {}) as writer,
    ):
        writer.append(ids_of(COUNT), activations, logits, log_mel)
        raise RuntimeError("the network failed")
    assert left_in(tmp_path) == []


def test_an_error_while_writing_in_the_background_is_raised_and_leaves_no_file(
    tmp_path, monkeypatch
):
    def fail(rows):
        raise MemoryError("no room")

    activations, logits, log_mel = content(COUNT)
    with (
        pytest.raises(MemoryError, match="no room"),
        EmbeddingWriter(paths_in(tmp_path), None, {}) as writer,
    ):
        monkeypatch.setattr(writing, "binary_rows", fail)
        writer.append(ids_of(COUNT), activations, logits, log_mel)
    assert left_in(tmp_path) == []


def test_an_earlier_result_survives_a_failed_second_attempt(tmp_path):
    write(tmp_path, 3, 3)
    before = {path: path.read_bytes() for path in left_in(tmp_path)}
    with (
        pytest.raises(KeyboardInterrupt),
        EmbeddingWriter(paths_in(tmp_path), tmp_path / "output" / "WT.parquet", {}),
    ):
        raise KeyboardInterrupt
    assert {path: path.read_bytes() for path in left_in(tmp_path)} == before


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_an_activation_that_overflowed_is_refused(tmp_path, value):
    activations, logits, log_mel = content(4)
    activations[1][2, 100] = value
    with (
        pytest.raises(ArtifactError, match=r"layer 9: .*WT_0000.*does not fit half precision"),
        EmbeddingWriter(paths_in(tmp_path), None, {}) as writer,
    ):
        writer.append(ids_of(4), activations, logits, log_mel)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    "expected",
    [
        ids_of(130)[:-1],
        [*ids_of(130), "WT_0130"],
        [*ids_of(129), "WT_9999"],
        ids_of(130)[::-1],
        [],
    ],
    ids=["one more", "one fewer", "another", "another order", "none"],
)
def test_a_file_of_other_snippets_is_noticed(tmp_path, expected):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    with pytest.raises(
        ArtifactError, match=r"layer_09/WT\.parquet: holds (other|fewer) snippets.*rule 'embed'"
    ):
        list(iterate_activations(9, [path], np.array(expected)))


def test_files_are_streamed_in_the_order_given(tmp_path):
    for name in ("A", "B"):
        values = np.full((2, LAYERS[12].size), ord(name), np.float16)
        with EmbeddingWriter({13: tmp_path / f"{name}.parquet"}, None, {}) as writer:
            writer.append([f"{name}0", f"{name}1"], [values], np.zeros((2, 521)), np.zeros((2, 1)))
    paths = [tmp_path / "B.parquet", tmp_path / "A.parquet"]
    stream = iterate_activations(13, paths, np.array(["B0", "B1", "A0", "A1"]))
    seen = [(ids.tolist(), values[0, 0]) for ids, values in stream]
    assert seen == [(["B0", "B1"], ord("B")), (["A0", "A1"], ord("A"))]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_truncated_file_is_named_with_the_rule_that_makes_it(tmp_path, share):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ArtifactError, match=r"layer_09/WT\.parquet: damaged.*rule 'embed'"):
        list(iterate_activations(9, [path], np.array(ids_of(130))))


def test_a_flipped_bit_in_an_activation_is_noticed(tmp_path):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ArtifactError, match="damaged"):
        list(iterate_activations(9, [path], np.array(ids_of(130))))


def test_the_output_of_a_recording_is_not_taken_for_its_activations(tmp_path):
    write(tmp_path, 3, 3)
    with pytest.raises(ArtifactError, match="found output, expected embedding"):
        list(iterate_activations(13, [tmp_path / "output" / "WT.parquet"], np.array(ids_of(3))))


def test_a_row_group_of_the_largest_layer_stays_within_64_mb(tmp_path):
    largest = max(LAYERS, key=lambda one: one.size)
    assert largest.number == 2
    path = tmp_path / "WT.parquet"
    rows = np.zeros((ROWS_PER_GROUP + 1, largest.size), np.float16)
    with EmbeddingWriter({2: path}, None, {}) as writer:
        writer.append(ids_of(len(rows)), [rows], np.zeros((len(rows), 521)), np.zeros((1, 1)))
    metadata = pq.ParquetFile(path).metadata
    sizes = [metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)]
    held = [metadata.row_group(index).num_rows * 2 * largest.size for index in range(len(sizes))]
    assert len(held) == 2
    assert max(held) <= 64e6


def test_log_mel_patches_of_some_snippets_are_found(tmp_path):
    _, _, log_mel = write(tmp_path, 200, 16)
    found = find_log_mel([tmp_path / "output" / "WT.parquet"], ["WT_0003", "WT_0199", "elsewhere"])
    assert found.keys() == {"WT_0003", "WT_0199"}
    np.testing.assert_array_equal(found["WT_0199"], log_mel[199])
    np.testing.assert_array_equal(found["WT_0003"], log_mel[3])


def test_logits_of_some_snippets_are_found(tmp_path):
    _, logits, _ = write(tmp_path, 200, 16)
    found = find_logits([tmp_path / "output" / "WT.parquet"], {"WT_0003", "WT_0199"})
    assert found.keys() == {"WT_0003", "WT_0199"}
    np.testing.assert_array_equal(found["WT_0199"], logits[199])


def test_binary_rows_and_matrix_undo_each_other_also_for_slices_and_chunks():
    values = np.arange(60, dtype="<f2").reshape(12, 5)
    column = binary_rows(values)
    np.testing.assert_array_equal(matrix(column), values)
    np.testing.assert_array_equal(matrix(column[3:7]), values[3:7])
    chunked = pa.chunked_array([column[:4], column[9:]])
    np.testing.assert_array_equal(matrix(chunked), values[[0, 1, 2, 3, 9, 10, 11]])
    np.testing.assert_array_equal(matrix(binary_rows(values[:, ::2])), values[:, ::2])
    single = np.arange(6, dtype="<f4").reshape(2, 3)
    np.testing.assert_array_equal(matrix(binary_rows(single), "<f4"), single)


def test_estimated_size_is_that_of_380928_values_a_snippet():
    everything = range(1, 15)
    assert estimated_bytes(1, everything, 1) == pytest.approx(0.43e6, rel=0.02)
    assert estimated_bytes(1000, [9], 1) == pytest.approx(
        1000 * estimated_bytes(1, everything, 1) * 12_288 / 380_928, rel=1e-4
    )


def test_the_activations_of_another_layer_are_not_taken_for_those_wanted(tmp_path):
    path = tmp_path / "layer_09" / "WT.parquet"
    values = [np.zeros((1, 12_288), np.float16)]
    with EmbeddingWriter({8: path}, None, {}) as writer:
        writer.append(["a"], values, np.zeros((1, 521)), np.zeros((1, 1)))
    with pytest.raises(ArtifactError, match="layer 8"):
        list(iterate_activations(9, [path], np.array(["a"])))


def test_fewer_ids_than_activations_are_refused(tmp_path):
    values = [np.zeros((3, 12_288), np.float16)]
    with (
        pytest.raises(ValueError, match=r"2|length"),
        EmbeddingWriter({8: tmp_path / "WT.parquet"}, None, {}) as writer,
    ):
        writer.append(["a", "b"], values, np.zeros((3, 521)), np.zeros((3, 1)))
