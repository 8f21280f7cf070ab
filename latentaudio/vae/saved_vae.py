"""A trained autoencoder with the scale of its space: saving, loading, encoding, decoding."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import VAE, reading
from latentaudio.training.checkpoints import WEIGHTS_FILE, read_weights, save_checkpoint
from latentaudio.training.descriptions import ARCHITECTURE_FILE, described
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.sound_values import Scaling

_OF_UNITS = "scaling/weights"


@dataclass(frozen=True)
class SavedVae:
    """An autoencoder of the values of one space.

    Attributes
    ----------
    space
        Name of the space.
    model
        The autoencoder, of standardised values.
    scaling
        How values of the space are standardised.
    """

    space: str
    model: Autoencoder
    scaling: Scaling

    def encode(self, values: np.ndarray) -> np.ndarray:
        """Encode sounds.

        Parameters
        ----------
        values
            Values in the space's own units, shape ``[n, *shape]``.

        Returns
        -------
        numpy.ndarray
            Means of the posteriors, shape ``[n, code_units]``, float32.
        """
        return self.model.encode(self.scaling.standardise(values))[0]

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Decode codes, shape ``[n, code_units]``, to the space's own units."""
        return self.scaling.restore(self.model.decode(z))


def save_vae(folder: str | Path, vae: SavedVae) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    arrays = {_OF_UNITS: vae.scaling.weights, **vae.model.weights()}
    save_checkpoint(Path(folder), VAE, _describe(vae), arrays)


def load_vae(folder: str | Path) -> SavedVae:
    """Rebuild the autoencoder that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    with described(path, VAE, "a variational autoencoder") as description:
        architecture = dict(description["architecture"])
        architecture["shape"] = tuple(architecture["shape"])
        model = Autoencoder(Architecture(**architecture), seed=0)
        scaling = Scaling(np.ones(1, np.float32), **description["scaling"])
        space = description["space"]
    path = Path(folder) / WEIGHTS_FILE
    arrays = read_weights(path, VAE, description, "training")
    with reading(path, VAE):
        scaling = replace(scaling, weights=arrays.pop(_OF_UNITS))
        model.set_weights(arrays)
    return SavedVae(space, model, scaling)


def _describe(vae: SavedVae) -> dict[str, Any]:
    architecture = asdict(vae.model.architecture)
    scaling = asdict(vae.scaling)
    del scaling["weights"]
    if vae.scaling.to_peak is None:
        del scaling["to_peak"], scaling["peak"]
    return {
        "space": vae.space,
        "architecture": {**architecture, "shape": list(architecture["shape"])},
        "scaling": scaling,
    }
