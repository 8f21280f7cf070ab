import json
import subprocess
import sys

import numpy as np
import pytest

from latentaudio.errors import ArtifactError
from latentaudio.factors import factor_layout
from latentaudio.flow.checkpoint import load, restore, save
from latentaudio.flow.invertible import build_network, initialise

pytestmark = pytest.mark.slow

LAYOUT = factor_layout(["f", "g"], 6, {"g": 2})


@pytest.fixture
def network():
    network = build_network(6, stages=2, hidden_units=8, hidden_layers=2, seed=1)
    initialise(network, np.random.default_rng(0).normal(3, 2, (100, 6)))
    return network


def test_a_fresh_process_computes_the_same_on_other_data(network, tmp_path):
    save(tmp_path, network, LAYOUT)
    # Unlike the data of `initialise`: the statistics must not be computed again.
    x = np.random.default_rng(1).normal(-1, 0.5, (70, 6)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    program = (
        "import sys, numpy as np\n"
        "from latentaudio.flow.checkpoint import load\n"
        "network, layout = load(sys.argv[1])\n"
        "z, log_det = network.encode(np.load(sys.argv[1] + '/x.npy'))\n"
        "x = network.decode(z)\n"
        "g = layout.slices['g'].start\n"
        "np.savez(sys.argv[1] + '/there.npz', z=z, log_det=log_det, x=x, g=g)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=120)
    there = np.load(tmp_path / "there.npz")
    z, log_det = network.encode(x)
    np.testing.assert_allclose(there["z"], z, atol=1e-6)
    np.testing.assert_allclose(there["log_det"], log_det, atol=1e-6)
    np.testing.assert_allclose(there["x"], network.decode(z), atol=1e-6)
    assert there["g"] == LAYOUT.slices["g"].start


def test_loading_restores_all_weights(network, tmp_path):
    save(tmp_path, network, LAYOUT)
    loaded, layout = load(tmp_path)
    assert layout == LAYOUT
    assert loaded.architecture == network.architecture
    assert loaded.initialised
    expected = network.weights()
    for name, value in loaded.weights().items():
        np.testing.assert_array_equal(value, expected[name])


@pytest.mark.parametrize(
    ("sizes", "layout"),
    [
        ((6, 3, 8, 2), LAYOUT),
        ((6, 2, 9, 2), LAYOUT),
        ((6, 2, 8, 1), LAYOUT),
        ((6, 2, 8, 2), factor_layout(["f", "g"], 6)),
        ((6, 2, 8, 2), factor_layout(["f", "h"], 6, {"h": 2})),
    ],
)
def test_weights_of_another_architecture_are_refused(network, tmp_path, sizes, layout):
    save(tmp_path, network, LAYOUT)
    other = build_network(*sizes, seed=1)
    before = other.weights()
    with pytest.raises(ArtifactError, match=r"weights\.npz: weights of another architecture"):
        restore(tmp_path, other, layout)
    assert not other.initialised
    assert all(np.array_equal(before[name], value) for name, value in other.weights().items())


def test_files_of_two_trainings_are_not_mixed(network, tmp_path):
    save(tmp_path, network, LAYOUT)
    path = tmp_path / "architecture.json"
    content = json.loads(path.read_text())
    content["network"]["hidden_units"] = 16
    path.write_text(json.dumps(content))
    with pytest.raises(ArtifactError, match="weights of another architecture"):
        load(tmp_path)


@pytest.mark.parametrize("content", ["{}", "[]", '{"network": {"stages": 2}}'])
def test_a_file_that_describes_no_flow_is_refused(network, tmp_path, content):
    save(tmp_path, network, LAYOUT)
    (tmp_path / "architecture.json").write_text(content)
    with pytest.raises(ArtifactError, match=r"architecture\.json: does not describe a flow"):
        load(tmp_path)


def test_missing_and_damaged_weights_are_reported(network, tmp_path):
    with pytest.raises(ArtifactError, match=r"architecture\.json: not found"):
        load(tmp_path)
    save(tmp_path, network, LAYOUT)
    path = tmp_path / "weights.npz"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ArtifactError, match=r"weights\.npz: damaged"):
        load(tmp_path)
