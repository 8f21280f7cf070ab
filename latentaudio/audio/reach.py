"""Which samples of a file are read for a segment of it, and which of the resampled ones are kept.

A segment is resampled together with what surrounds it in its file, so that it sounds as it does
there: a snippet of it equals the same snippet of the resampled whole file, but for rounding.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from latentaudio.audio.segment import Segment, plain
from latentaudio.errors import AudioError

# Samples that the resampler reaches to each side, at the lower of the two rates. It attenuates
# what lies beyond by more than 120 dB.
_CONTEXT = 200
# Annotations are rounded, so they may end this much after the file (s).
_ROUNDING_S = 1e-3


@dataclass(frozen=True)
class Reach:
    """What is read of a file; positions in samples of the file.

    Attributes
    ----------
    lead, tail
        First sample to read, and the one after the last.
    first, stop
        First sample of the segment, and the one after the last.
    skip, length
        Number of resampled samples to drop, and to keep after them; `length` is None for all, as
        that of a resampled file is known at its end.
    """

    lead: int
    first: int
    stop: int
    tail: int
    skip: int = 0
    length: int | None = None

    def pieces(self) -> list[tuple[int, int, bool]]:
        """Divide what is read at the ends of the segment.

        Returns
        -------
        list of tuple
            First sample of a piece, the one after its last, and whether it is the segment.
        """
        return [
            (self.lead, self.first, False),
            (self.first, self.stop, True),
            (self.stop, self.tail, False),
        ]


def reach_of(
    path: Path, segment: Segment | None, *, frames: int, samplerate: int, resampled: int
) -> Reach:
    """Find what must be read for a segment.

    Parameters
    ----------
    path
        The file, for messages.
    segment
        The segment; None for the whole file.
    frames, samplerate
        Length of the file (samples) and its sample rate (Hz).
    resampled
        Sample rate to resample to (Hz).

    Raises
    ------
    AudioError
        When the segment ends after the file, by more than a rounded time may, or has no samples.
    """
    if segment is None:
        return Reach(0, 0, frames, frames)
    duration_s = frames / samplerate
    if segment.end_s > duration_s + _ROUNDING_S:
        raise AudioError(
            f"{path}: its segment {segment} ends after the file, which lasts "
            f"{plain(round(duration_s, 6))} s; correct the times (start_s, end_s)"
        )
    first, stop = segment.span(samplerate)
    stop = min(stop, frames)
    begin, end = segment.span(resampled)
    if first >= stop or begin >= end:
        raise AudioError(f"{path}: its segment {segment} is shorter than a sample; remove the row")
    if samplerate == resampled:
        return Reach(first, first, stop, stop)
    # Reading starts where a sample of the file and a resampled one coincide.
    step = samplerate // math.gcd(samplerate, resampled)
    context = math.ceil(_CONTEXT * max(1.0, samplerate / resampled))
    lead = max(0, first - context) // step * step
    return Reach(
        lead=lead,
        first=first,
        stop=stop,
        tail=min(frames, stop + context),
        skip=begin - lead * resampled // samplerate,
        length=end - begin,
    )
