"""Samples of activations for the tests of projections."""

import numpy as np


def rectified(count, width, seed=0):
    """Correlated, rectified activations with a few dead and constant units, like a layer's."""
    generator = np.random.default_rng(seed)
    spread = 0.9 ** np.arange(40)
    sources = generator.normal(size=(count, 40)) * spread
    values = np.maximum(sources @ generator.normal(size=(40, width)) + 0.3, 0)
    values[:, :3] = 0.0
    values[:, 3] = 2.0
    return values.astype(np.float16)
