"""Recordings that cannot be used, and are left out where a data set says so."""

from collections.abc import Sequence
from typing import Literal

from latentaudio.audio.segment import described
from latentaudio.datasets.measuring import Measured, Outcome, usable
from latentaudio.datasets.source import Recording
from latentaudio.errors import AudioError

#: What to do about recordings that cannot be used.
Unreadable = Literal["error", "skip"]

#: Why a copy is left out that could be used.
WITHOUT_ORIGINAL = "a copy of a recording that is left out"


def leave_out(
    recordings: Sequence[Recording], outcomes: Sequence[Outcome]
) -> tuple[list[Recording], list[Measured], list[tuple[str, str]]]:
    """Leave out recordings that cannot be decoded, are silent or damaged, and their copies.

    Parameters
    ----------
    recordings
        Recordings.
    outcomes
        What is known about each; see `latentaudio.datasets.measuring.measure_all`.

    Returns
    -------
    recordings : list of Recording
        Those that can be used, in the same order.
    measured : list of Measured
        Their measurements.
    left_out : list of tuple
        Relative path and reason of each of the others.

    Raises
    ------
    DatasetError
        When none can be used; each is named with the reason.
    """
    unusable = {
        one.recording_id: _reason(one, outcome)
        for one, outcome in zip(recordings, outcomes, strict=True)
        if isinstance(outcome, AudioError)
    }
    if len(unusable) == len(recordings):
        usable(outcomes)
    reasons = {
        one.recording_id: WITHOUT_ORIGINAL for one in recordings if one.augmentation_of in unusable
    } | unusable
    kept = [
        (one, outcome)
        for one, outcome in zip(recordings, outcomes, strict=True)
        if one.recording_id not in reasons
    ]
    return (
        [one for one, _ in kept],
        usable([outcome for _, outcome in kept]),
        [
            (_name(one), reasons[one.recording_id])
            for one in recordings
            if one.recording_id in reasons
        ],
    )


def _name(recording: Recording) -> str:
    """Name a recording as tables of what is passed over do."""
    times = "" if recording.segment is None else f", {recording.segment}"
    return recording.relative_path + times


def _reason(recording: Recording, error: AudioError) -> str:
    """Take the reason from an error, which begins with the whole path."""
    text = str(error)
    for where in (described(recording.path, recording.segment), str(recording.path)):
        text = text.removeprefix(f"{where}: ")
    return text
