"""A data set in the format of scatter-sounds, an earlier page of sounds laid out by similarity.

Its page reads four files: ``<name>_config.json``, ``<name>_projections.json``,
``<name>_sprite.jpg`` and ``<name>.flac``. It finds a sound in the last one by its number times
0.96 s, and holds the whole of it in memory.
"""

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from latentaudio.artifacts import write_json
from latentaudio.errors import ArtifactError, ConfigError
from latentaudio.explorer.sprite_pictures import CELL
from latentaudio.new_folder import new_folder

#: Time from one sound to the next in the sound file (s), which is fixed in the page.
STEP_S = 0.96

#: Sample rate of the sound file (Hz).
SAMPLERATE = 16_000

#: Width and height of a picture (pixels).
PICTURE = 150

#: Most pictures side by side: textures have at most 8,192 pixels.
MOST_COLUMNS = 54

#: Distance of all points from the centre in ``spherical``.
RADIUS = 10.0

#: What the page calls our descriptors.
DESCRIPTORS = {
    "s_centroid": "centroid_hz",
    "s_rolloff": "rolloff_hz",
    "s_bandwidth": "bandwidth_hz",
}

# Sample rate at which browsers usually hold decoded sound, 4 bytes a sample.
_PLAYED_HZ = 48_000


@dataclass(frozen=True)
class ScatterSounds:
    """What the files hold about each of n sounds.

    Attributes
    ----------
    points
        Coordinates on a map of three dimensions, shape ``[n, 3]``.
    labels
        Class of each sound, shape ``[n]``.
    files
        Name of the file of each sound.
    descriptors
        Values of the descriptors, by their names in `latentaudio.features.descriptors`; NaN where a
        sound has none.
    samplerate
        Sample rate of the clips (Hz).
    flacs
        Clips as FLAC files, in the order of the sounds; of no bytes where a clip is missing.
    sprites
        Pictures of 32 x 32 grey bytes, in the same order.
    """

    points: np.ndarray
    labels: np.ndarray
    files: Sequence[str]
    descriptors: Mapping[str, np.ndarray]
    samplerate: int
    flacs: Iterable[bytes]
    sprites: Iterable[bytes]


def write_scatter_sounds(folder: Path, name: str, sounds: ScatterSounds) -> list[str]:
    """Write the four files into a folder of their own.

    Parameters
    ----------
    folder
        Folder to write; its content belongs into the folder ``data`` of the page.
    name
        Name of the data set, with which the names of the files begin.
    sounds
        What to write.

    Returns
    -------
    list of str
        What the format cannot hold of these sounds.

    Raises
    ------
    ArtifactError
        When the map has not three dimensions.
    ConfigError
        When there are more sounds than a sheet of pictures holds, or of another sample rate.
    ResourceError
        When the disk is full, or the folder is not writable.
    """
    _check(sounds)
    with new_folder(folder) as filling:
        missing, length_s = _write_audio(filling / f"{name}.flac", sounds.flacs)
        _write_sheet(filling / f"{name}_sprite.jpg", sounds.sprites, len(sounds.points))
        write_json(filling / f"{name}_projections.json", _projections(sounds))
        write_json(
            filling / f"{name}_config.json",
            {
                "audioFile": f"./data/{name}.flac",
                "spriteFile": f"./data/{name}_sprite.jpg",
                "projectionsFile": f"./data/{name}_projections.json",
                "imgDim": PICTURE,
            },
        )
    return list(_notes(sounds, missing, length_s))


def _check(sounds: ScatterSounds) -> None:
    count, dimensions = sounds.points.shape
    if dimensions != 3:
        raise ArtifactError(
            f"scatter_sounds: a map of {dimensions} dimensions found, expected 3; use a map by "
            "umap_3d or pca of three components"
        )
    if count > MOST_COLUMNS**2:
        raise ConfigError(
            f"explorer.sounds: {count} sounds on the map, but a sheet of pictures of "
            f"scatter-sounds holds {MOST_COLUMNS**2} ({MOST_COLUMNS} x {MOST_COLUMNS} of {PICTURE} "
            "pixels); give at most that many"
        )
    if sounds.samplerate != SAMPLERATE:
        raise ConfigError(
            f"network: its sample rate is {sounds.samplerate} Hz, but the sound file of "
            f"scatter-sounds has {SAMPLERATE} Hz; use a network of that rate, such as yamnet"
        )


def _notes(sounds: ScatterSounds, missing: int, length_s: float) -> Iterator[str]:
    count = len(sounds.points)
    if length_s > STEP_S:
        yield (
            f"clips of {length_s:g} s are cut to {STEP_S:g} s, because the page finds sound i at "
            f"i x {STEP_S:g} s"
        )
    megabytes = count * STEP_S * _PLAYED_HZ * 4 / 1e6
    yield (
        f"the page decodes all {count * STEP_S:.0f} s before the first sound is heard, about "
        f"{megabytes:.0f} MB of memory at {_PLAYED_HZ} Hz"
    )
    if missing:
        yield f"{missing} of {count} sounds have no clip: they are silent"
    without = sum(
        bool(np.isnan([sounds.descriptors[one][row] for one in DESCRIPTORS.values()]).any())
        for row in range(count)
    )
    if without:
        yield f"{without} of {count} sounds lack a descriptor, which is 0 in its place"


def _projections(sounds: ScatterSounds) -> dict[str, object]:
    """Give the content of the file of projections, around the centre of the map."""
    points = np.asarray(sounds.points, np.float64)
    points = points - points.mean(axis=0)
    names, codes = np.unique(sounds.labels, return_inverse=True)
    return {
        "idx": list(range(len(points))),
        "metadata": {
            "labels": [str(code) for code in codes],
            "labelnames": [str(names[code]) for code in codes],
            "filenames": list(sounds.files),
            **{
                theirs: [
                    round(value, 2)
                    for value in np.nan_to_num(sounds.descriptors[ours].astype(np.float64)).tolist()
                ]
                for theirs, ours in DESCRIPTORS.items()
            },
        },
        "projections": points.tolist(),
        "spherical": on_sphere(points).tolist(),
    }


def on_sphere(points: np.ndarray) -> np.ndarray:
    """Move points away from, or towards the origin until they lie on a sphere of radius `RADIUS`.

    Parameters
    ----------
    points
        Coordinates, shape ``[n, 3]``. The origin itself, which has no direction, goes to the first
        axis.

    Examples
    --------
    >>> on_sphere(np.array([[0.0, 3.0, 4.0], [0.0, 0.0, 0.0]])).tolist()
    [[0.0, 6.0, 8.0], [10.0, 0.0, 0.0]]
    """
    distances = np.linalg.norm(points, axis=1, keepdims=True)
    directions = np.divide(points, distances, out=np.zeros_like(points), where=distances > 0)
    directions[distances[:, 0] == 0, 0] = 1
    return RADIUS * directions


def _write_audio(path: Path, flacs: Iterable[bytes]) -> tuple[int, float]:
    """Write all clips back to back; return how many are missing, and the longest one (s)."""
    import soundfile

    step = round(STEP_S * SAMPLERATE)
    missing, longest = 0, 0
    with soundfile.SoundFile(path, "w", SAMPLERATE, 1, "PCM_16", format="FLAC") as file:
        for flac in flacs:
            samples = np.zeros(0, np.int16)
            if flac:
                samples = soundfile.read(io.BytesIO(flac), dtype="int16")[0]
            missing += not flac
            longest = max(longest, len(samples))
            fitted = np.zeros(step, np.int16)
            fitted[: min(step, len(samples))] = samples[:step]
            file.write(fitted)
    return missing, longest / SAMPLERATE


def _write_sheet(path: Path, sprites: Iterable[bytes], count: int) -> None:
    """Write all pictures, row by row, as a square JPEG sheet; places that are left are black."""
    from matplotlib import colormaps
    from matplotlib.image import imsave

    columns = math.ceil(math.sqrt(count))
    sheet = np.zeros([columns * PICTURE, columns * PICTURE, 3], np.uint8)
    colours = (colormaps["magma"](np.arange(256))[:, :3] * 255).round().astype(np.uint8)
    larger = np.arange(PICTURE) * CELL // PICTURE
    for index, sprite in enumerate(sprites):
        grey = np.frombuffer(sprite, np.uint8).reshape(CELL, CELL)
        top, left = (PICTURE * place for place in divmod(index, columns))
        sheet[top : top + PICTURE, left : left + PICTURE] = colours[grey[larger][:, larger]]
    imsave(path, sheet, format="jpeg", pil_kwargs={"quality": 90})
