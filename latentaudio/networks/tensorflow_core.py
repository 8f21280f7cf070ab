"""TensorFlow without Keras, which TensorFlow imports only for a side effect.

YAMNet is written in TensorFlow's own operations; ``tf.keras`` is still loaded on first use.

Functions are compiled with ``autograph=False``, because no branch depends on values of tensors:
rewriting the layers of a flow took 3.7 of the 16.7 s of a training of 40 steps.
"""

from latentaudio.imports import hidden

with hidden("keras"):
    import tensorflow as tf

__all__ = ["tf", "use_threads"]


def use_threads(threads: int) -> None:
    """Let TensorFlow use `threads` threads per operation; call this before any computation."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
