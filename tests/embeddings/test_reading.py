import numpy as np
import pyarrow as pa
import pytest
from embeddings.written_files import ids_of, paths_in, space, write

from latentaudio.embeddings.reading import (
    find_log_mel,
    find_logits,
    iterate_activations,
    matrix,
    units_in,
)
from latentaudio.embeddings.writing import EmbeddingWriter, binary_rows
from latentaudio.errors import ArtifactError
from latentaudio.networks.yamnet.layers import LAYERS


@pytest.mark.parametrize(
    "expected",
    [
        ids_of(130)[:-1],
        [*ids_of(130), "WT_0130"],
        [*ids_of(129), "WT_9999"],
        [*ids_of(129), "A_0000"],
        [],
    ],
    ids=["one more", "one fewer", "another at the end", "another at the start", "none"],
)
def test_a_file_of_other_snippets_is_noticed(tmp_path, expected):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    with pytest.raises(
        ArtifactError, match=r"layer_09/WT\.parquet: holds (other|fewer) snippets.*rule 'embed'"
    ):
        list(iterate_activations("layer_09", [path], np.array(expected)))


def test_a_snippet_in_two_files_is_noticed(tmp_path):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    with pytest.raises(ArtifactError, match="holds other snippets"):
        list(iterate_activations("layer_09", [path, path], np.array(ids_of(130))))


def test_files_are_streamed_in_the_order_given_with_their_places_in_the_table(tmp_path):
    for name in ("A", "B"):
        values = np.full((2, LAYERS[12].size), ord(name), np.float16)
        with EmbeddingWriter({space(13): tmp_path / f"{name}.parquet"}, None, {}) as writer:
            writer.append([f"{name}0", f"{name}1"], [values])
    paths = [tmp_path / "B.parquet", tmp_path / "A.parquet"]
    stream = iterate_activations("layer_13", paths, np.array(["A1", "B0", "A0", "B1"]))
    seen = [(rows.tolist(), values[0, 0]) for rows, values in stream]
    assert seen == [([1, 3], ord("B")), ([2, 0], ord("A"))]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_truncated_file_is_named_with_the_rule_that_makes_it(tmp_path, share):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(ArtifactError, match=r"layer_09/WT\.parquet: damaged.*rule 'embed'"):
        list(iterate_activations("layer_09", [path], np.array(ids_of(130))))


def test_a_flipped_bit_in_an_activation_is_noticed(tmp_path):
    write(tmp_path, 130, 16)
    path = paths_in(tmp_path)[9]
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ArtifactError, match="damaged"):
        list(iterate_activations("layer_09", [path], np.array(ids_of(130))))


def test_the_output_of_a_recording_is_not_taken_for_its_activations(tmp_path):
    write(tmp_path, 3, 3)
    with pytest.raises(ArtifactError, match="found output, expected embedding"):
        list(
            iterate_activations(
                "layer_13", [tmp_path / "output" / "WT.parquet"], np.array(ids_of(3))
            )
        )


def test_the_activations_of_another_layer_are_not_taken_for_those_wanted(tmp_path):
    path = tmp_path / "layer_09" / "WT.parquet"
    values = [np.zeros((1, 12_288), np.float16)]
    with EmbeddingWriter({space(8): path}, None, {}) as writer:
        writer.append(["a"], values)
    with pytest.raises(ArtifactError, match="holds layer_08 instead of layer_09"):
        list(iterate_activations("layer_09", [path], np.array(["a"])))


def test_a_file_says_how_many_units_its_layer_has(tmp_path):
    write(tmp_path, 3, 3)
    assert units_in(paths_in(tmp_path)[9]) == 12_288


def test_log_mel_patches_of_some_snippets_are_found(tmp_path):
    _, _, log_mel = write(tmp_path, 200, 16)
    found = find_log_mel(
        [tmp_path / "output" / "WT.parquet"], ["WT_0003", "WT_0199", "elsewhere"], (96, 64)
    )
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
