"""Compare the length that AIFF, AU, CAF, NIST and W64 files announce with the length they have.

libsndfile reads a truncated file of these formats as if it were whole. WAV files, whose headers are
often left incomplete, have a module of their own, `latentaudio.audio.riff`.

References
----------
Apple, *Audio Interchange File Format*, version 1.3, 1989, and *Core Audio Format Specification*,
2006; Sonic Foundry, *Wave64 File Format*, 2001; Garofolo et al., *TIMIT*, NISTIR 4930, 1993,
appendix on SPHERE headers.
"""

import os
import re
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from latentaudio.errors import AudioError

_MOST_CHUNKS = 10_000
_LARGEST_SIZE = 0xFFFFFFFF
_LARGEST_NIST_HEADER = 2**16
_W64_GUID = bytes.fromhex("f3acd3118cd100c04f8edb8a")


class _Layout(NamedTuple):
    """How a format divides a file into chunks, one of which holds the samples."""

    first: int  # position of the first chunk (bytes)
    header: struct.Struct  # name and size of a chunk
    counts_header: bool  # whether the size includes name and size
    alignment: int  # chunks begin at multiples of this (bytes)
    samples: bytes  # name of the chunk of samples


_AIFF = _Layout(12, struct.Struct(">4sI"), False, 2, b"SSND")
_CAF = _Layout(8, struct.Struct(">4sq"), False, 1, b"data")
_W64 = _Layout(40, struct.Struct("<16sq"), True, 8, b"data" + _W64_GUID)


class _HeaderError(Exception):
    """What is wrong with a header, and what to do."""


_NO_END = "its header does not say where its samples end; copy it again from the original"


def check_announced_size(path: Path) -> None:
    """Refuse a file that ends before its samples do, by its header; other formats pass.

    Raises
    ------
    AudioError
        When the file is shorter than its header announces, longer than its header can express,
        when its header does not state the length, or when a NIST file is compressed.
    """
    with path.open("rb") as file:
        magic = file.read(4)
        if magic not in _ENDS:
            return
        name, find_end = _ENDS[magic]
        size = os.fstat(file.fileno()).st_size
        try:
            end = find_end(file)
        except _HeaderError as error:
            raise AudioError(f"{path}: {name} file that cannot be read: {error}") from None
    if end is None:
        return
    if name in {"AIFF", "AU"} and size > _LARGEST_SIZE + 8:
        raise AudioError(
            f"{path}: {name} file of {size} bytes, but its header cannot announce more than "
            f"{_LARGEST_SIZE}, so its end would be lost; convert it to FLAC, or split it"
        )
    if end > size:
        raise AudioError(
            f"{path}: truncated {name}: by its header its samples end at byte {end}, but the file "
            f"has only {size}; copy it again from the original"
        )


def _end_of_chunk(file: BinaryIO, layout: _Layout) -> int | None:
    """Return where the chunk of samples ends; None if it is announced to last to the end."""
    size_of_file = file.seek(0, os.SEEK_END)
    position = layout.first
    for _ in range(_MOST_CHUNKS):
        if position + layout.header.size > size_of_file:
            break
        file.seek(position)
        header = file.read(layout.header.size)
        name, size = layout.header.unpack(header)
        end = position + size + (0 if layout.counts_header else layout.header.size)
        if name == layout.samples:
            return None if size == -1 else end
        if end <= position:
            break
        position = end + -end % layout.alignment
    raise _HeaderError(_NO_END)


def _end_of_au(file: BinaryIO, byteorder: str) -> int | None:
    """Return where the samples of an AU file end; None if they last to the end of the file."""
    file.seek(4)
    header = file.read(8)
    if len(header) < 8:
        raise _HeaderError(_NO_END)
    start, size = struct.unpack(byteorder + "2I", header)
    return None if size == _LARGEST_SIZE else start + size


def _end_of_nist(file: BinaryIO) -> int:
    """Return where the samples of a NIST file end."""
    file.seek(0)
    header = file.read(_LARGEST_NIST_HEADER)
    start = re.match(rb"NIST_1A\n *(\d{1,18})\n", header)
    fields = dict(re.findall(rb"^(\w+) -\w+ (\S+)", header, re.MULTILINE))
    if b"embedded" in fields.get(b"sample_coding", b""):
        raise _HeaderError("its samples are compressed; convert it to WAV, for example by sph2pipe")
    sizes = [fields.get(name, b"") for name in (b"sample_count", b"sample_n_bytes")]
    sizes.append(fields.get(b"channel_count", b"1"))
    if start is None or not all(re.fullmatch(rb"\d{1,18}", size) for size in sizes):
        raise _HeaderError(_NO_END)
    samples, sample_bytes, channels = map(int, sizes)
    return int(start[1]) + samples * sample_bytes * channels


#: Name of each format, and what finds the end of its samples, by the first bytes of its files.
_ENDS: dict[bytes, tuple[str, Callable[[BinaryIO], int | None]]] = {
    b"FORM": ("AIFF", partial(_end_of_chunk, layout=_AIFF)),
    b"caff": ("CAF", partial(_end_of_chunk, layout=_CAF)),
    b"riff": ("W64", partial(_end_of_chunk, layout=_W64)),
    b".snd": ("AU", partial(_end_of_au, byteorder=">")),
    b"dns.": ("AU", partial(_end_of_au, byteorder="<")),
    b"NIST": ("NIST", _end_of_nist),
}
