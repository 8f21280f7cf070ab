"""The section on rooms: which rooms, which distances, and what reverberation tells of them."""

import re
from dataclasses import replace

import made_up_run
import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup
from places import REPOSITORY

from latentaudio.report import rooms
from latentaudio.report.blocks import Details, Paragraph, Picture, Table
from latentaudio.report.sections import sections_of
from latentaudio.workflow.studies import switched_off

DISTANCES = (0.5, 1.0, 2.0)


def recordings(distances=DISTANCES):
    """Four dry sounds of two recordings in two rooms each; levels do not know the distance."""
    rows = [
        {
            "recording_id": f"{dry}_{room}_{distance}",
            "group": f"rooms_0{group + 1}",
            "distance_m": distance,
            "room": f"room_{2 * group + room}",
            "dry_id": f"dry_{dry}",
            "dry_group": f"take_{dry // 2}",
            "drr_db": 3 - 6 * np.log2(distance),
            "rt60_s": 0.3 + 0.2 * room,
            "measured_rt60_s": 0.35 + 0.2 * room,
            "level_at_microphone_db": -40.0 + dry,
            "length_m": 8.0,
            "width_m": 7.55,
            "height_m": 3.0,
            "critical_distance_m": 0.8,
        }
        for group in range(2)
        for room in range(2)
        for distance in distances
        for dry in (2 * group, 2 * group + 1)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def in_rooms(run):
    return replace(run, recordings=recordings(), figures={"rooms": b"png"})


def text_of(blocks):
    texts = [Markup(block.text).striptags() for block in blocks if isinstance(block, Paragraph)]
    return re.sub(r"\s+", " ", " ".join(texts))


def test_rooms_distances_and_groups_are_told(in_rooms):
    text = text_of(rooms.write(in_rooms))
    assert "4 dry sounds from 2 recordings were heard in 4 simulated rooms" in text
    assert "reverberation times from 0.30 to 0.50 s, at 3 distances from 0.5 to 2 m" in text
    assert "dealt into 2 groups" in text


def test_what_reverberation_and_levels_tell_of_the_distance(in_rooms):
    text = text_of(rooms.write(in_rooms))
    assert "has a mean of 9.0 dB at 0.5 m and of −3.0 dB at 2 m" in text
    # A straight line by construction, and levels that are the same at all distances.
    assert "explains 1.00 of the variance of log-distance" in text
    assert "the levels at the microphone explains 0.00" in text


def test_each_distance_and_each_room_has_a_row(in_rooms):
    blocks = rooms.write(in_rooms)
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert [list(map(str, row)) for row in table.rows] == [
        ["0.5 m", "8", "4", "9.0", "9.0 to 9.0", "0.45", "−38.5"],
        ["1 m", "8", "4", "3.0", "3.0 to 3.0", "0.45", "−38.5"],
        ["2 m", "8", "4", "−3.0", "−3.0 to −3.0", "0.45", "−38.5"],
    ]
    (details,) = [one for one in blocks if isinstance(one, Details)]
    (every,) = details.blocks
    assert [list(map(str, row)) for row in every.rows][:2] == [
        ["room_0", "rooms_01", "8.0 × 7.5 × 3.0", "0.30", "0.35", "0.80", "6"],
        ["room_1", "rooms_01", "8.0 × 7.5 × 3.0", "0.50", "0.55", "0.80", "6"],
    ]
    assert sum(isinstance(one, Picture) for one in blocks) == 1


def test_one_distance_has_no_share(in_rooms):
    alone = replace(in_rooms, recordings=recordings((1.0,)))
    assert "explains – of the variance" in text_of(rooms.write(alone))


@pytest.mark.parametrize("studies", [["layers"], ["prediction"], ["known_factors"]])
def test_the_section_is_there_for_sounds_at_distances_only(run, studies):
    for source, shown in (("distances", True), ("folder", False)):
        dataset = {**run.config["dataset"], "source": source}
        config = {**run.config, "studies": studies, "dataset": dataset}
        names = [one.name for one in sections_of(config)]
        assert ("rooms" in names) == shown
        if shown:
            assert names.index("rooms") == names.index("data") + 1


@pytest.mark.parametrize(("source", "shown"), [("distances", True), ("folder", False)])
def test_the_figure_is_read_of_sounds_at_distances_only(tmp_path, source, shown):
    plan = made_up_run.MadeUp(decoded=False, flow_layers=())
    made_up_run.write_run(tmp_path, plan)
    made_up_run._write_figure(tmp_path / "figures" / "rooms.png")
    config = made_up_run.config(plan.factors) | {"studies": ["explorer"]}
    config["dataset"] = {**config["dataset"], "source": source}
    read = made_up_run.read(tmp_path, plan, switched_off(config), REPOSITORY / "requirements.lock")
    assert ("rooms" in read.figures) == shown
