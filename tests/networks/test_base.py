import dataclasses

import numpy as np
import pytest
from tiny_network import DESCRIPTION

from latentaudio.audio.heard_band import HeardBand
from latentaudio.errors import ConfigError
from latentaudio.networks.base import Layer, LogMelPatch
from latentaudio.networks.registry import describe


def test_a_layer_knows_its_size_and_its_folder():
    layer = Layer(9, "Conv 8 pw", (6, 4, 512))
    assert (layer.size, layer.folder) == (12_288, "layer_09")
    assert Layer(1, "One number", ()).size == 1


def test_snippets_last_as_long_as_their_samples():
    assert DESCRIPTION.snippet_s == 0.5
    assert describe("yamnet").snippet_s == 0.975


@pytest.mark.parametrize("number", [0, -1, 5])
def test_other_numbers_are_no_layers(number):
    assert DESCRIPTION.layer(4).name == "Fourth"
    with pytest.raises(ConfigError, match=f"layer {number}: TinyNet has layers 1 to 4"):
        DESCRIPTION.layer(number)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layers": DESCRIPTION.layers[::-1]}, r"'tiny': its layers have the numbers \[4, 3, 2, 1"),
        ({"layers": ()}, r"numbers \[\], expected 1, 2, 3"),
        ({"classes": ("Ping", "Ping")}, "two of its classes have the same name"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(DESCRIPTION, **changes)


def test_a_network_hears_the_band_of_its_spectrograms_but_no_rumble():
    assert describe("yamnet").heard_band == HeardBand(125.0, 7500.0)
    from_zero = dataclasses.replace(DESCRIPTION.patch, lowest_hz=0.0)
    described = dataclasses.replace(DESCRIPTION, patch=from_zero)
    assert described.heard_band == HeardBand(20.0, 3900.0)


def test_centres_of_bands_are_equally_spaced_in_mel():
    patch = LogMelPatch(frames=10, bands=5, frame_s=0.01, lowest_hz=125.0, highest_hz=7500.0)
    mel = 1127 * np.log1p(np.array([125.0, *patch.centres_hz(), 7500.0]) / 700)
    np.testing.assert_allclose(np.diff(mel), (mel[-1] - mel[0]) / 6)
