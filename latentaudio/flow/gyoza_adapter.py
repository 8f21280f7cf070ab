"""gyoza's flow layers, with their hidden assumptions met; no other module imports gyoza.

gyoza 0.2.2 is written for Keras 2 and NumPy 1:

- Under Keras 3, the variables of activation normalisation and of reflections are silently neither
  trained nor saved. An environment variable decides which Keras TensorFlow takes; it is read once,
  when ``tf.keras`` is first used.
- It calls ``np.product``, which NumPy 2 removed.
- An activation normalisation overwrites its variables with the statistics of the first batch it
  sees, and remembers having done so in an attribute that checkpoints do not hold.
  `latentaudio.flow.invertible` switches this off.
"""

import os

import numpy as np

os.environ["TF_USE_LEGACY_KERAS"] = "1"
if not hasattr(np, "product"):
    np.product = np.prod  # type: ignore[attr-defined]  # noqa: NPY003, NPY201

from latentaudio.networks.tensorflow_core import tf

if not tf.keras.Model.__module__.startswith("tf_keras."):
    raise ImportError(
        f"latentaudio.flow needs Keras 2 (package tf-keras), but tf.keras is already "
        f"{tf.keras.Model.__module__.partition('.')[0]} {tf.keras.__version__} in this process; "
        "import latentaudio.flow before anything uses tf.keras, or set TF_USE_LEGACY_KERAS=1"
    )

from gyoza.modelling.flow_layers import (
    ActivationNormalization,
    AdditiveCoupling,
    FlowLayer,
    Permutation,
    Reflection,
    SequentialFlowNetwork,
)
from gyoza.modelling.flow_layers import CheckerBoard as CheckerBoardPermutation
from gyoza.modelling.masks import CheckerBoard as CheckerBoardMask
from gyoza.modelling.standard_layers import BasicFullyConnectedNet

__all__ = [
    "ActivationNormalization",
    "AdditiveCoupling",
    "BasicFullyConnectedNet",
    "CheckerBoardMask",
    "CheckerBoardPermutation",
    "FlowLayer",
    "Permutation",
    "Reflection",
    "SequentialFlowNetwork",
    "tf",
]
