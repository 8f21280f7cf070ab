"""Measure every recording in one pass, and plan its snippets.

Every file is read to its end before any heavier work starts. What is measured does not depend on
labels or on other recordings, so it stays when these change.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from latentaudio.audio.channels import Channels, channel_to_read
from latentaudio.audio.file_blocks import Blocks
from latentaudio.audio.file_digest import file_sha256
from latentaudio.audio.fingerprint import Fingerprint, Fingerprinter
from latentaudio.audio.heard_band import WITHOUT_RUMBLE, HeardBand
from latentaudio.audio.levels import Normalise, check_full_scale, gain
from latentaudio.audio.loudest import LoudestPoints, loudest_starts
from latentaudio.audio.rate import SnippetFormat
from latentaudio.audio.segment import Segment, described
from latentaudio.audio.snippets import cut, levels_db, mean_squares, segment_starts, snippet_starts
from latentaudio.audio.sound_files import AudioScan, expected_samples, scan, watched
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError, ConfigError, DatasetError

#: Which snippets of a recording are used: all, or the one around its loudest point.
Chosen = Literal["all", "loudest"]

#: What becomes of the end of a recording that no whole snippet reaches.
Remainder = Literal["drop", "pad"]

_LISTED = 50
_PROGRESS_S = 5.0


@dataclass(frozen=True)
class Plan:
    """The settings that decide what is read of a recording, and which snippets it has.

    Attributes
    ----------
    snippet
        Sample rate and length of snippets.
    hop, block, guard
        See `latentaudio.audio.snippets.snippet_starts` (samples).
    chosen
        ``"loudest"`` for one snippet of each recording or block, around its loudest point.
    remainder
        ``"pad"`` for one more snippet at the end of a recording.
    channels
        See `latentaudio.audio.channels.channel_to_read`.
    band
        Band in which levels are measured.
    normalise
        See `latentaudio.audio.levels.gain`.
    silence_db
        RMS level (dB full scale, after the gain) below which snippets are dropped.
    """

    snippet: SnippetFormat
    hop: int
    block: int | None
    guard: int
    chosen: Chosen
    remainder: Remainder
    channels: Channels
    band: HeardBand
    normalise: Normalise
    silence_db: float

    @classmethod
    def of(
        cls,
        snippet: SnippetFormat,
        *,
        hop_s: float,
        block_s: float | None = None,
        guard_s: float = 0.0,
        chosen: Chosen = "all",
        remainder: Remainder = "drop",
        channels: Channels = "mean",
        band: HeardBand = WITHOUT_RUMBLE,
        normalise: Normalise = "peak",
        silence_db: float,
    ) -> "Plan":
        """Make a plan from settings in seconds.

        Parameters
        ----------
        snippet
            Sample rate and length of snippets.
        hop_s
            Distance between the starts of successive snippets (s).
        block_s, guard_s
            Length of the blocks that are groups of their own, and of the gap left unused between
            them (s). Without `block_s`, snippets have the group of their recording.
        chosen
            ``"all"`` snippets, or the ``"loudest"``: one of each recording or block, around its
            loudest point.
        remainder
            Whether the end of a recording that no whole snippet reaches is left out (``"drop"``)
            or gives one more snippet (``"pad"``).
        channels
            Which channel is read; see `latentaudio.audio.channels.channel_to_read`.
        band
            Band that the network hears, in which levels are measured; by default all but an offset
            and rumble.
        normalise
            See `latentaudio.audio.levels.gain`.
        silence_db
            RMS level (dB full scale, after the gain) below which snippets are dropped.

        Raises
        ------
        ConfigError
            When a duration cannot work.
        """

        def samples(key: str, seconds: float) -> int:
            if not np.isfinite(seconds):
                raise ConfigError(f"dataset.{key}: found {seconds}; give a number of seconds")
            return round(seconds * snippet.samplerate)

        plan = cls(
            snippet=snippet,
            hop=samples("hop_s", hop_s),
            block=None if block_s is None else samples("block_s", block_s),
            guard=samples("guard_s", guard_s),
            chosen=chosen,
            remainder=remainder,
            channels=channels,
            band=band,
            normalise=normalise,
            silence_db=silence_db,
        )
        # Raises for an impossible plan before any file is read, whichever snippets are chosen.
        replace(plan, chosen="all").starts(1)
        return plan

    def starts(
        self, n_samples: int, segment: Segment | None = None, points: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Plan the snippets of a recording, which may be a segment of a file.

        See `latentaudio.audio.snippets.snippet_starts` and `segment_starts` there, and, for the
        loudest `points`, `latentaudio.audio.loudest.loudest_starts`.
        """
        if self.chosen == "loudest":
            return loudest_starts(
                n_samples, self.snippet, points, block=self.block, guard=self.guard
            )
        pad = self.remainder == "pad"
        if segment is not None:
            return segment_starts(n_samples, self.snippet, hop=self.hop, pad_remainder=pad)
        return snippet_starts(
            n_samples,
            self.snippet,
            hop=self.hop,
            block=self.block,
            guard=self.guard,
            pad_remainder=pad,
        )

    def loudest_points(self) -> LoudestPoints:
        """Make what finds the loudest points of one recording, at the rate of snippets."""
        band = self.band.filter(self.snippet.samplerate)
        return LoudestPoints(band, self.block, self.guard)


@dataclass(frozen=True)
class Measured:
    """Measurements of one recording and of the ``n`` snippets that were planned in it.

    Attributes
    ----------
    facts
        Measurements of the whole recording.
    channel
        Number of the channel that is read, from 1; None for the mean over channels.
    gain
        Factor by which samples are multiplied.
    starts, blocks, padded
        See `latentaudio.audio.snippets.snippet_starts`.
    levels
        RMS levels after the gain (dB full scale), shape ``[n]``.
    kept
        Whether each snippet is loud enough, shape ``[n]``.
    fingerprint
        What near copies are found by.
    """

    facts: AudioScan
    channel: int | None
    gain: float
    starts: np.ndarray
    blocks: np.ndarray
    padded: np.ndarray
    levels: np.ndarray
    kept: np.ndarray
    fingerprint: Fingerprint


#: What is known about a recording that was read: measurements, or why it cannot be used.
Outcome = Measured | AudioError


def measure_all(
    recordings: Sequence[Recording],
    plan: Plan,
    workers: int = 1,
    digest: Callable[[Path], str] = file_sha256,
) -> list[Outcome]:
    """Measure recordings, several at a time.

    Parameters
    ----------
    recordings
        The recordings.
    plan
        What is read of each.
    workers
        Number of files read at a time.
    digest
        Gives the SHA-256 digest of a file.

    Returns
    -------
    list of Measured or AudioError
        Measurements of each recording, or the error that says why its file cannot be used.
    """

    def measure(recording: Recording) -> Outcome:
        try:
            return _measure(recording, plan, digest)
        except AudioError as error:
            return error

    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(_with_progress(pool.map(measure, recordings), len(recordings)))


def usable(outcomes: Sequence[Outcome]) -> list[Measured]:
    """Return the measurements of recordings.

    Raises
    ------
    DatasetError
        When files cannot be used; each is named with the reason.
    """
    errors = [outcome for outcome in outcomes if isinstance(outcome, AudioError)]
    if errors:
        lines = [f"\n  {error}" for error in errors[:_LISTED]]
        if len(errors) > _LISTED:
            lines.append(f"\n  ... and {len(errors) - _LISTED} more")
        raise DatasetError(
            f"{len(errors)} of {len(outcomes)} recordings cannot be used; repair or remove "
            f"them:{''.join(lines)}"
        )
    return [outcome for outcome in outcomes if isinstance(outcome, Measured)]


def _measure(recording: Recording, plan: Plan, digest: Callable[[Path], str]) -> Measured:
    """Measure one recording; the gain is known at its end only, and then applied to the levels."""
    path, segment, samplerate = recording.path, recording.segment, plan.snippet.samplerate
    where = described(path, segment)
    channel = channel_to_read(path, plan.channels, plan.band, segment)
    planned = plan.starts(expected_samples(path, samplerate, segment), segment)
    in_band = plan.band.filter(samplerate)
    while True:
        starts, blocks, padded = planned
        powers = np.zeros(0)
        prints = Fingerprinter(samplerate)
        loudest = plan.loudest_points() if plan.chosen == "loudest" else None

        def listen(
            stream: Blocks,
            starts: np.ndarray = starts,
            prints: Fingerprinter = prints,
            loudest: LoudestPoints | None = loudest,
        ) -> None:
            nonlocal powers
            stream = watched(stream, prints.add)
            if loudest is not None:
                stream = watched(stream, loudest.add)
            # Each alone, as the network receives it: no filter rings on after what precedes it.
            powers = mean_squares(map(in_band.alone, cut(stream, starts, plan.snippet.samples)))
            for _ in stream:
                pass  # the fingerprint is also of what no snippet holds

        found = scan(
            path,
            samplerate,
            segment=segment,
            band=plan.band,
            channel=channel,
            consume=listen,
            digest=digest,
        )
        # The length may be off by a sample, or by more for an MP3; that rarely changes the plan.
        # Where a recording is loudest is known only now, so that it is then read again.
        planned = plan.starts(
            found.n_samples, segment, None if loudest is None else loudest.positions
        )
        if all(map(np.array_equal, planned, (starts, blocks, padded))):
            break
    check_full_scale(where, found, plan.normalise)
    factor = gain(found, plan.normalise)
    levels = levels_db(powers, factor)
    kept = levels >= plan.silence_db
    if not kept.any():
        raise AudioError(
            f"{where}: all {len(kept)} snippets are silent (the loudest has {levels.max():.1f} "
            f"dB, at least {plan.silence_db:g} dB expected); remove it",
            setting="lower dataset.silence_db",
        )
    return Measured(
        found, channel, factor, starts, blocks, padded, levels, kept, prints.fingerprint()
    )


def _with_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    last = time.monotonic()
    for done, outcome in enumerate(outcomes, start=1):
        if time.monotonic() - last > _PROGRESS_S:
            last = time.monotonic()
            print(f"read {done} of {total} recordings", file=sys.stderr, flush=True)
        yield outcome
