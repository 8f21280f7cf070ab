import numpy as np
import pytest
import soxr
from scipy.special import expit
from tiny_network import CLASSES, DESCRIPTION, TinyNetwork

import latentaudio.networks
from latentaudio.errors import AudioError, ConfigError


@pytest.fixture(scope="module")
def network():
    return latentaudio.networks.load("tiny", module="tiny_network")


@pytest.fixture(scope="module")
def direct(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "weights.npz"
    TinyNetwork.fetch_weights("auto", path)
    return TinyNetwork.from_weights(path), path


@pytest.fixture(scope="module")
def waveform():
    return np.random.default_rng(0).uniform(-1, 1, 20 * 4_000 + 17).astype(np.float32)


def test_a_sound_is_cut_into_snippets_and_read_out(network, direct, waveform):
    heard = network.read_out(waveform, 8_000, layers=[3, 1])
    assert heard.start_s.tolist() == [0.5 * index for index in range(20)]
    waves = waveform[: 20 * 4_000].reshape(20, 4_000)
    first, last = (direct[0].reader([3, 1])(part) for part in (waves[:16], waves[16:]))
    for index, number in enumerate([3, 1]):
        found = heard.activations[number]
        assert found.shape == (20, *DESCRIPTION.layer(number).shape)
        expected = np.concatenate([first.activations[index], last.activations[index]])
        np.testing.assert_array_equal(found.reshape(20, -1), expected)
    assert list(heard.scores.columns) == list(CLASSES)
    np.testing.assert_allclose(heard.scores[:16], expit(first.logits), rtol=1e-6)
    assert heard.log_mel.shape == (20, 20, 8)
    assert heard.embeddings.shape == (20, 12)


def test_other_rates_and_channels_are_brought_to_those_of_the_network(network, waveform):
    stereo = np.stack([waveform, 0 * waveform], axis=1)
    resampled = soxr.resample(waveform / 2, 44_100, 8_000, "HQ")
    one = network.read_out(stereo, 44_100, hop_s=0.25).scores
    np.testing.assert_allclose(one, network.read_out(resampled, 8_000, hop_s=0.25).scores, 1e-5)


def test_a_short_sound_is_padded(network, waveform):
    padded = np.pad(waveform[:100], (0, 3_900))
    np.testing.assert_array_equal(
        network.read_out(waveform[:100], 8_000).scores, network.read_out(padded, 8_000).scores
    )


def test_continuing_gives_the_scores_of_the_whole_pass(network, waveform):
    heard = network.read_out(waveform, 8_000, layers=[2])
    continued = network.continue_from(2, heard.activations[2])
    np.testing.assert_allclose(continued, heard.scores, atol=0.01)
    (alone,) = network.continue_from(2, heard.activations[2][4]).to_numpy()
    np.testing.assert_allclose(alone, continued.iloc[4], rtol=1e-5)


def test_weights_of_a_run_are_used(direct, network, waveform):
    other = latentaudio.networks.load("tiny", weights=direct[1], module="tiny_network")
    np.testing.assert_array_equal(
        other.read_out(waveform, 8_000).scores, network.read_out(waveform, 8_000).scores
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.zeros(0), r"shape \(0,\) found, expected \[samples\]"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.array([0.0, np.nan]), "NaN or infinite"),
    ],
)
def test_what_is_no_sound_is_refused(network, wrong, message):
    with pytest.raises(AudioError, match=message):
        network.read_out(wrong, 8_000)


def test_layers_and_networks_that_do_not_exist_are_refused(network):
    with pytest.raises(ConfigError, match="TinyNet has layers 1 to 4"):
        network.read_out(np.zeros(100), 8_000, layers=[5])
    with pytest.raises(ConfigError, match=r"did you mean 'yamnet'\?"):
        latentaudio.networks.load("yamnett")
