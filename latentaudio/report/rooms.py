"""The section on rooms: what sounds at known distances have of the rooms that they are heard in."""

import numpy as np
import pandas as pd

from latentaudio.datasets.known_distances import DISTANCE
from latentaudio.figures.registry import FIGURES
from latentaudio.figures.rooms import responses_of
from latentaudio.findings.lookup import records
from latentaudio.findings.run import Run
from latentaudio.report.blocks import Block, Details, Paragraph, Table, Text, picture
from latentaudio.report.numbers import count, number, plural
from latentaudio.report.section import Section


def write(run: Run) -> list[Block]:
    """Describe the rooms of the run, and what their reverberation tells of distances."""
    sounds = run.recordings
    return [
        Paragraph(_design(sounds)),
        Paragraph(_bound(sounds)),
        _by_distance(sounds),
        Details("Every room", (_rooms(sounds),)),
        *picture(run.figures, "rooms"),
    ]


def _design(sounds: pd.DataFrame) -> Text:
    rooms = sounds.groupby("room")["rt60_s"].first()
    distances = sorted(sounds[DISTANCE].unique())
    return (
        f"{plural(sounds['dry_id'].nunique(), 'dry sound')} from "
        f"{plural(sounds['dry_group'].nunique(), 'recording')} were heard in "
        f"{plural(len(rooms), 'simulated room')}, with reverberation times from "
        f"{number(rooms.min())} to {number(rooms.max())} s, at "
        f"{plural(len(distances), 'distance')} from {distances[0]:g} to {distances[-1]:g} m. "
        f"Rooms and recordings were dealt into {plural(sounds['group'].nunique(), 'group')}, and "
        "each recording is heard in the rooms of its group only, so that whatever holds out "
        "whole groups holds out recordings and rooms."
    )


def _bound(sounds: pd.DataFrame) -> Text:
    by_distance = sounds.groupby(DISTANCE)["drr_db"].mean()
    shares = [_explained(sounds, name) for name in ("drr_db", "level_at_microphone_db")]
    return (
        "The energy of the direct sound relative to that of all reflections (direct-to-reverberant "
        f"ratio) has a mean of {number(by_distance.iloc[0], 1)} dB at {by_distance.index[0]:g} m "
        f"and of {number(by_distance.iloc[-1], 1)} dB at {by_distance.index[-1]:g} m. A straight "
        f"line through these ratios explains {number(shares[0])} of the variance of log-distance "
        "(R² of all sounds, none held out), which is about as much as can be known of a sound "
        f"without its level. A line through the levels at the microphone explains "
        f"{number(shares[1])}, as far as they are kept (distances.level)."
    )


def _explained(sounds: pd.DataFrame, column: str) -> float:
    """Compute the share of the variance of log-distance that a line explains; NaN if none can."""
    values, distances = sounds[column], np.log(sounds[DISTANCE])
    if values.nunique() < 2 or distances.nunique() < 2:
        return np.nan
    return float(np.corrcoef(values, distances)[0, 1] ** 2)


def _by_distance(sounds: pd.DataFrame) -> Table:
    responses = responses_of(sounds)
    counts = sounds[DISTANCE].value_counts()
    rows: list[list[Text]] = []
    for distance, own in responses.groupby(DISTANCE):
        low, high = own["drr_db"].quantile([0.05, 0.95])
        levels = sounds.loc[sounds[DISTANCE] == distance, "level_at_microphone_db"]
        rows.append(
            [
                f"{distance:g} m",
                count(counts[distance]),
                count(len(own)),
                number(own["drr_db"].mean(), 1),
                f"{number(low, 1)} to {number(high, 1)}",
                number(own["measured_rt60_s"].mean()),
                number(levels.mean(), 1),
            ]
        )
    return Table(
        "Direct-to-reverberant ratio (DRR) and measured reverberation time (RT60) of the responses "
        "at each distance, and mean level of the sounds before they were normalised (dB full "
        "scale).",
        [
            "distance",
            "sounds",
            "responses",
            "mean DRR (dB)",
            "5th to 95th percentile",
            "mean RT60 (s)",
            "level (dB)",
        ],
        rows,
        source="dataset/recordings.parquet",
    )


def _rooms(sounds: pd.DataFrame) -> Table:
    rows: list[list[Text]] = []
    for room, own in responses_of(sounds).groupby("room"):
        first = records(own)[0]
        size = [f"{first[side]:.1f}" for side in ("length_m", "width_m", "height_m")]
        rows.append(
            [
                str(room),
                str(first["group"]),
                " × ".join(size),
                number(first["rt60_s"]),
                number(own["measured_rt60_s"].median()),
                number(first["critical_distance_m"]),
                count((sounds["room"] == room).sum()),
            ]
        )
    return Table(
        "The rooms: reverberation time as asked for, and median of what was measured in its "
        "responses; distance at which theory has direct and reverberant energy equal.",
        [
            "room",
            "group",
            "size (m)",
            "RT60 (s)",
            "measured RT60 (s)",
            "critical distance (m)",
            "sounds",
        ],
        rows,
        words=3,
        source="dataset/recordings.parquet",
    )


SECTION = Section(
    "rooms",
    "The rooms",
    order=22,
    write=write,
    study=None,
    needs=("dataset/recordings.parquet",),
    is_in=FIGURES["rooms"].is_in,
)
