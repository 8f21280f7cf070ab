import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def run(program):
    """Run a program in a process in which no version of Keras has been chosen yet."""
    environment = {key: value for key, value in os.environ.items() if "KERAS" not in key}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )


def test_a_process_that_uses_keras_3_already_gets_an_error():
    result = run("import tensorflow as tf\ntf.keras.Model\nimport latentaudio.flow.gyoza_adapter\n")
    assert result.returncode != 0
    assert "ImportError: latentaudio.flow needs Keras 2" in result.stderr
    assert "set TF_USE_LEGACY_KERAS=1" in result.stderr


def test_the_flow_does_not_change_yamnet_in_the_same_process():
    result = run(
        "import numpy as np\n"
        "from latentaudio.networks.yamnet.network import YamNet, tf\n"
        "from latentaudio.networks.yamnet.weights import random_parameters\n"
        "patches = tf.constant(np.random.default_rng(0).normal(size=(2, 96, 64)), tf.float32)\n"
        "def outputs():\n"
        "    network = YamNet(random_parameters(seed=0))\n"
        "    return [one.numpy() for one in network.activations(patches)]\n"
        "before = outputs()\n"
        "from latentaudio.flow.invertible import build_network\n"
        "import latentaudio.flow.training, latentaudio.flow.checkpoint\n"
        "assert len(build_network(4, 1, 4, 2, seed=0).variables) == 19\n"
        "assert all(map(np.array_equal, before, outputs()))\n"
    )
    assert result.returncode == 0, result.stderr


def test_layouts_pairs_and_schedules_need_no_tensorflow():
    result = run(
        "import sys\n"
        "import latentaudio.factors, latentaudio.flow.pairs, latentaudio.flow.schedule\n"
        "assert not {'tensorflow', 'tf_keras', 'gyoza'} & sys.modules.keys()\n"
    )
    assert result.returncode == 0, result.stderr
