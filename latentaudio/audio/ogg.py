"""Check that an Ogg file ends where its stream ends.

libsndfile takes the last page it finds for the end of the stream, so it reads a truncated file
without an error. In a complete stream, the last page is flagged as the end.

References
----------
Pfeiffer, *The Ogg Encapsulation Format Version 0*, RFC 3533, 2003, section 6.
"""

import struct
from pathlib import Path

from latentaudio.errors import AudioError

_HEADER = struct.Struct("<4sBB20xB")  # magic, version, flags, (not needed here), segments
_END_OF_STREAM = 0x04
# The header, 255 segment lengths, and 255 segments of 255 bytes.
_LARGEST_PAGE = _HEADER.size + 255 + 255 * 255


def check_ogg_is_complete(path: Path) -> None:
    """Refuse an Ogg file whose last page is missing or truncated; other files pass.

    Raises
    ------
    AudioError
        When there is no complete page that ends a stream.
    """
    with path.open("rb") as file:
        if file.read(4) != b"OggS":
            return
        size = file.seek(0, 2)
        # Twice the largest page, because unrelated tags may follow the last one.
        file.seek(max(0, size - 2 * _LARGEST_PAGE))
        tail = file.read()
    begin = len(tail)
    while (begin := tail.rfind(b"OggS", 0, begin)) >= 0:
        if _ends_stream(tail, begin):
            return
    raise AudioError(
        f"{path}: truncated Ogg: the page that ends the stream is missing; copy it again from the "
        "original, or, if the recorder was interrupted, convert what there is to FLAC or WAV"
    )


def _ends_stream(data: bytes, begin: int) -> bool:
    """Return whether a complete page that ends its stream begins at `begin`."""
    if begin + _HEADER.size > len(data):
        return False
    _, version, flags, segments = _HEADER.unpack_from(data, begin)
    lengths = data[begin + _HEADER.size : begin + _HEADER.size + segments]
    end = begin + _HEADER.size + segments + sum(lengths)
    return version == 0 and bool(flags & _END_OF_STREAM) and end <= len(data)
