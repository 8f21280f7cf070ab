"""A set of additive tones: its table, where each tone lies in the files of the set, its sounds.

Tones are rendered when they are asked for, those with the same partials together, so that memory
does not grow with the set.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from latentaudio.artifacts import atomic_path
from latentaudio.audio.segment import Segment
from latentaudio.synthesis.additive import render_block
from latentaudio.synthesis.tone_design import SHARED, Presence, ToneDesign, size_of
from latentaudio.synthesis.tone_table import losing_partials, tone_table

#: Number of tones in a file: a job of some seconds, a file of about 30 MB.
FILE_SOUNDS = 1000

# Tones that are rendered together, at most: 16 MB for a second at 16 kHz.
_BLOCK_SOUNDS = 256

#: Silence after each tone (s), so that whoever resamples one hears nothing of the next. With a
#: snippet of YAMNet (0.975 s), tones begin at whole seconds.
GAP_S = 0.025


@dataclass(frozen=True)
class ToneSet:
    """The tones of a design, numbered from 0.

    Attributes
    ----------
    design
        A design without problems.
    """

    design: ToneDesign

    @cached_property
    def table(self) -> dict[str, np.ndarray]:
        """Parameters of each tone; see `latentaudio.synthesis.tone_table.ToneTable`."""
        return tone_table(self.design)

    @property
    def files(self) -> int:
        """Number of files, which are numbered from 1."""
        return -(-size_of(self.design).sounds // FILE_SOUNDS)

    def numbers(self, file: int) -> range:
        """Return the numbers of the tones in a file."""
        first = (file - 1) * FILE_SOUNDS
        return range(first, min(first + FILE_SOUNDS, size_of(self.design).sounds))

    def segment(self, number: int) -> Segment:
        """Return where a tone lies in its file."""
        voice = self.design.voice
        start = number % FILE_SOUNDS * (voice.samples + self._gap)
        return Segment(start / voice.samplerate, (start + voice.samples) / voice.samplerate)

    def blocks(self, numbers: range) -> Iterator[np.ndarray]:
        """Render successive tones.

        Yields
        ------
        numpy.ndarray
            Some tones, float32, shape ``[n, samples]``.
        """
        # The last bits of matrix products depend on the number of threads.
        with threadpool_limits(1, user_api="blas"):
            for first, stop in self._spans(numbers):
                yield self._block(np.arange(first, stop))

    def write(self, path: str | Path, file: int) -> int:
        """Write the tones of one file, as 16-bit WAV, with a gap of silence after each.

        The file appears only when it is complete.

        Returns
        -------
        int
            Number of its tones that lose partials at or above half the sample rate.
        """
        import soundfile as sf

        numbers = self.numbers(file)
        with (
            atomic_path(path) as temporary,
            sf.SoundFile(
                temporary, "w", self.design.voice.samplerate, 1, "PCM_16", format="WAV"
            ) as sound,
        ):
            for block in self.blocks(numbers):
                sound.write(np.pad(block, [(0, 0), (0, self._gap)]).ravel())
        return int(losing_partials(self.design, self.table)[numbers.start : numbers.stop].sum())

    @property
    def _gap(self) -> int:
        return round(GAP_S * self.design.voice.samplerate)

    def _spans(self, numbers: range) -> Iterator[tuple[int, int]]:
        """Cut a range of tones where the frequencies of the partials change, or blocks get long."""
        shared = [self.table[name] for name in SHARED]
        first = numbers.start
        for number in range(first + 1, numbers.stop):
            differs = any(column[number] != column[first] for column in shared)
            if differs or number - first == _BLOCK_SOUNDS:
                yield first, number
                first = number
        yield first, numbers.stop

    def _block(self, numbers: np.ndarray) -> np.ndarray:
        rows = {name: column[numbers] for name, column in self.table.items()}
        presence: Presence = rows["presence"][0]
        return render_block(
            self.design.voice,
            fundamental=float(rows["fundamental_hz"][0]),
            inharmonicity=float(rows["inharmonicity"][0]),
            presence=presence,
            slopes=rows["slope"],
            decays=rows["decay_per_s"],
            numbers=numbers,
            snrs=rows.get("snr_db"),
        )
