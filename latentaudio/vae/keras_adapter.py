"""Keras 3 on TensorFlow, whatever a user's settings of Keras say; no other module imports Keras.

The flow needs Keras 2 (`latentaudio.flow.gyoza_adapter`), which it gets by the name ``tf.keras``,
and an environment variable, ``TF_USE_LEGACY_KERAS``, decides which Keras that name means. This room
never uses that name: it takes the package ``keras``, which is Keras 3 whatever the variable says.
So neither room can get the other's Keras, although programs never load both.

A user's ``~/.keras/keras.json`` may choose another backend, precision, or order of axes.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

from latentaudio.networks.tensorflow_core import tf

import keras  # isort: skip  # after TensorFlow, which would import it without a need

if not keras.__version__.startswith("3.") or keras.backend.backend() != "tensorflow":
    raise ImportError(
        f"latentaudio.vae needs Keras 3 on TensorFlow, but this process already uses Keras "
        f"{keras.__version__} on {keras.backend.backend()}; import latentaudio.vae before anything "
        "uses keras, or set KERAS_BACKEND=tensorflow"
    )
keras.config.set_floatx("float32")
keras.config.set_image_data_format("channels_last")

__all__ = ["keras", "tf"]
