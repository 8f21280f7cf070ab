"""Check whether the length of an MP3 file is known without decoding it.

An MP3 file has no field for its length. Encoders write the length into a first, silent frame
("Xing", "Info" or "VBRI"). Without that frame, libsndfile estimates the length from the first bit
rate and reads no further. The estimate holds only for a constant bit rate: with a variable one,
more than half of the sound may be lost without an error.

References
----------
ISO/IEC 11172-3:1993 and 13818-3:1998, section 2.4.1.3 (header of a frame).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from latentaudio.audio.id3 import end_of_tags
from latentaudio.errors import AudioError

# How far libsndfile searches for the first frame.
_SEARCHED_BYTES = 2**16
_TABLES_OF_CONTENTS = (b"Xing", b"Info", b"VBRI")
# Bit rates of layer III (kbit/s) by index, for version 1 and for versions 2 and 2.5; index 0 means
# that the header does not state the rate.
_BIT_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# Sample rates (Hz) by the version bits; version 1 is reserved.
_SAMPLE_RATES = {
    0: (11_025, 12_000, 8_000),
    2: (22_050, 24_000, 16_000),
    3: (44_100, 48_000, 32_000),
}


class _Frame(NamedTuple):
    bit_rate: int
    size: int  # bytes, header included


def check_mp3_has_a_length(path: Path) -> None:
    """Refuse an MP3 of variable bit rate without a table of contents.

    Parameters
    ----------
    path
        An MP3 file, with whatever else in front of its first frame.

    Raises
    ------
    AudioError
        When frames have different bit rates and no frame states how many there are.
    """
    with path.open("rb") as file:
        position = _first_frame(file)
        if position is None:
            return
        file.seek(position)
        # Spans the header and the side information, which the table follows.
        if any(name in file.read(192) for name in _TABLES_OF_CONTENTS):
            return
        file.seek(position)
        rates = set()
        for frame in _frames(file):
            rates.add(frame.bit_rate)
            if len(rates) > 1:
                raise AudioError(
                    f"{path}: MP3 of variable bit rate without a table of contents, so its length "
                    "is unknown and its end would be lost; convert it to FLAC or WAV"
                )


def _first_frame(file: BinaryIO) -> int | None:
    """Find the first frame that another one follows, after tags and up to 64 KiB of anything."""
    tags = end_of_tags(file)
    file.seek(tags)
    data = file.read(_SEARCHED_BYTES)
    position = data.find(b"\xff")
    while position >= 0:
        frame = _frame(data[position : position + 4])
        if frame is not None:
            following = data[position + frame.size : position + frame.size + 4]
            if len(following) < 4 or _frame(following) is not None:
                return tags + position
        position = data.find(b"\xff", position + 1)
    return None


def _frames(file: BinaryIO) -> Iterator[_Frame]:
    """Yield successive frames, up to the first bytes that are not a frame."""
    while (frame := _frame(file.read(4))) is not None:
        yield frame
        file.seek(frame.size - 4, 1)


def _frame(header: bytes) -> _Frame | None:
    """Parse the header of a layer III frame; None if it is not one or its bit rate is free."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, index, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or index in (0, 15) or rate == 3:
        return None
    bit_rate = 1000 * (_BIT_RATES_1 if version == 3 else _BIT_RATES_2)[index]
    samples = 1152 if version == 3 else 576
    size = samples * bit_rate // (8 * _SAMPLE_RATES[version][rate]) + (header[2] >> 1 & 1)
    return _Frame(bit_rate, size)
