"""Read an open sound file block by block: one channel, checked, at the file's own sample rate."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from latentaudio.audio.channel_meter import ChannelMeter
from latentaudio.audio.reach import Reach
from latentaudio.errors import AudioError

Blocks = Iterator[np.ndarray]

_BLOCK_BYTES = 2**23
# What decoders of Vorbis and Opus give depends on what precedes it for less than this (s).
_OGG_LEAD_S = 1.0
# Without a table of contents the length of an MP3 is an estimate, accurate to about two of its
# frames if the bit rate is constant; see `mpeg`.
_MP3_TOLERANCE = 2 * 1152


class StreamedFile(soundfile.SoundFile):
    """A sound file that is read on from where it is.

    soundfile goes to where a file already is after every read, if the file can be sought in. In an
    MP3, libsndfile then loses what later frames borrow from earlier ones, so that the next samples
    are wrong, without an error.
    """

    def seekable(self) -> bool:
        """Return False, for soundfile; see `can_go_to`."""
        return False

    def can_go_to(self) -> bool:
        """Return whether `seek` leads to the sample that is asked for, and decodes it rightly."""
        return super().seekable() and self.format != "MP3"


class FileBlocks:
    """Read blocks of an open file.

    Parameters
    ----------
    path
        Path of the file, for messages.
    file
        The open file.
    block_s
        Duration of the blocks (s).
    channel
        Number of the channel to read, from 1, or None for the mean over channels.
    """

    def __init__(self, path: Path, file: StreamedFile, block_s: float, channel: int | None) -> None:
        self._path = path
        self._file = file
        self._channel = channel
        frame_bytes = 4 * file.channels
        self._size = max(1, min(int(block_s * file.samplerate), _BLOCK_BYTES // frame_bytes))

    def read(
        self,
        reach: Reach,
        meter: ChannelMeter | None = None,
        watch: Callable[[np.ndarray], object] | None = None,
    ) -> Blocks:
        """Yield blocks of what is to be read.

        Parameters
        ----------
        reach
            What to read.
        meter
            Measures the channels of the segment.
        watch
            Called with each block of the segment.

        Yields
        ------
        numpy.ndarray
            Successive samples, float32, shape ``[n]`` with n >= 1.

        Raises
        ------
        AudioError
            When the samples cannot be read, or are NaN or infinite.
        """
        self._seek(reach.lead)
        for first, stop, inside in reach.pieces():
            position = first
            for frames in self._frames(first, stop):
                mono = self._mono(frames, position)
                position += len(frames)
                if inside and meter is not None:
                    meter.add(frames)
                if inside and watch is not None:
                    watch(mono)
                yield mono
            if inside:
                self._check_end(position, stop)

    def _seek(self, position: int) -> None:
        """Go to a sample, in a file that was just opened."""
        known = 0
        if self._file.can_go_to():
            lead_s = _OGG_LEAD_S if self._file.format == "OGG" else 0.0
            known = max(0, position - round(lead_s * self._file.samplerate))
        if known:
            try:
                self._file.seek(known)
            except (soundfile.SoundFileError, OSError) as error:
                raise self._damaged(known, error) from error
        for _ in self._frames(known, position):
            pass  # decode what precedes the sample

    def _frames(self, first: int, stop: int) -> Blocks:
        """Yield all channels from a sample, at which the file is, to another."""
        position = first
        while position < stop:
            try:
                wanted = min(self._size, stop - position)
                frames = self._file.read(wanted, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, OSError) as error:
                raise self._damaged(position, error) from error
            if not len(frames):
                return
            yield frames
            position += len(frames)

    def _mono(self, frames: np.ndarray, position: int) -> np.ndarray:
        mono = _one_channel(frames, self._channel)
        bad = ~np.isfinite(mono)
        if bad.any():
            raise AudioError(
                f"{self._path}: NaN or infinite samples, the first at "
                f"{self._time(position + int(bad.argmax()))}; export the file again, or remove it"
            )
        return mono

    def _check_end(self, position: int, expected: int) -> None:
        if position < expected - (_MP3_TOLERANCE if self._file.format == "MP3" else 0):
            raise AudioError(
                f"{self._path}: truncated or damaged: its header announces "
                f"{self._time(self._file.frames)}, but only {self._time(position)} can be read; "
                "copy it again from the original"
            )

    def _damaged(self, position: int, error: Exception) -> AudioError:
        return AudioError(
            f"{self._path}: damaged: cannot be read beyond {self._time(position)} of "
            f"{self._time(self._file.frames)} ({reason(error)}); copy it again from the original"
        )

    def _time(self, position: int) -> str:
        return f"{position / self._file.samplerate:.3f} s"


def _one_channel(frames: np.ndarray, channel: int | None) -> np.ndarray:
    if channel is not None or frames.shape[1] == 1:
        return np.ascontiguousarray(frames[:, (channel or 1) - 1])
    with np.errstate(over="ignore", invalid="ignore"):  # is not finite then, and refused
        return frames.mean(axis=1)


def reason(error: Exception) -> str:
    """Say what an error of libsndfile says, without the path, with which our messages begin."""
    text = error.error_string if isinstance(error, soundfile.LibsndfileError) else str(error)
    return " ".join(text.split()).rstrip(".")
