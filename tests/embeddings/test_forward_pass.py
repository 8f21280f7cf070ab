import numpy as np
import pyarrow.parquet as pq
import pytest
from embeddings.written_files import by_space

from latentaudio.embeddings.forward_pass import embed_snippets
from latentaudio.embeddings.reading import iterate_activations, matrix
from latentaudio.embeddings.writing import EmbeddingWriter, OutputFile
from latentaudio.networks.yamnet.description import DESCRIPTION
from latentaudio.networks.yamnet.network import BATCH_SIZE, Readout, YamNet
from latentaudio.networks.yamnet.permuted_weights import permuted

LAYERS = [14, 9]
COUNT = BATCH_SIZE + 3


@pytest.fixture(scope="module")
def embedded(tmp_path_factory, parameters):
    """A recording of `COUNT` snippets sent through two networks at once."""
    folder = tmp_path_factory.mktemp("run")
    snippets = np.random.default_rng(1).uniform(-1, 1, (COUNT, 15_600)).astype(np.float32)
    ids = [f"s{index}" for index in range(COUNT)]
    networks = [YamNet(parameters), YamNet(permuted(parameters, np.random.default_rng(0)))]
    paths = [
        {number: folder / name / f"layer_{number:02d}" / "WT.parquet" for number in LAYERS}
        for name in ("embeddings", "control")
    ]
    steps = []
    with (
        EmbeddingWriter(
            by_space(paths[0]), OutputFile(folder / "output.parquet", DESCRIPTION), {}
        ) as first,
        EmbeddingWriter(by_space(paths[1]), None, {}) as second,
    ):
        readouts = [Readout(network, LAYERS) for network in networks]
        embed_snippets(
            iter(snippets), ids, list(zip(readouts, [first, second], strict=True)), steps.append
        )
    return snippets, ids, networks, paths, folder / "output.parquet", steps


def test_every_snippet_is_written_once_in_order_for_every_network_and_layer(embedded):
    snippets, ids, networks, paths, *_ = embedded
    for network, files in zip(networks, paths, strict=True):
        readout = Readout(network, LAYERS, BATCH_SIZE)
        parts = [readout(snippets[:BATCH_SIZE])[0], readout(snippets[BATCH_SIZE:])[0]]
        for position, number in enumerate(LAYERS):
            expected = np.concatenate([part[position] for part in parts])
            (found,) = iterate_activations(f"layer_{number:02d}", [files[number]], np.array(ids))
            np.testing.assert_array_equal(found[1], expected)


def test_the_values_of_a_snippet_do_not_depend_on_those_that_share_its_pass(embedded):
    snippets, _, (network, _), *_ = embedded
    readout = Readout(network, LAYERS, BATCH_SIZE)
    alone = readout(snippets[:1])
    last = readout(snippets[:BATCH_SIZE][::-1])
    for one, among in zip(alone.activations, last.activations, strict=True):
        np.testing.assert_array_equal(among[-1], one[0])
    for one, among in zip(alone[1:], last[1:], strict=True):
        np.testing.assert_array_equal(among[-1], one[0])


def test_the_control_network_has_other_activations(embedded):
    _, _, _, (trained, control), *_ = embedded
    one, other = (matrix(pq.read_table(paths[9])["activation"]) for paths in (trained, control))
    assert one.shape == other.shape
    assert (one != other).mean() > 0.3


def test_the_output_holds_what_comes_out_of_the_first_network(embedded):
    snippets, ids, networks, _, output, _ = embedded
    table = pq.read_table(output)
    assert table["snippet_id"].to_pylist() == ids
    read = Readout(networks[0], LAYERS, BATCH_SIZE)(snippets[:BATCH_SIZE])
    found = np.stack(table["logits"].to_numpy(zero_copy_only=False))
    np.testing.assert_array_equal(found[:BATCH_SIZE], read.logits)
    patches = matrix(table["log_mel"]).reshape(COUNT, 96, 64)
    np.testing.assert_array_equal(patches[:BATCH_SIZE], read.log_mel)
    embeddings = matrix(table["embedding"])
    np.testing.assert_array_equal(embeddings[:BATCH_SIZE], read.embeddings.astype(np.float16))


def test_progress_is_reported_after_every_pass(embedded):
    assert embedded[-1] == [BATCH_SIZE, COUNT]
