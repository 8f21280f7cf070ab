"""The registry of models: which networks there are, and their sizes.

A model is one file of this folder with a dataclass ``Sizes`` and a function ``build(shape, outputs,
sizes, seed)``, and one line in `MODELS`. This module imports no model, so that reading the registry
costs nothing; sizes are in `latentaudio.prediction.models.sizes`, without TensorFlow.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from latentaudio.errors import check_known
from latentaudio.prediction.models import sizes as all_sizes
from latentaudio.settings import as_json, from_json, make_settings

if TYPE_CHECKING:  # the registry is read whenever the workflow is parsed
    from latentaudio.vae.keras_adapter import keras

#: Module of each model by its name.
MODELS: Mapping[str, str] = {
    "original_cnn": "latentaudio.prediction.models.original_cnn",
    "crops_cnn": "latentaudio.prediction.models.crops_cnn",
    "waveform_cnn": "latentaudio.prediction.models.waveform_cnn",
    "image_cnn": "latentaudio.prediction.models.image_cnn",
}


def model_module(name: str) -> str:
    """Name the module of a model.

    Raises
    ------
    ConfigError
        If there is no such model.

    Examples
    --------
    >>> model_module("crops_cnn")
    'latentaudio.prediction.models.crops_cnn'
    """
    check_known("prediction.networks", name, MODELS, what="architecture")
    return MODELS[name]


def complete_sizes(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check the sizes of a model, and add the defaults of those that are not given.

    Raises
    ------
    ConfigError
        If a key is unknown, or a value cannot work.
    """
    return as_json(_sizes(name, given))


def check_crops(name: str, shape: tuple[int, int], sizes: Mapping[str, Any]) -> None:
    """Check that crops are large enough for a model, without building it.

    Parameters
    ----------
    name, shape, sizes
        As for `build_network`.

    Raises
    ------
    ConfigError
        If nothing would be left of one side of a crop.
    """
    _sizes(name, sizes).check_crops(shape)


def build_network(
    name: str, shape: tuple[int, int], outputs: int, sizes: Mapping[str, Any], seed: int
) -> "keras.Model":
    """Build a network with random weights, which gives logits.

    Parameters
    ----------
    name
        Name of the model.
    shape
        Frames of a crop, and values of a frame.
    outputs
        Number of classes.
    sizes
        As for `complete_sizes`.
    seed
        Seed of all initial weights and of dropout; global random states have no influence.

    Raises
    ------
    ConfigError
        If crops are too small for the model, or a size cannot work.
    """
    read = _sizes(name, sizes)
    read.check_crops(shape)
    found: keras.Model = import_module(model_module(name)).build(shape, outputs, read, seed)
    return found


def _sizes(name: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  # each model has its own
    model_module(name)
    return make_settings(
        all_sizes.SIZES[name], from_json(given), f"prediction.networks: sizes of {name}"
    )
