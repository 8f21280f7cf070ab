"""Made-up representations of tones: numbers that look and sound like something."""

import numpy as np

from latentaudio.known_factors.views import Representation, View

SHAPE = (48, 32)
SAMPLERATE, SAMPLES = 16_000, 15_600
SPECTRAL = Representation("tones_vae", "VAE of tones", "vae", "log_mel_48x32", SHAPE)
FLOWING = Representation("tones_flow", "flow of layer 6", "flow", "layer_06", (3,), components=True)
MIXING = Representation("plain_mixing", "plain mixing", "mixing", "log_mel_48x32", SHAPE)


def spectrogram(band=10.0, decay=0.05, level=0.0) -> np.ndarray:
    """A horizontal line that fades: log-mel values of a decaying tone, shape ``[48 * 32]``."""
    frames, bands = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    peak = np.exp(-0.5 * (bands - band) ** 2 - decay * frames + level)
    return np.log(peak + 1e-3).astype(np.float32).ravel()


def steps_along(snippet_id, axis, values, rate=None) -> list[View]:
    """A traversal with the positions -2 to 2."""
    where = np.linspace(-2, 2, len(values)).tolist()
    return [
        View("traversal", snippet_id, own, axis=axis, step=step, position=position, rate=rate)
        for step, (own, position) in enumerate(zip(values, where, strict=True))
    ]


def spectral_views(sounds=("a", "b"), steps=5, rates=(0.02, 2.1, 0.9)) -> list[View]:
    """Views of a VAE with an unused unit, one of pitch and one of decay."""
    views = []
    for number, name in enumerate(sounds):
        band = 8 + 8 * number
        views.append(View("original", name, spectrogram(band)))
        views.append(View("reconstruction", name, spectrogram(band + 0.3)))
        axes = {
            "unit 1": [spectrogram(band)] * steps,
            "unit 2": [spectrogram(band + 2 * (step - steps // 2)) for step in range(steps)],
            "unit 3": [spectrogram(band, 0.02 * (step + 1)) for step in range(steps)],
        }
        for (axis, values), rate in zip(axes.items(), rates, strict=True):
            views += steps_along(name, axis, values, rate)
    return views + morph()


def morph(first="a", second="b", steps=5) -> list[View]:
    """A morph that glides."""
    return [
        View("morph", first, spectrogram(8 + 8 * share), other_id=second, step=step, position=share)
        for step, share in enumerate(np.linspace(0, 1, steps).tolist())
    ]


def component_views(sounds=("a", "b"), steps=5) -> list[View]:
    """Views of a flow in three coordinates."""
    views = []
    for number, name in enumerate(sounds):
        own = np.array([number, 0, 1], np.float32)
        views += [View("original", name, own), View("reconstruction", name, own)]
        for column, axis in enumerate(("f0", "decay")):
            moved = np.repeat(own[np.newaxis], steps, axis=0)
            moved[:, column] = np.linspace(-2, 2, steps)
            views += steps_along(name, axis, list(moved))
    return views


def tone(hertz=440.0, decay=4.0, level=0.5) -> np.ndarray:
    """A decaying tone, shape ``[SAMPLES]``."""
    time = np.arange(SAMPLES) / SAMPLERATE
    return (level * np.sin(2 * np.pi * hertz * time) * np.exp(-decay * time)).astype(np.float32)
