"""The values of sounds that an autoencoder is trained on, and the scale it sees them on.

Values of a feature are standardised by one mean and one standard deviation for all of them.
Principal coordinates are stored with a variance of 1 each; they get back the variance that each
component explains, and are divided by one number for all. If each coordinate, or each band, had a
variance of 1 instead, the noise in the last would count as much as the factors in the first.

By choice, the values of each sound are first divided by their own maximum; logarithms of magnitudes
are then lowered by it, which divides the magnitudes. How loud a sound is, is then lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentaudio.embeddings.reading import iterate_activations, units_in
from latentaudio.errors import ArtifactError, ConfigError, DatasetError
from latentaudio.projection.models import load_projection
from latentaudio.projection.storage import read_projections
from latentaudio.vae.own_peaks import peaks_of, with_peak, without_peaks

#: What the values of a sound are relative to before all sounds are put on one scale: to nothing but
#: the space, or to the maximum of the sound.
SPACE, SOUND = SCALES = ("space", "sound")


@dataclass(frozen=True)
class SoundValues:
    """The values of all snippets in one space.

    Attributes
    ----------
    values
        Shape ``[n, *shape]``, float32.
    weights
        Deviation that each value stands for, shape ``[1]``, or ``[d]`` for principal coordinates,
        float32.
    to_peak
        How the values of a sound become relative to its maximum
        (`latentaudio.vae.own_peaks.without_peaks`); None if they do not.
    """

    values: np.ndarray
    weights: np.ndarray
    to_peak: str | None = None


@dataclass(frozen=True)
class Scaling:
    """How values of a space are standardised: ``(weights * values - shift) / scale``.

    Between weights and shift, values may become relative to the maximum of their sound.

    Attributes
    ----------
    weights
        See `SoundValues`.
    shift, scale
        One number each, for all values.
    in_unit_interval
        Whether standardised values are cut off below 0 and above 1, which only values of sounds
        beyond the range of the training sounds are.
    to_peak
        See `SoundValues`.
    peak
        Maximum that all restored sounds are given: the mean of those of training sounds.
    """

    weights: np.ndarray
    shift: float
    scale: float
    in_unit_interval: bool = False
    to_peak: str | None = None
    peak: float = 0.0

    def standardise(self, values: np.ndarray) -> np.ndarray:
        """Standardise values of a space, shape ``[n, *shape]``, to float32."""
        relative = without_peaks(self.weights * values, self.to_peak)
        scaled = (relative - np.float32(self.shift)) / np.float32(self.scale)
        scaled = scaled.astype(np.float32, copy=False)
        return np.clip(scaled, 0.0, 1.0, out=scaled) if self.in_unit_interval else scaled

    def restore(self, standardised: np.ndarray) -> np.ndarray:
        """Undo `standardise`, but for the maximum of each sound, for which `peak` stands."""
        scaled = standardised * np.float32(self.scale) + np.float32(self.shift)
        scaled = with_peak(scaled, self.to_peak, self.peak)
        return (scaled / self.weights).astype(np.float32, copy=False)


def feature_values(
    space: str, paths: Sequence[Path], snippet_ids: np.ndarray, shape: tuple[int, ...]
) -> SoundValues:
    """Stream the values of a feature into one array, which takes 4 bytes a value.

    Parameters
    ----------
    space, paths, snippet_ids
        See `latentaudio.embeddings.reading.iterate_activations`.
    shape
        Shape of the values of a sound, e.g. frames and bands.

    Raises
    ------
    ConfigError
        If sounds have another number of values.
    ArtifactError
        If a file is damaged or stale.
    """
    found = units_in(paths[0])
    if found != np.prod(shape):
        raise ConfigError(
            f"vae.spaces: '{space}' has {found} values for each sound, which do not fill the shape "
            f"{list(shape)}"
        )
    values = np.empty((len(snippet_ids), *shape), np.float32)
    for rows, activations in iterate_activations(space, paths, snippet_ids):
        values[rows] = activations.reshape(len(rows), *shape)
    return SoundValues(values, np.ones(1, np.float32))


def component_values(
    projections: Path, model: Path, snippet_ids: np.ndarray, components: int
) -> SoundValues:
    """Read the first principal coordinates of all snippets.

    Parameters
    ----------
    projections, model
        Table of projections, and the projection that made it.
    snippet_ids
        Ids in the table of snippets, shape ``[n]``.
    components
        Number of components.

    Raises
    ------
    ConfigError
        If there are fewer components.
    ArtifactError
        If a file is damaged or stale, or the two are not of the same projection.
    """
    values = read_projections(projections, snippet_ids)
    scale = load_projection(model).output_scale
    if values.shape[1] != len(scale):
        raise ArtifactError(
            f"{projections}: {values.shape[1]} components found, but {model} has {len(scale)}; "
            "delete it, and rule 'pca_project' will make it again when it is next needed"
        )
    if components > len(scale):
        raise ConfigError(
            f"vae.components: found {components}, expected at most {len(scale)}, as many as the "
            "projection has (pca.components)"
        )
    return SoundValues(np.ascontiguousarray(values[:, :components]), scale[:components])


def fit_scaling(sounds: SoundValues, training: np.ndarray, *, in_unit_interval: bool) -> Scaling:
    """Find the scale of the training sounds.

    Parameters
    ----------
    sounds
        The values of all sounds.
    training
        Whether each sound is a training sound, shape ``[n]``, bool.
    in_unit_interval
        Whether values are to lie between 0 and 1, from the smallest to the largest, instead of
        having a mean of 0 and a variance of 1.

    Raises
    ------
    DatasetError
        If values are not finite, or all of them are equal.
    """
    values = sounds.weights * sounds.values[training]
    if not np.isfinite(values).all():
        raise DatasetError("vae: values of training sounds contain NaN or infinity")
    own = sounds.to_peak
    peak = 0.0 if own is None else float(peaks_of(values, own).mean(dtype=np.float64))
    values = without_peaks(values, own)
    if in_unit_interval:
        shift = float(values.min())
        scale = float(values.max()) - shift
    else:
        shift = float(values.mean(dtype=np.float64))
        scale = float(values.std(dtype=np.float64))
    if not scale > 0.0:
        raise DatasetError(f"vae: all values of the training sounds are {shift}; nothing to learn")
    return Scaling(sounds.weights, shift, scale, in_unit_interval, own, peak)


def check_code_units(values: np.ndarray, units: int) -> None:
    """Check that a code is no larger than what it encodes.

    Parameters
    ----------
    values
        Values of the sounds, shape ``[n, *shape]``.
    units
        Number of units of all codes of a sound.

    Raises
    ------
    ConfigError
        If a sound has fewer values than its code has units.
    """
    size = int(np.prod(values.shape[1:]))
    if size < units:
        raise ConfigError(
            f"vae.latent_units: found {units} for a sound that has only {size} values in this "
            "space; lower it, or raise vae.components"
        )
