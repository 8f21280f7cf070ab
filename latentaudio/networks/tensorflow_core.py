"""TensorFlow without Keras, which TensorFlow imports only for a side effect.

YAMNet is written in TensorFlow's own operations; ``tf.keras`` is still loaded on first use.
"""

from latentaudio.imports import hidden

with hidden("keras"):
    import tensorflow as tf

__all__ = ["tf"]
