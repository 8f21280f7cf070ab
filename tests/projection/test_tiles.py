import numpy as np
from projection.layer_samples import rectified

from latentaudio.projection import tiles
from latentaudio.projection.pca import fit_projection
from latentaudio.projection.tiles import to_single


def test_half_precision_is_converted_exactly():
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    halves = every[np.isfinite(every)]
    np.testing.assert_array_equal(to_single(halves), halves.astype(np.float32))


def test_the_size_of_tiles_does_not_change_the_result(monkeypatch):
    values = rectified(200, 100)
    whole = fit_projection(values, 5, np.random.default_rng(0))
    monkeypatch.setattr(tiles, "_TILE_VALUES", 700)
    monkeypatch.setattr(tiles, "_TILE_UNITS", 30)
    parts = fit_projection(values, 5, np.random.default_rng(0))
    np.testing.assert_allclose(parts.components, whole.components, atol=1e-4)
    np.testing.assert_allclose(parts.transform(values), whole.transform(values), atol=1e-3)
