"""A trained autoencoder with the scale of its space: saving, loading, encoding, decoding."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from latentaudio.artifacts import VAE, read_arrays, read_json, reading, write_arrays, write_json
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.vae.autoencoder import Architecture, Autoencoder
from latentaudio.vae.sound_values import Scaling

WEIGHTS_FILE = "weights.npz"
ARCHITECTURE_FILE = "architecture.json"
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
            Means of the posteriors, shape ``[n, latent_units]``, float32.
        """
        return self.model.encode(self.scaling.standardise(values))[0]

    def decode(self, z: np.ndarray) -> np.ndarray:
        """Decode codes, shape ``[n, latent_units]``, to the space's own units."""
        return self.scaling.restore(self.model.decode(z))


def save_vae(folder: str | Path, vae: SavedVae) -> None:
    """Write ``weights.npz`` and ``architecture.json`` into a folder."""
    folder = Path(folder)
    description = _describe(vae)
    # Stored with the weights too, so that files from two different trainings are detected.
    arrays = {
        "architecture": np.array(json.dumps(description)),
        _OF_UNITS: vae.scaling.weights,
        **vae.model.weights(),
    }
    write_arrays(folder / WEIGHTS_FILE, VAE, arrays)
    write_json(folder / ARCHITECTURE_FILE, description)


def load_vae(folder: str | Path) -> SavedVae:
    """Rebuild the autoencoder that was saved in a folder.

    Raises
    ------
    ArtifactError
        If a file is missing or damaged, or the two files are from different trainings.
    """
    path = Path(folder) / ARCHITECTURE_FILE
    description = read_json(path, VAE.made_by)
    remedy = f"delete it, and rule '{VAE.made_by}' will make it again when it is next needed"
    try:
        architecture = dict(description["architecture"])
        architecture["shape"] = tuple(architecture["shape"])
        model = Autoencoder(Architecture(**architecture), seed=0)
        scaling = Scaling(np.ones(1, np.float32), **description["scaling"])
        space = description["space"]
    except (ConfigError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtifactError(
            f"{path}: does not describe a variational autoencoder ({error}); {remedy}"
        ) from error
    weights = Path(folder) / WEIGHTS_FILE
    arrays = read_arrays(weights, VAE)
    with reading(weights, VAE):
        found = json.loads(str(arrays.pop("architecture")))
        if found != description:
            raise ArtifactError(
                f"{weights}: weights of another training: found {found}, expected {description}; "
                f"{remedy}"
            )
        scaling = Scaling(arrays.pop(_OF_UNITS), **description["scaling"])
        model.set_weights(arrays)
    return SavedVae(space, model, scaling)


def _describe(vae: SavedVae) -> dict[str, Any]:
    architecture = asdict(vae.model.architecture)
    scaling = asdict(vae.scaling)
    del scaling["weights"]
    return {
        "space": vae.space,
        "architecture": {**architecture, "shape": list(architecture["shape"])},
        "scaling": scaling,
    }
