"""Compare the length that a WAV file announces with the length that it has.

libsndfile reads a truncated WAV file without an error. If the header was never completed (a
recorder wrote to a pipe), or if its size field is too narrow for the length, libsndfile reads
nothing or only a part. This module distinguishes these cases by walking the chunks. ID3 tags may
precede them.

References
----------
IBM and Microsoft, *Multimedia Programming Interface and Data Specifications 1.0*, 1991 (RIFF);
EBU Tech 3306, *MBWF / RF64*, 2009.
"""

import io
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from latentaudio.audio.id3 import end_of_tags
from latentaudio.errors import AudioError

# What writers put for "not yet known" if the output cannot be rewound.
_UNKNOWN_SIZES = frozenset({0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFDB, 0xFFFFFFFF})
_MOST_CHUNKS = 10_000
_LARGEST_SIZE = 0xFFFFFFFF


@dataclass(frozen=True)
class DataChunk:
    """The chunk of a WAV file that holds the samples.

    Attributes
    ----------
    file_start
        Position at which the WAV file begins, after any tags (bytes).
    size_position
        Position of the announced size in the file (bytes).
    start
        Position of the first sample in the file (bytes).
    announced
        Size that the header announces (bytes).
    present
        Bytes between `start` and the end of the file.
    streamed
        Whether the announced size means "not known", so that the samples extend to the end.
    byteorder
        ``"<"`` for RIFF and RF64, ``">"`` for RIFX.
    wide
        Whether sizes have 64 bits, as in RF64.
    """

    file_start: int
    size_position: int
    start: int
    announced: int
    present: int
    streamed: bool
    byteorder: str
    wide: bool

    @property
    def file_size(self) -> int:
        """Size of the WAV file, without tags in front of it (bytes)."""
        return self.start + self.present - self.file_start


def data_chunk(path: Path) -> DataChunk | None:
    """Find the data chunk; None if no RIFF, RIFX or RF64 file begins after any tags.

    Raises
    ------
    AudioError
        When there is no data chunk.
    """
    with path.open("rb") as file:
        file_start = end_of_tags(file)
        file.seek(file_start)
        header = file.read(12)
        magic = header[:4]
        if len(header) < 12 or magic not in {b"RIFF", b"RIFX", b"RF64", b"BW64"}:
            return None
        byteorder = ">" if magic == b"RIFX" else "<"
        end = os.fstat(file.fileno()).st_size
        (riff_size,) = struct.unpack(byteorder + "I", header[4:8])
        long_size = None
        for _ in range(_MOST_CHUNKS):
            position = file.tell()
            chunk = file.read(8)
            if len(chunk) < 8:
                break
            name, size = chunk[:4], struct.unpack(byteorder + "I", chunk[4:])[0]
            if name == b"data":
                start = position + 8
                announced = size if long_size is None or size < _LARGEST_SIZE else long_size
                # A header that was never completed gives 0 for the whole file, too.
                interrupted = size == 0 and start < end and file_start + riff_size + 8 < end
                streamed = announced in _UNKNOWN_SIZES or interrupted
                return DataChunk(
                    file_start=file_start,
                    size_position=position + 4,
                    start=start,
                    announced=announced,
                    present=end - start,
                    streamed=streamed,
                    byteorder=byteorder,
                    wide=magic in {b"RF64", b"BW64"},
                )
            if name == b"ds64" and size >= 16:
                body = file.read(16)
                long_size = struct.unpack("<8xQ", body)[0] if len(body) == 16 else None
            file.seek(position + 8 + size + size % 2)
    raise AudioError(
        f"{path}: WAV file without a data chunk, so it was truncated or damaged; copy it again "
        "from the original"
    )


def check_wav_is_whole(path: Path) -> DataChunk | None:
    """Refuse a WAV file whose length disagrees with its header; return its data chunk.

    Raises
    ------
    AudioError
        When the file is shorter than its header announces, longer than its header can express, or
        an RF64 file whose header was never completed. The message gives the sizes.
    """
    chunk = data_chunk(path)
    # The header counts the bytes after its first 8.
    if chunk is not None and not chunk.wide and chunk.file_size > _LARGEST_SIZE + 8:
        raise AudioError(
            f"{path}: WAV file of {chunk.file_size} bytes, but its header cannot "
            f"announce more than {_LARGEST_SIZE}, so its end would be lost; convert it to RF64 or "
            "FLAC, or split it"
        )
    if chunk is not None and chunk.wide and chunk.announced == 0 < chunk.present:
        raise AudioError(
            f"{path}: RF64 file whose header was never completed: it announces no samples, but "
            f"{chunk.present} bytes follow; repair it, for example with an audio editor"
        )
    if chunk is not None and not chunk.streamed and chunk.announced > chunk.present:
        raise AudioError(
            f"{path}: truncated WAV: its header announces {chunk.announced} bytes of samples, "
            f"but only {chunk.present} are there; copy it again from the original"
        )
    return chunk


class SizedWav(io.FileIO):
    """A WAV file whose header does not state its size, read as if it did.

    Parameters
    ----------
    path
        The file.
    chunk
        Its data chunk.
    """

    def __init__(self, path: Path, chunk: DataChunk) -> None:
        super().__init__(path, "rb")
        self._position = chunk.size_position
        self._size = struct.pack(chunk.byteorder + "I", min(chunk.present, _LARGEST_SIZE))

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read bytes, with the announced size replaced by the true one."""
        begin = self.tell()
        n_read = super().readinto(buffer) or 0
        view = memoryview(buffer).cast("B")
        for offset, byte in enumerate(self._size, start=self._position - begin):
            if 0 <= offset < n_read:
                view[offset] = byte
        return n_read
