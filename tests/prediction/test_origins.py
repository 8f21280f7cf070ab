"""Models are told apart by where they have what they know."""

import copy

import pytest
from settings import defaults

from latentaudio.networks.registry import describe
from latentaudio.prediction.origins import Origins, origins_from_json, origins_of, origins_to_json

#: What a head sees, and where it has what it knows; None where it hears nothing.
SEEN = {
    "embedding": "pretrained",
    "layer_07": "pretrained",
    "layer_12_means": "pretrained",
    # The input of the network, and what is computed without it.
    "log_mel_48x32": "measured",
    "stft": "measured",
    "mfcc_13": "measured",
}


@pytest.fixture
def config():
    config = copy.deepcopy(defaults())
    heads = {f"on_{seen}": {"kind": "linear", "values": seen} for seen in SEEN}
    heads |= {"prior": {"kind": "constant"}, "unused": {"kind": "linear", "values": "embedding"}}
    heads["bound"] = {"kind": "linear", "values": {"columns": ["drr_db"]}}
    section = config["prediction"]
    section |= {"heads": heads, "models": ["crops_cnn", *(one for one in heads if one != "unused")]}
    # Frames may have the name of a feature that the run does not have.
    section["frames"]["mfcc_13"] = section["frames"]["mfcc"]
    return config


def test_heads_know_from_a_network_or_from_what_is_measured_of_sounds(config):
    found = origins_of(config, describe("yamnet"))
    assert list(found.scratch) == ["crops_cnn"]
    for origin in ("pretrained", "measured"):
        expected = [f"on_{seen}" for seen, where in SEEN.items() if where == origin]
        assert list(getattr(found, origin)) == expected
    assert found.layers == {
        "on_layer_07": (7, "linear"),
        "on_layer_12_means": (12, "linear, means"),
    }
    assert set(config["prediction"]["models"]) - set(found.hearing) == {"prior", "bound"}


def test_a_program_reads_what_it_is_told(config):
    found = origins_of(config, describe("yamnet"))
    assert origins_from_json(origins_to_json(found)) == found
    assert origins_from_json(origins_to_json(Origins())) == Origins([], [], [], {})
