"""Which channel of a recording is read."""

from pathlib import Path
from typing import Literal

from latentaudio.audio.channel_meter import ChannelMeter
from latentaudio.audio.heard_band import HeardBand
from latentaudio.audio.segment import Segment
from latentaudio.audio.sound_files import mono_blocks, probe

Channels = Literal["mean", "left", "right", "loudest"]

_NUMBERS = {"left": 1, "right": 2}


def channel_to_read(
    path: str | Path, channels: Channels, band: HeardBand, segment: Segment | None = None
) -> int | None:
    """Find the channel of a file that a setting asks for.

    ``"left"`` and ``"right"`` are the first and the second channel, however many there are.
    ``"loudest"`` is the channel with the largest power in the whole file, or in the segment, which
    is read for it.

    Parameters
    ----------
    path
        The file.
    channels
        The setting.
    band
        Band in which channels are compared.
    segment
        Part of the file that is used, or None for the whole file.

    Returns
    -------
    int or None
        Number of the channel, from 1; None for the mean over channels, and for a mono file.

    Raises
    ------
    AudioError
        When the file cannot be read.
    """
    facts = probe(path)
    if facts.channels == 1 or channels == "mean":
        return None
    if channels in _NUMBERS:
        return _NUMBERS[channels]
    meter = ChannelMeter(facts.channels, facts.samplerate, band)
    for _ in mono_blocks(path, None, segment=segment, meter=meter):
        pass
    return meter.loudest
