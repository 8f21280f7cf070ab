"""Tests of features written from activations and outputs."""

from dataclasses import replace

import numpy as np
import pytest
from embeddings.written_files import COUNT, embeddings, ids_of, paths_in, space, write

from latentaudio.embeddings.feature_files import write_feature, write_waveform_feature
from latentaudio.embeddings.reading import iterate_activations, units_in, weights_of
from latentaudio.embeddings.writing import EmbeddingWriter
from latentaudio.errors import ArtifactError
from latentaudio.features.feature import find_feature
from latentaudio.networks.yamnet.description import DESCRIPTION


def written(name, source, path):
    """Write a feature and read it as a layer is read."""
    write_feature(find_feature(name, DESCRIPTION), source, path, compression_level=1)
    groups = list(iterate_activations(name, [path], np.array(ids_of(COUNT))))
    return np.concatenate([values for _, values in groups])


def test_features_of_the_output_come_back_as_they_were_stored(tmp_path):
    _, _, log_mel = write(tmp_path, COUNT, 16)
    output = tmp_path / "output" / "WT.parquet"
    found = written("log_mel", output, tmp_path / "log_mel.parquet")
    np.testing.assert_array_equal(found.reshape(log_mel.shape), log_mel)
    found = written("embedding", output, tmp_path / "embedding.parquet")
    np.testing.assert_array_equal(found, embeddings(COUNT).astype(np.float16))


def test_a_feature_of_a_layer_is_computed_from_its_activations(tmp_path):
    activations, *_ = write(tmp_path, COUNT, 16)
    path = tmp_path / "means.parquet"
    found = written("layer_09_means", paths_in(tmp_path)[9], path)
    expected = activations[1].astype(np.float64).reshape(COUNT, 24, 512)
    assert units_in(path) == 1024
    np.testing.assert_allclose(found[:, :512], expected.mean(axis=1), atol=1e-3)
    np.testing.assert_allclose(found[:, 512:], expected.std(axis=1), atol=1e-3)


def test_a_feature_says_of_which_weights_its_activations_are(tmp_path):
    path, layer = tmp_path / "layer.parquet", space(9)
    values = np.zeros((3, layer.size), np.float16)
    with EmbeddingWriter({layer: path}, None, {"weights_sha256": "of these"}) as writer:
        writer.append(ids_of(3), [values])
    means = tmp_path / "means.parquet"
    feature = find_feature("layer_09_means", DESCRIPTION)
    write_feature(feature, path, means, compression_level=1)
    assert weights_of(path) == weights_of(means) == "of these"
    sounds = tmp_path / "sounds.parquet"
    waveforms = np.zeros((3, 15_600), np.float32)
    stft = find_feature("stft", DESCRIPTION)
    write_waveform_feature(stft, ids_of(3), waveforms, sounds, compression_level=1)
    assert weights_of(sounds) is None


def test_a_value_that_does_not_fit_half_precision_is_named_and_leaves_no_file(tmp_path):
    write(tmp_path, 3, 3)
    feature = find_feature("embedding", DESCRIPTION)
    enormous = replace(feature, compute=lambda values: values.astype(np.float32) + 1e6)
    path = tmp_path / "embedding.parquet"
    with pytest.raises(ArtifactError, match="embedding: a value of WT_0000 or a later snippet"):
        write_feature(enormous, tmp_path / "output" / "WT.parquet", path, compression_level=1)
    assert not path.exists()


def test_the_file_of_another_stage_is_refused(tmp_path):
    write(tmp_path, 3, 3)
    feature = find_feature("log_mel", DESCRIPTION)
    with pytest.raises(ArtifactError, match="found embedding, expected output"):
        write_feature(feature, paths_in(tmp_path)[9], tmp_path / "x.parquet", compression_level=1)


def test_a_feature_of_waveforms_is_computed_group_by_group(tmp_path):
    waveforms = np.random.default_rng(0).uniform(-1, 1, (COUNT, 15_600)).astype(np.float32)
    taken, done = [], []

    def stream():
        for index, one in enumerate(waveforms):
            taken.append(index)
            yield one

    def progress(count):
        # No more is read ahead than is written.
        assert len(taken) == count
        done.append(count)

    path = tmp_path / "waveform.parquet"
    feature = find_feature("waveform", DESCRIPTION)
    write_waveform_feature(
        feature, ids_of(COUNT), stream(), path, compression_level=1, progress=progress
    )
    assert done == [32, 64, COUNT]
    groups = list(iterate_activations("waveform", [path], np.array(ids_of(COUNT))))
    np.testing.assert_array_equal(np.concatenate([rows for rows, _ in groups]), range(COUNT))
    found = np.concatenate([values for _, values in groups])
    np.testing.assert_array_equal(found, waveforms.astype(np.float16))


def test_a_waveform_that_does_not_fit_half_precision_is_named_and_leaves_no_file(tmp_path):
    path = tmp_path / "waveform.parquet"
    feature = find_feature("waveform", DESCRIPTION)
    enormous = [np.full(15_600, 1e5, np.float32)]
    with pytest.raises(ArtifactError, match="waveform: a value of WT_0000 or a later snippet"):
        write_waveform_feature(feature, ids_of(1), enormous, path, compression_level=1)
    assert not path.exists()


def test_a_part_without_snippets_has_an_empty_file(tmp_path):
    path = tmp_path / "mfcc.parquet"
    feature = find_feature("mfcc", DESCRIPTION)
    write_waveform_feature(feature, [], [], path, compression_level=1)
    assert units_in(path) == 98 * 20
    assert list(iterate_activations("mfcc", [path], np.array([], str))) == []
