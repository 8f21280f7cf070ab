"""Find what follows the ID3v2 tags in front of a file.

Programs that catalogue sounds put such tags in front of files of any format, and libsndfile skips
them.

References
----------
Nilsson, *ID3 tag version 2.4.0*, 2000, section 3.1.
"""

from typing import BinaryIO

_MOST_TAGS = 100
_HEADER_BYTES = 10
_HAS_FOOTER = 0x10


def end_of_tags(file: BinaryIO) -> int:
    """Return the position of the first byte after any ID3v2 tags (there may be several)."""
    position = 0
    for _ in range(_MOST_TAGS):
        file.seek(position)
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES or header[:3] != b"ID3":
            break
        size = 0
        for byte in header[6:]:
            size = size << 7 | byte & 0x7F
        footer = _HEADER_BYTES if header[5] & _HAS_FOOTER else 0
        position += _HEADER_BYTES + size + footer
    return position
