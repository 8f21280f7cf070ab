"""WAV files that this package writes itself; recordings are read by `sound_files`."""

import wave
from pathlib import Path

import numpy as np

#: Largest value of 16 bits, which full scale becomes.
FULL_SCALE = 32767


def write_wav(path: Path, samples: np.ndarray, samplerate: int) -> None:
    """Write samples within [-1, 1], shape ``[n]``, as a WAV file of 16 bits without metadata."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(samplerate)
        file.writeframes(np.round(samples * FULL_SCALE).astype("<i2").tobytes())


def read_wav(path: Path) -> np.ndarray:
    """Read the samples of a file that `write_wav` wrote: float32, shape ``[n]``.

    Raises
    ------
    OSError, EOFError, wave.Error
        When the file is missing, cut off, or no WAV file.
    """
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(file.getnframes())
        if len(frames) != file.getnframes() * file.getsampwidth():
            raise EOFError("the file is cut off")
    samples = np.frombuffer(frames, "<i2")
    return samples.astype(np.float32) / np.float32(FULL_SCALE)
