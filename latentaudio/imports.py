"""Importing a library without something large that it would import but not need."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(module: str) -> Iterator[None]:
    """Let imports of a module fail within the block, unless it was imported before.

    For libraries that tolerate its absence. Most of what a short job costs is imports: measured on
    two cores, TensorFlow starts in 9.5 s of processor time with Keras and in 4.8 s without, and
    scikit-learn in 3.3 s with pandas and in 2.3 s without.

    Parameters
    ----------
    module
        Name of a top-level module.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # Python's way to block an import
    try:
        yield
    finally:
        del sys.modules[module]
