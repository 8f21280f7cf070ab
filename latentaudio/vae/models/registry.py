"""The registry of models: which encoders and decoders there are, and their sizes.

A model is one file of this folder with a dataclass ``Sizes`` and a function ``build(shape,
latent_units, sizes, seed)``, and one line in `MODELS`. This module imports no model, so that
reading the registry costs nothing.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from latentaudio.errors import ConfigError, check_known
from latentaudio.settings import as_json, from_json, make_settings

if TYPE_CHECKING:  # the registry is read whenever the workflow is parsed
    from latentaudio.vae.models.networks import Networks

#: Module of each model by its name.
MODELS: Mapping[str, str] = {
    "dense": "latentaudio.vae.models.dense",
    "convolution_1d": "latentaudio.vae.models.convolution_1d",
    "convolution_2d": "latentaudio.vae.models.convolution_2d",
    "recurrent": "latentaudio.vae.models.recurrent",
}


def model_module(name: str) -> str:
    """Name the module of a model.

    Raises
    ------
    ConfigError
        If there is no such model.

    Examples
    --------
    >>> model_module("dense")
    'latentaudio.vae.models.dense'
    """
    check_known("vae.models", name, MODELS)
    return MODELS[name]


def complete_sizes(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check the sizes of a model, and add the defaults of those that are not given.

    Parameters
    ----------
    name
        Name of the model.
    given
        Values by key; lists stand for tuples.

    Returns
    -------
    dict of str to Any
        Values of all keys, as JSON can hold them.

    Raises
    ------
    ConfigError
        If a key is unknown, or a value cannot work.
    """
    return as_json(_sizes(name, given))


def build_networks(
    name: str, shape: tuple[int, ...], latent_units: int, sizes: Mapping[str, Any], seed: int
) -> "Networks":
    """Build the encoder and the decoder of a model with random weights.

    Parameters
    ----------
    name
        Name of the model.
    shape
        Shape of the input: frames and bands, or a number of coordinates.
    latent_units
        Number of units of the code.
    sizes
        As for `complete_sizes`.
    seed
        Seed of all initial weights and of dropout; global random states have no influence.

    Raises
    ------
    ConfigError
        If the model cannot take this shape, or a size cannot work.
    """
    read = _sizes(name, sizes)
    if latent_units < 1:
        raise ConfigError(f"vae.latent_units: found {latent_units}, expected at least 1")
    found: Networks = import_module(model_module(name)).build(shape, latent_units, read, seed)
    return found


def _sizes(name: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  # each model has its own
    kind = import_module(model_module(name)).Sizes
    return make_settings(kind, from_json(given), f"vae.models.{name}")
