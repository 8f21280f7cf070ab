"""Sounds at known distances in simulated rooms as a source of recordings."""

import dataclasses

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile
from settings import defaults

from latentaudio.artifacts import ROOM_ACOUSTICS, read_table
from latentaudio.audio.rate import SnippetFormat
from latentaudio.datasets.acoustic_columns import with_acoustics
from latentaudio.datasets.configured import (
    configured_source,
    from_json,
    measuring_settings,
    to_json,
)
from latentaudio.datasets.folds import assign_folds
from latentaudio.datasets.known_distances import (
    ACOUSTIC_COLUMNS,
    group_name,
    group_number,
    room_plan,
)
from latentaudio.datasets.listing import dry_recordings, list_recordings
from latentaudio.datasets.measuring import Plan, measure_all
from latentaudio.datasets.planned import planned_segments
from latentaudio.datasets.recording_columns import recording_columns
from latentaudio.datasets.recordings import tabulate
from latentaudio.datasets.room_plan import DrySound, RoomPlan, deal, drawn_rooms
from latentaudio.datasets.room_sounds import rendered, write_group
from latentaudio.datasets.splits import assign_splits
from latentaudio.errors import ArtifactError, AudioError, ConfigError, DatasetError
from latentaudio.factor_types import Factor, bin_labels
from latentaudio.prediction.heads.recording_values import is_number
from latentaudio.synthesis.factorial import dry_object
from latentaudio.workflow.own_factors import with_own_factors

SNIPPET = SnippetFormat(16_000, 15_600)
#: Two groups of two rooms, with two objects each: 2 x 2 x 4 x 2 sounds.
SMALL = {"distances_m": [1.0, 2.0], "rooms": 4, "groups": 2}
OBJECTS = {"materials": ["wood", "metal"], "actions": ["tapping"], "objects_per_cell": 4}


def source_of(tmp_path, dataset=None, objects=None, seed=20260, **section):
    config = defaults() | {"seed": seed}
    config["dataset"] |= {"source": "distances", "factors": None, **(dataset or {})}
    config["synthetic"] |= OBJECTS | (objects or {})
    config["distances"] |= SMALL | section
    return configured_source(with_own_factors(config), tmp_path, SNIPPET)


def plan_of(source):
    return room_plan(source, dry_recordings(source))


def write(source):
    """Render all files of a source, as the rule does."""
    plan = plan_of(source)
    for group in range(plan.design.groups):
        path = source.root / f"{group_name(group)}.wav"
        write_group(plan, group, path, path.with_suffix(".parquet"))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    source = source_of(tmp_path_factory.mktemp("rooms"))
    write(source)
    return source


# -- The list --------------------------------------------------------------------------------------


def test_every_dry_sound_is_heard_at_all_distances_in_the_rooms_of_its_group(tmp_path):
    source = source_of(tmp_path)
    plan, recordings = plan_of(source), list_recordings(source)
    assert len(recordings) == len({one.recording_id for one in recordings}) == 2 * 2 * 4 * 2
    heard = {}
    for group in range(2):
        assert len(plan.dealt[group]) == 4
        for one in plan.sounds(group):
            heard.setdefault(one.dry.dry_id, set()).add((one.room.room.name, one.distance_m))
    assert {len(places) for places in heard.values()} == {4}
    assert plan.pairs == (16, 32)
    by_id = {one.recording_id: one for one in recordings}
    one = by_id["metal_tapping_001_room_1_1m"] if "metal_tapping_001_room_1_1m" in by_id else (
        by_id["metal_tapping_001_room_2_1m"])  # fmt: skip
    assert one.factors == {"source": "metal tapping", "distance_m": 1.0}
    assert one.path.parent == tmp_path / "dataset/distances"
    assert one.segment.end_s - one.segment.start_s == pytest.approx(0.975)


def test_the_factors_are_source_and_distance_unless_others_are_named(tmp_path):
    distance = Factor("distance_m", "numeric", "m", "log", 2)
    assert source_of(tmp_path).factors == (Factor("source"), distance)
    named = source_of(tmp_path, {"factors": ["material", "distance_m"]})
    assert named.factors == (Factor("material"), distance)
    assert list_recordings(named)[0].factors["material"] == "metal"
    binned = source_of(tmp_path, {"factors": {"source": None, "distance_m": {"bins": 3}}})
    assert binned.factors[1].bins == 3


def test_a_source_survives_json(tmp_path):
    rooms = [
        {"name": "office", "size_m": [6, 5, 3], "rt60_s": 0.5, "microphone_m": [1, 2.5, 1.2]},
        {"name": "hall", "size_m": [12, 10, 5], "rt60_s": 1.0},
    ]
    for section in ({}, {"rooms": rooms}):
        source = source_of(tmp_path, **section)
        assert from_json(to_json(source)) == source
        assert list_recordings(from_json(to_json(source))) == list_recordings(source)


def test_what_has_no_effect_changes_nothing(tmp_path):
    rooms = [{"size_m": [9, 8, 3], "rt60_s": 0.5}, {"size_m": [8, 8, 3], "rt60_s": 0.4}]
    assert source_of(tmp_path, rooms=rooms) == source_of(tmp_path, rooms=rooms, rt60_s=0.3)


def test_names_of_groups_are_read_back():
    assert [group_number(group_name(number)) for number in (0, 8, 98)] == [0, 8, 98]


# -- Groups ----------------------------------------------------------------------------------------


def sounds_of(source):
    """Sounds as arrays: dry sound, room, group, and the classes of the factors."""
    plan = plan_of(source)
    rows = [
        (one.dry.dry_id, one.room.room.name, group, one.dry.labels["source"], one.distance_m)
        for group in range(plan.design.groups)
        for one in plan.sounds(group)
    ]
    dry, rooms, groups, labels, distances = map(np.array, zip(*rows, strict=True))
    bins = bin_labels(source.factors[1], distances)
    return dry, rooms, groups.astype(str), {"source": labels, "distance_m": bins}


def test_nothing_heard_in_training_is_heard_in_a_test(tmp_path):
    source = source_of(
        tmp_path, objects={"objects_per_cell": 12}, rooms=24, groups=12, distances_m=[0.5, 1, 2, 4]
    )
    dry, rooms, groups, labels = sounds_of(source)
    splits = assign_splits(labels, groups, 0.25, 0.2, seed=3)
    folds = assign_folds(labels, groups, {"grouped": 6}, seed=3)["grouped"]
    for name, parts in (("splits", splits), ("folds", folds)):
        assert len(np.unique(parts)) > 2, name
        for part in np.unique(parts):
            inside = parts == part
            assert not set(dry[inside]) & set(dry[~inside])
            assert not set(rooms[inside]) & set(rooms[~inside])
            for values in labels.values():
                assert set(values[inside]) == set(values)
    assert np.mean(splits == "held_out") == pytest.approx(0.25)


def test_sounds_of_one_recording_are_dealt_together_and_kinds_evenly():
    dry = [
        DrySound(f"{kind}{number}", {"source": kind}, f"{kind}{number // 2}")
        for kind in "abc"
        for number in range(16)
    ]
    dealt = deal(dry, 4, seed=1)
    assert sorted(one.dry_id for part in dealt for one in part) == sorted(d.dry_id for d in dry)
    for part in dealt:
        assert [sum(one.labels["source"] == kind for one in part) for kind in "abc"] == [4, 4, 4]
        groups = {one.group for one in part}
        assert all(one.group not in groups for other in dealt if other is not part for one in other)
    assert deal(dry, 4, seed=1) == dealt
    assert deal(dry, 4, seed=2) != dealt


def test_rooms_cover_their_ranges_and_follow_from_the_seed(tmp_path):
    design = source_of(tmp_path, rooms=20).rooms
    rooms = [placed.room for placed in drawn_rooms(design)]
    shares = np.sort([(room.size_m[0] - 7.5) / 4.5 for room in rooms])
    assert (np.floor(shares * 20) == np.arange(20)).all()
    times = np.sort([np.log(room.reverberation_s / 0.25) / np.log(0.9 / 0.25) for room in rooms])
    assert (np.floor(times * 20 + 1e-9) == np.arange(20)).all()
    assert drawn_rooms(design) == drawn_rooms(design)
    assert drawn_rooms(dataclasses.replace(design, seed=1)) != drawn_rooms(design)


# -- Sounds ----------------------------------------------------------------------------------------


def test_each_sound_gives_one_whole_snippet_and_the_plan_knows_it(written):
    recordings = list_recordings(written)
    plan = Plan.of(SNIPPET, **measuring_settings(defaults()))
    _, snippets, summary = tabulate(
        recordings,
        measure_all(recordings, plan, 1),
        factors=written.factors,
        samplerate=16_000,
    )
    assert summary.n_snippets == 32
    assert summary.n_padded == summary.n_silent == summary.n_repeated == 0
    planned = planned_segments(recordings, written.factors, SNIPPET, hop_s=0.975)
    for name in planned.column_names:
        assert planned[name].to_pylist() == snippets[name].to_pylist(), name


def test_the_file_holds_what_the_list_says_and_the_table_its_acoustics(written):
    recordings = {one.recording_id: one for one in list_recordings(written)}
    plan = plan_of(written)
    rooms = {placed.room.name: placed.room for placed in plan.rooms}
    for group in range(2):
        path = written.root / f"{group_name(group)}.parquet"
        rows = read_table(path, ROOM_ACOUSTICS).to_pylist()
        for (samples, row), stored in zip(rendered(plan, group), rows, strict=True):
            assert dataclasses.asdict(row) == pytest.approx(stored, nan_ok=True)
            one = recordings[row.recording_id]
            start, stop = one.segment.span(16_000)
            file, _ = soundfile.read(one.path, start=start, stop=stop, dtype="float32")
            np.testing.assert_allclose(file, samples, atol=2**-23)
            assert np.abs(samples).max() == pytest.approx(1)
            assert one.factors["distance_m"] == row.distance_m
            assert one.group == f"rooms_{row.group:02d}"
            room = rooms[row.room]
            source = (row.source_x_m, row.source_y_m, row.source_z_m)
            microphone = (row.microphone_x_m, row.microphone_y_m, row.microphone_z_m)
            assert np.linalg.norm(np.subtract(source, microphone)) == pytest.approx(row.distance_m)
            for point in (source, microphone):
                room.check_clear("it", point)
            assert row.rt60_s == pytest.approx(room.reverberation_s)
            assert row.measured_rt60_s == pytest.approx(row.rt60_s, rel=0.35)
            assert row.travel_s == pytest.approx(row.distance_m / 343, abs=1 / 16_000)


def test_the_bytes_follow_from_the_seed_alone(tmp_path, written):
    other = source_of(tmp_path / "other", {"block_s": None}, seed=1)
    again = source_of(tmp_path / "again")
    plan = plan_of(again)
    # The second group first, and without the first.
    path = again.root / "rooms_02.wav"
    write_group(plan, 1, path, path.with_suffix(".parquet"))
    for suffix in (".wav", ".parquet"):
        same = (written.root / f"rooms_02{suffix}").read_bytes()
        assert (again.root / f"rooms_02{suffix}").read_bytes() == same
    (first, _), (changed, _) = next(rendered(plan, 1)), next(rendered(plan_of(other), 1))
    assert not np.array_equal(first, changed)


def test_fewer_distances_leave_the_other_sounds_as_they_are(tmp_path, written):
    fewer = plan_of(source_of(tmp_path, distances_m=[2.0], placements=1))
    every = plan_of(source_of(tmp_path, placements=1))
    sounds = {row.recording_id: samples for samples, row in rendered(every, 0)}
    for samples, row in rendered(fewer, 0):
        np.testing.assert_array_equal(samples, sounds[row.recording_id])


def test_a_known_power_keeps_levels_and_noise_has_the_level_that_is_asked_for(tmp_path):
    kept = {"level": "source_power", "source_db": -40.0, "distances_m": [0.5, 1.0, 5.0]}
    dataset = {"normalise": "none"}
    plan = plan_of(source_of(tmp_path, dataset, **kept))
    rows = [row for _, row in rendered(plan, 0)]
    assert {row.source_db for row in rows} == {-40.0}
    assert {row.gain_db for row in rows} == {0.0}
    means = [
        np.mean([row.level_at_microphone_db for row in rows if row.distance_m == d])
        for d in (0.5, 1, 5)
    ]
    # Less than in the open, since the room adds as much everywhere.
    assert means[0] > means[1] > means[2]
    assert means[0] - means[2] < 20
    spread = plan_of(source_of(tmp_path, dataset, **kept, source_spread_db=10.0))
    levels = {row.dry_id: row.source_db for _, row in rendered(spread, 0)}
    assert len(set(levels.values())) == len(levels)
    assert all(-45 <= level <= -35 for level in levels.values())
    with pytest.raises(ConfigError, match=r"source_db: -5 found, but .* would clip by .* dB"):
        list(rendered(plan_of(source_of(tmp_path, dataset, **{**kept, "source_db": -5.0})), 0))
    noisy = plan_of(source_of(tmp_path, dataset, **kept, noise_db=-10.0))
    for (quiet, _), (loud, _) in zip(rendered(plan, 0), rendered(noisy, 0), strict=True):
        noise = np.sqrt(np.mean((loud - quiet) ** 2))
        assert 20 * np.log10(noise) == pytest.approx(-50, abs=0.3)


def test_a_dry_object_is_the_built_in_one_before_its_room(tmp_path):
    dry = dry_object("wood", "tapping", 3, seconds=0.975, samplerate=16_000, seed=5)
    assert dry.shape == (15_600,)
    again = dry_object("wood", "tapping", 3, seconds=0.975, samplerate=16_000, seed=5)
    np.testing.assert_array_equal(dry, again)
    with pytest.raises(ConfigError, match="'wod' found, expected one of wood"):
        dry_object("wod", "tapping", 3, seconds=0.975, samplerate=16_000, seed=5)


def test_recordings_have_the_acoustics_of_their_sounds(written):
    recordings = list_recordings(written)
    plan = Plan.of(SNIPPET, **measuring_settings(defaults()))
    table, *_ = tabulate(
        recordings,
        measure_all(recordings, plan, 1),
        factors=written.factors,
        samplerate=SNIPPET.samplerate,
    )
    # In another order than that of the files.
    files = [written.root / f"rooms_{number:02d}.parquet" for number in (2, 1)]
    both = with_acoustics(table, files)
    assert both.column_names == [*table.column_names, *ACOUSTIC_COLUMNS]
    assert both.select(table.column_names).equals(table)
    factors = {one.name: one.type for one in written.factors}
    expected = recording_columns({"dataset": {"source": "distances", "factors": factors}})
    assert expected == {one.name: is_number(one.type) for one in both.schema}
    known = {
        row["recording_id"]: row
        for path in files
        for row in read_table(path, ROOM_ACOUSTICS).to_pylist()
    }
    for row in both.to_pylist():
        truth = known[row["recording_id"]]
        for name in ("distance_m", *ACOUSTIC_COLUMNS):
            assert row[name] == pytest.approx(truth[name], nan_ok=True), name
        # A built-in object is a recording of its own.
        assert row["dry_group"] == row["dry_id"]
        assert row["recording_id"].startswith(f"{row['dry_id']}_{row['room']}_")
    with pytest.raises(ArtifactError, match=r"no acoustics of 16 recordings, such as"):
        with_acoustics(table, files[:1])


# -- A user's recordings ---------------------------------------------------------------------------


@pytest.fixture
def clips(tmp_path):
    """Two classes of four clips, of any length, rate and number of channels."""
    rng = np.random.default_rng(0)
    (tmp_path / "clips").mkdir()
    for kind, rate in (("bell", 44_100), ("drum", 16_000)):
        for take in range(4):
            samples = 0.1 * rng.standard_normal((rate * (take + 1) // 2, 2))
            samples[len(samples) // 2] = 0.9
            soundfile.write(tmp_path / "clips" / f"{kind}_{take}.wav", samples, rate)
    return {
        "root": str(tmp_path / "clips"),
        "pattern": r"(?P<source>[a-z]+)_(?P<group>\d)\.wav",
    }


def test_recordings_of_a_folder_are_heard_in_rooms(tmp_path, clips):
    source = source_of(tmp_path, clips, dry="folder")
    recordings = list_recordings(source)
    assert len(recordings) == 8 * 2 * 2
    assert {one.factors["source"] for one in recordings} == {"bell", "drum"}
    plan = plan_of(source)
    # Clips of one group are dealt together.
    for part in plan.dealt:
        takes = {one.group for one in part}
        assert len(part) == 2 * len(takes)
    samples, row = next(rendered(plan, 0))
    assert samples.shape == (15_600,)
    assert from_json(to_json(source)) == source
    # The loudest point is in the middle of what is heard, or of the whole clip if that is short.
    assert abs(int(np.abs(samples).argmax()) - 7_800) < 400
    assert row.dry_group in {"0", "1", "2", "3"}
    assert row.dry_id in {one.dry_id for one in plan.dealt[0]}


def test_recordings_of_a_manifest_are_heard_in_rooms(tmp_path, clips):
    rows = [f"clips/{kind}_{take}.wav,{kind}\n" for kind in ("bell", "drum") for take in range(4)]
    (tmp_path / "dry.csv").write_text("path,source\n" + "".join(rows))
    source = source_of(tmp_path, {"manifest": str(tmp_path / "dry.csv")}, dry="manifest")
    assert len(list_recordings(source)) == 8 * 2 * 2
    (tmp_path / "dry.csv").write_text("path,source\n" + "".join([*rows, "clips/no.wav,bell\n"]))
    with pytest.raises(DatasetError, match=r"no\.wav"):
        list_recordings(source)


def test_dry_recordings_that_cannot_be_used_are_named(tmp_path, clips):
    source = source_of(tmp_path, clips, dry="folder")
    soundfile.write(tmp_path / "clips/bell_0.wav", np.zeros(16_000), 16_000)
    with pytest.raises(AudioError, match=r"bell_0\.wav: silent throughout"):
        for group in range(2):
            list(rendered(plan_of(source), group))
    (tmp_path / "clips/bell_0.wav").write_text("text")
    with pytest.raises(AudioError, match=r"bell_0\.wav: cannot be read"):
        for group in range(2):
            list(rendered(plan_of(source), group))
    (tmp_path / "clips/odd.wav").write_text("text")
    with pytest.raises(DatasetError, match=r"odd\.wav"):
        list_recordings(source)


# -- Bad input -------------------------------------------------------------------------------------


def test_a_source_without_rooms_or_with_other_factors_is_refused(tmp_path):
    source = source_of(tmp_path)
    with pytest.raises(ConfigError, match="no design"):
        list_recordings(dataclasses.replace(source, rooms=None))
    unknown = dataclasses.replace(source, factors=(Factor("materials"),))
    with pytest.raises(ConfigError, match=r"'materials' is not known .* mean 'material'"):
        list_recordings(unknown)
    alone = dataclasses.replace(source, factors=source.factors[1:])
    with pytest.raises(ConfigError, match="without a factor of the dry sounds"):
        list_recordings(alone)


def test_nothing_is_left_of_a_rendering_that_failed(tmp_path):
    source = source_of(tmp_path)
    design = dataclasses.replace(source.rooms, distances_m=(1.0, 40.0))
    plan = RoomPlan(design, plan_of(source).dry[:2])
    path = tmp_path / "rooms_01.wav"
    with pytest.raises(ConfigError, match="40 m does not fit into room_1"):
        write_group(plan, 0, path, path.with_suffix(".parquet"))
    assert not list(tmp_path.glob("*rooms_01*"))


def test_the_table_is_one_of_parquet(written):
    names = pq.read_schema(written.root / "rooms_01.parquet").names
    assert names[:6] == ["recording_id", "dry_id", "dry_group", "room", "group", "distance_m"]
