"""The factorial sound set: six materials, four actions, any number of objects in each cell."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from latentaudio.artifacts import atomic_path
from latentaudio.errors import ConfigError, check_known
from latentaudio.seeds import generator
from latentaudio.synthesis import materials
from latentaudio.synthesis.actions import ACTIONS_BY_NAME
from latentaudio.synthesis.recording import record

MATERIALS_BY_NAME = {
    "wood": materials.WOOD,
    "metal": materials.METAL,
    "glass": materials.GLASS,
    "stone": materials.STONE,
    "cardboard": materials.CARDBOARD,
    "plastic": materials.PLASTIC,
}
MATERIALS = tuple(MATERIALS_BY_NAME)
ACTIONS = tuple(ACTIONS_BY_NAME)


def iterate_objects(
    material: str,
    action: str,
    *,
    objects: int,
    seconds_per_object: float,
    samplerate: int,
    seed: int,
) -> Iterator[np.ndarray]:
    """Synthesise one cell, one object at a time.

    Every object has its own size, shape, modes, places of contact, room, microphone, noise and
    level. Object i depends only on the seed, the cell and i, not on the number of objects.

    Parameters
    ----------
    material
        One of `MATERIALS`.
    action
        One of `ACTIONS`.
    objects
        Number of objects.
    seconds_per_object
        Duration of each object's sound (s).
    samplerate
        Sample rate (Hz), at least 16,000.
    seed
        The run's seed.

    Yields
    ------
    numpy.ndarray
        Mono sound of one object, float32, shape ``[round(seconds_per_object * samplerate)]``, with
        a peak of at most 0.98; levels differ between objects by up to 10 dB.

    Raises
    ------
    ConfigError
        When the material or action is unknown, or a number is out of range.
    """
    _check(material, action, objects, seconds_per_object, samplerate)
    return _objects(material, action, objects, seconds_per_object, samplerate, seed)


def _objects(
    material: str, action: str, objects: int, seconds: float, samplerate: int, seed: int
) -> Iterator[np.ndarray]:
    length = round(seconds * samplerate)
    for index in range(objects):
        rng = object_generator(seed, material, action, index)
        yield record(rng, _dry(rng, material, action, length, samplerate), samplerate)


def object_generator(seed: int, material: str, action: str, index: int) -> np.random.Generator:
    """Create the generator of one object, which draws its sound before its room."""
    return generator(seed, "synthesis", material, action, index)


def _dry(
    rng: np.random.Generator, material: str, action: str, length: int, samplerate: int
) -> np.ndarray:
    # The last bits of matrix products depend on the number of threads.
    with threadpool_limits(1, user_api="blas"):
        return ACTIONS_BY_NAME[action](rng, MATERIALS_BY_NAME[material], length, samplerate)


def dry_object(
    material: str, action: str, index: int, *, seconds: float, samplerate: int, seed: int
) -> np.ndarray:
    """Synthesise one object of a cell as it sounds at the object itself.

    It is the object of that number in `iterate_objects`, without room, microphone and noise.

    Parameters
    ----------
    material, action, samplerate, seed
        See `iterate_objects`, as for its errors.
    index
        Number of the object, from 0.
    seconds
        Duration (s).

    Returns
    -------
    numpy.ndarray
        Mono sound at any level, shape ``[round(seconds * samplerate)]``.
    """
    _check(material, action, index + 1, seconds, samplerate)
    rng = object_generator(seed, material, action, index)
    return _dry(rng, material, action, round(seconds * samplerate), samplerate)


def synthesise_recording(
    material: str,
    action: str,
    *,
    objects: int,
    seconds_per_object: float,
    samplerate: int,
    seed: int,
) -> np.ndarray:
    """Synthesise one cell as one signal, object after object.

    Parameters and errors are those of `iterate_objects`.

    Returns
    -------
    numpy.ndarray
        Mono signal, float32, shape ``[objects * round(seconds_per_object * samplerate)]``.
    """
    return np.concatenate(
        list(
            iterate_objects(
                material,
                action,
                objects=objects,
                seconds_per_object=seconds_per_object,
                samplerate=samplerate,
                seed=seed,
            )
        )
    )


def write_recording(
    path: str | Path,
    material: str,
    action: str,
    *,
    objects: int,
    seconds_per_object: float,
    samplerate: int,
    seed: int,
) -> None:
    """Write one cell as a 16-bit WAV file, holding one object at a time in memory.

    The file appears only when it is complete. Parameters and errors are those of `iterate_objects`.
    """
    import soundfile as sf

    segments = iterate_objects(
        material,
        action,
        objects=objects,
        seconds_per_object=seconds_per_object,
        samplerate=samplerate,
        seed=seed,
    )
    with (
        atomic_path(path) as temporary,
        sf.SoundFile(temporary, "w", samplerate, 1, "PCM_16", format="WAV") as file,
    ):
        for segment in segments:
            file.write(segment)


def _check(
    material: str, action: str, objects: int, seconds_per_object: float, samplerate: int
) -> None:
    check_known("material", material, MATERIALS)
    check_known("action", action, ACTIONS)
    if objects < 1:
        raise ConfigError(f"objects: {objects} found, at least 1 expected")
    if not 0.5 <= seconds_per_object <= 3600:
        raise ConfigError(f"seconds_per_object: {seconds_per_object} found, 0.5 to 3600 expected")
    if samplerate < 16_000:
        raise ConfigError(f"samplerate: {samplerate} Hz found, at least 16000 Hz expected")
