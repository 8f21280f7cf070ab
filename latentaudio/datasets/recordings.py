"""The two tables of a data set: one row per recording and one row per snippet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from latentaudio import artifacts
from latentaudio.audio.level_meter import decibels
from latentaudio.audio.levels import is_large
from latentaudio.datasets.checks import check_ungrouped
from latentaudio.datasets.duplicates import Duplicates, settle_duplicates
from latentaudio.datasets.fold_table import FOLD
from latentaudio.datasets.given_folds import fold_numbers
from latentaudio.datasets.left_out import Unreadable, leave_out
from latentaudio.datasets.measuring import Measured, Plan, measure_all, usable
from latentaudio.datasets.near_copies import NearCopy, near_copies
from latentaudio.datasets.segments import TIMES
from latentaudio.datasets.snippet_ids import snippet_ids
from latentaudio.datasets.source import Recording
from latentaudio.factor_types import Factor


@dataclass(frozen=True)
class Summary:
    """Counts of a data set.

    Attributes
    ----------
    n_recordings
        Number of recordings, copies included.
    n_snippets
        Number of snippets kept.
    n_silent
        Number of snippets dropped because they are silent.
    n_padded
        Number of snippets kept that are padded, because their recording is too short.
    n_amplified
        Number of recordings with a gain above 40 dB.
    duration_s
        Duration of all recordings together (s).
    near_copies
        Pairs of recordings in different groups that may be copies of each other; none of rendered
        sounds, whose parameters tell how alike they are.
    n_repeated
        Number of recordings with the samples of an earlier one.
    left_out
        Path and reason of each recording that cannot be used.
    """

    n_recordings: int
    n_snippets: int
    n_silent: int
    n_padded: int
    n_amplified: int
    duration_s: float
    near_copies: list[NearCopy]
    n_repeated: int
    left_out: list[tuple[str, str]] = field(default_factory=list)


def build_tables(
    recordings: Sequence[Recording],
    plan: Plan,
    *,
    factors: Sequence[Factor],
    duplicates: Duplicates | None = "error",
    unreadable: Unreadable = "error",
    workers: int = 1,
) -> tuple[pa.Table, pa.Table, Summary]:
    """Read all recordings and make the two tables.

    Parameters
    ----------
    recordings, factors, duplicates
        See `tabulate`.
    plan
        What is read of each recording.
    unreadable
        Whether recordings that cannot be used are an error, or are left out and listed.
    workers
        Number of files read at a time.

    Returns
    -------
    recordings, snippets : pyarrow.Table
    summary : Summary
        See `tabulate`.

    Raises
    ------
    ConfigError
        When blocks would split groups.
    DatasetError
        When files cannot be used, each named with the reason; or when one sound is listed several
        times in ways that contradict each other.
    """
    if plan.block is not None:
        check_ungrouped(recordings)
    outcomes = measure_all(recordings, plan, workers)
    if unreadable == "skip":
        recordings, measured, left_out = leave_out(recordings, outcomes)
    else:
        measured, left_out = usable(outcomes), []
    table, snippets, summary = tabulate(
        recordings,
        measured,
        factors=factors,
        samplerate=plan.snippet.samplerate,
        blocks_are_groups=plan.block is not None,
        duplicates=duplicates,
    )
    return table, snippets, replace(summary, left_out=left_out)


def tabulate(
    recordings: Sequence[Recording],
    measured: Sequence[Measured],
    *,
    factors: Sequence[Factor],
    samplerate: int,
    blocks_are_groups: bool = False,
    duplicates: Duplicates | None = "error",
    rendered: bool = False,
) -> tuple[pa.Table, pa.Table, Summary]:
    """Join what is known about recordings with what was measured.

    Parameters
    ----------
    recordings
        Recordings, in the order that the tables will have.
    measured
        Measurements of each recording.
    factors
        The factors, in the order of the columns.
    samplerate
        Sample rate of the snippets (Hz).
    blocks_are_groups
        Whether the blocks of a recording are groups of their own.
    duplicates
        What to do about one sound in different groups; see
        `latentaudio.datasets.duplicates.settle_duplicates`. None: nothing, because nothing is
        decoded.
    rendered
        Whether sounds were rendered from their labels, so that equal or similar ones are meant.

    Returns
    -------
    recordings : pyarrow.Table
        ``recording_id, path, start_s, end_s`` (of segments, if there are any; null for whole
        files), ``sha256`` (of the file), ``sound_sha256, samplerate, channels, channel_read`` (from
        1; null for the mean over channels), ``duration_s, file_format, rms_db, noise_floor_db``
        (levels before the gain, dB full scale), ``group``, the factors, ``fold`` (from 1, if the
        data set comes with folds), ``augmentation_of, gain, n_snippets, n_silent, n_padded``.
    snippets : pyarrow.Table
        ``snippet_id, recording_id, start_s`` (in the file), ``group``, the factors, ``fold`` (as
        above), ``padded, level_db``. The number in ``snippet_id`` counts all planned snippets,
        including dropped ones, so that a snippet keeps its id when the least level changes.
    summary : Summary
        Counts of the data set.

    Raises
    ------
    DatasetError
        When one sound is listed several times in ways that contradict each other.
    """
    digests = [m.facts.sound_sha256 for m in measured]
    if duplicates is not None:
        recordings = settle_duplicates(recordings, digests, duplicates, rendered=rendered)
    summary = Summary(
        n_recordings=len(measured),
        n_snippets=sum(int(m.kept.sum()) for m in measured),
        n_silent=sum(int((~m.kept).sum()) for m in measured),
        n_padded=sum(int(m.padded[m.kept].sum()) for m in measured),
        n_amplified=int(is_large(np.array([m.gain for m in measured])).sum()),
        duration_s=sum(m.facts.duration_s for m in measured),
        near_copies=[]
        if rendered
        else near_copies(
            [one.recording_id for one in recordings],
            [one.group for one in recordings],
            [m.fingerprint for m in measured],
        ),
        n_repeated=len(digests) - len(set(digests)),
    )
    return (
        _recordings_table(recordings, measured, factors),
        _snippets_table(
            recordings,
            measured,
            factors,
            samplerate,
            blocks_are_groups=blocks_are_groups,
        ),
        summary,
    )


def write_tables(
    recordings: pa.Table, snippets: pa.Table, recordings_path: str | Path, snippets_path: str | Path
) -> None:
    """Write both tables."""
    artifacts.write_table(recordings, recordings_path, artifacts.RECORDINGS)
    artifacts.write_table(snippets, snippets_path, artifacts.SNIPPETS)


def _recordings_table(
    recordings: Sequence[Recording], measured: Sequence[Measured], factors: Sequence[Factor]
) -> pa.Table:
    def column(values: list, kind: pa.DataType) -> pa.Array:
        return pa.array(values, kind)

    facts = [m.facts for m in measured]
    return pa.table(
        {
            "recording_id": column([r.recording_id for r in recordings], pa.string()),
            "path": column([r.relative_path for r in recordings], pa.string()),
            **_times_columns(recordings),
            "sha256": column([f.sha256 for f in facts], pa.string()),
            "sound_sha256": column([f.sound_sha256 for f in facts], pa.string()),
            "samplerate": column([f.samplerate for f in facts], pa.int32()),
            "channels": column([f.channels for f in facts], pa.int32()),
            "channel_read": column([m.channel for m in measured], pa.int16()),
            "duration_s": column([f.duration_s for f in facts], pa.float64()),
            "file_format": column([f.format for f in facts], pa.string()),
            "rms_db": column([decibels(f.rms**2) for f in facts], pa.float64()),
            "noise_floor_db": column([f.noise_floor_db for f in facts], pa.float64()),
            "group": column([r.group for r in recordings], pa.string()),
            **_known_columns(recordings, factors),
            "augmentation_of": column([r.augmentation_of for r in recordings], pa.string()),
            "gain": column([m.gain for m in measured], pa.float64()),
            "n_snippets": column([int(m.kept.sum()) for m in measured], pa.int32()),
            "n_silent": column([int((~m.kept).sum()) for m in measured], pa.int32()),
            "n_padded": column([int(m.padded[m.kept].sum()) for m in measured], pa.int32()),
        }
    )


def _snippets_table(
    recordings: Sequence[Recording],
    measured: Sequence[Measured],
    factors: Sequence[Factor],
    samplerate: int,
    *,
    blocks_are_groups: bool,
) -> pa.Table:
    counts = np.array([m.kept.sum() for m in measured], dtype=np.int64)
    rows = pa.array(np.repeat(np.arange(len(measured)), counts))

    def repeated(values: list[str]) -> pa.Array:
        return pa.array(values, pa.string()).take(rows)

    ids = [
        name
        for recording, own in zip(recordings, measured, strict=True)
        for name in snippet_ids(recording.recording_id, own.kept)
    ]
    groups = repeated([r.group for r in recordings])
    if blocks_are_groups:
        blocks = np.concatenate([m.blocks[m.kept] for m in measured])
        suffixes = pa.array([f"/block_{block:03d}" for block in blocks], pa.string())
        groups = pc.binary_join_element_wise(groups, suffixes, "")
    starts = np.concatenate(
        [
            m.starts[m.kept] + (0 if r.segment is None else r.segment.span(samplerate)[0])
            for r, m in zip(recordings, measured, strict=True)
        ]
    )
    return pa.table(
        {
            "snippet_id": pa.array(ids, pa.string()),
            "recording_id": repeated([r.recording_id for r in recordings]),
            "start_s": pa.array(starts / samplerate, pa.float64()),
            "group": groups,
            **{
                name: values.take(rows)
                for name, values in _known_columns(recordings, factors).items()
            },
            "padded": pa.array(np.concatenate([m.padded[m.kept] for m in measured])),
            "level_db": pa.array(
                np.concatenate([m.levels[m.kept] for m in measured]).astype(np.float32)
            ),
        }
    )


def _times_columns(recordings: Sequence[Recording]) -> dict[str, pa.Array]:
    """Make columns of the times of segments, if there are any; null for whole files."""
    segments = [recording.segment for recording in recordings]
    if not any(segments):
        return {}
    return {
        name: pa.array([segment and getattr(segment, name) for segment in segments], pa.float64())
        for name in TIMES
    }


def _known_columns(
    recordings: Sequence[Recording], factors: Sequence[Factor]
) -> dict[str, pa.Array]:
    """Make a column of labels (text) or values (float64) for each factor, and one of folds."""
    columns = {
        factor.name: pa.array(
            [recording.factors[factor.name] for recording in recordings],
            pa.float64() if factor.is_numeric else pa.string(),
        )
        for factor in factors
    }
    folds = [recording.fold for recording in recordings if recording.fold is not None]
    if folds:
        numbers = fold_numbers(folds)
        columns[FOLD] = pa.array([numbers[name] for name in folds], pa.int16())
    return columns
