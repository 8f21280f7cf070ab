"""TensorFlow without Keras, which it imports for a side effect only.

YAMNet is written in TensorFlow's own operations; ``tf.keras`` still loads when it is first used.
"""

from latentaudio.imports import hidden

with hidden("keras"):
    import tensorflow as tf

__all__ = ["tf"]
