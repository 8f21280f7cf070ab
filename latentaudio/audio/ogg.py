"""Whether an Ogg file ends where its stream ends.

libsndfile takes the last page it finds for the end, so it reads a file that was cut off short,
without a word. A stream that is complete says so: its last page is flagged as the end of it.

References
----------
Pfeiffer, *The Ogg Encapsulation Format Version 0*, RFC 3533, 2003, section 6.
"""

import struct
from pathlib import Path

from latentaudio.errors import AudioError

_HEADER = struct.Struct("<4sBB20xB")  # magic, version, flags, what is not needed here, segments
_END_OF_STREAM = 0x04
# A header, 255 lengths of segments, and 255 segments of 255 bytes.
_LARGEST_PAGE = _HEADER.size + 255 + 255 * 255


def check_ogg_is_complete(path: Path) -> None:
    """Refuse an Ogg file whose last page is missing or cut; other files pass.

    Raises
    ------
    AudioError
        When no page that ends a stream is whole.
    """
    with path.open("rb") as file:
        if file.read(4) != b"OggS":
            return
        size = file.seek(0, 2)
        # Twice, because tags that do not belong to it may follow the last page.
        file.seek(max(0, size - 2 * _LARGEST_PAGE))
        tail = file.read()
    begin = len(tail)
    while (begin := tail.rfind(b"OggS", 0, begin)) >= 0:
        if _ends_stream(tail, begin):
            return
    raise AudioError(
        f"{path}: truncated Ogg: the page that ends the stream is missing; copy it again from its "
        "origin, or, when the recorder was interrupted, convert what there is to FLAC or WAV"
    )


def _ends_stream(data: bytes, begin: int) -> bool:
    """Tell whether a whole page that is the last of its stream begins here."""
    if begin + _HEADER.size > len(data):
        return False
    _, version, flags, segments = _HEADER.unpack_from(data, begin)
    lengths = data[begin + _HEADER.size : begin + _HEADER.size + segments]
    end = begin + _HEADER.size + segments + sum(lengths)
    return version == 0 and bool(flags & _END_OF_STREAM) and end <= len(data)
