"""Settings of sounds at known distances that cannot be used, and those that are filled in."""

import pytest
from settings import SCHEMA_PATH, defaults

from latentaudio.errors import ConfigError
from latentaudio.workflow.config import DEFAULTS_FOLDER, check_config, read_config
from latentaudio.workflow.inspection import inspect_run
from latentaudio.workflow.own_factors import with_own_factors

OFFICE = {"name": "office", "size_m": [6, 5, 3], "rt60_s": 0.5}
HALL = {"name": "hall", "size_m": [12, 10, 5], "rt60_s": 1.0}
TWO = {"rooms": [OFFICE, HALL], "groups": 2, "distances_m": [1, 3]}


def configured(dataset=None, **section):
    """The defaults with source `distances`, and other changes."""
    config = defaults()
    config["dataset"] |= {"source": "distances", "factors": None, **(dataset or {})}
    config["distances"] |= section
    return with_own_factors(config)


def test_the_defaults_and_listed_rooms_can_be_used():
    check_config(configured(), SCHEMA_PATH)
    check_config(configured(**TWO), SCHEMA_PATH)
    fixed = [{**OFFICE, "microphone_m": [1, 2.5, 1.2]}, HALL]
    check_config(configured(**{**TWO, "rooms": fixed}), SCHEMA_PATH)
    check_config(configured({"normalise": "none"}, level="source_power"), SCHEMA_PATH)


@pytest.mark.parametrize(
    ("dataset", "section", "message"),
    [
        ({}, {"distances_m": [0, 1]}, "distances.distances_m[0]: 0 found, expected more than 0"),
        ({}, {"distances_m": [-2, 1]}, "distances.distances_m[0]: -2 found, expected more than 0"),
        ({}, {"distances_m": [1, 1]}, "distances.distances_m: [1, 1] has non-unique elements"),
        (
            {},
            {"distances_m": [1, 30]},
            "distances.rooms: a distance of 30 m does not fit into room_01 (",
        ),
        ({}, {"distances_m": [1, 30]}, "distances.rooms: 19 more rooms have such problems"),
        (
            {},
            {**TWO, "distances_m": [1, 8]},
            "a distance of 8 m does not fit into office (6 x 5 x 3 m), 0.3 m clear "
            "of its walls (its longest is 7.37 m)",
        ),
        (
            {},
            {**TWO, "rooms": [{**OFFICE, "rt60_s": 0.1}, HALL]},
            "distances.rooms: office: a reverberation time of 0.1 s cannot be reached in a room of "
            "6 x 5 x 3 m, even with fully absorbing walls (at least 0.12 s)",
        ),
        ({}, {"rt60_s": [0.05, 0.5]}, "distances.rooms: room_"),
        (
            {},
            {**TWO, "rooms": [{**OFFICE, "microphone_m": [0.1, 2, 1.2]}, HALL]},
            "distances.rooms: the microphone at (0.1, 2, 1.2) m is 0.10 m from a wall of office (6 "
            "x 5 x 3 m), expected at least 0.3 m",
        ),
        (
            {},
            {**TWO, "rooms": [{**OFFICE, "microphone_m": [7, 2, 1.2]}, HALL]},
            "distances.rooms: the microphone at (7, 2, 1.2) m is outside of office",
        ),
        (
            {},
            {**TWO, "distances_m": [1, 4.5], "rooms": [
                {**OFFICE, "microphone_m": [3, 2.5, 1.5]}, {**HALL, "microphone_m": [6, 5, 2]}]},
            "a distance of 4.5 m does not fit into office (6 x 5 x 3 m) around a microphone at "
            "(3.0, 2.5, 1.5) m",
        ),
        ({}, {**TWO, "rooms": [OFFICE, {**HALL, "wall": 1}]}, "rooms[1].wall: unknown key"),
        ({}, {**TWO, "rooms": [OFFICE, {"size_m": [6, 5, 3]}]}, "rooms[1].rt60_s: missing"),
        ({}, {**TWO, "rooms": [OFFICE, {**HALL, "name": "Office"}]}, "several rooms are named"),
        ({}, {**TWO, "rooms": [OFFICE, {"size_m": [6, 5, 4], "rt60_s": 1}]}, "some rooms have"),
        ({}, {"room": 3}, "distances.room: unknown key; did you mean 'rooms'?"),
        ({}, {"rooms": 8}, "distances.groups: 12 found, but there are 8 rooms"),
        ({}, {"rt60_s": [0.9, 0.3]}, "distances.rt60_s: [0.9, 0.3] found, but ranges ascend"),
        ({}, {"size_m": [[9, 8], 8, 3]}, "distances.size_m (length): [9, 8] found, but ranges asc"),
        ({}, {"samplerate": 8000}, "distances.samplerate: 8000 found, expected at least 16000"),
        ({}, {"seconds": 0.5}, "distances.seconds: 0.5 found, expected at least 0.975"),
        ({"block_s": 1.0}, {}, "dataset.block_s: must be null for sounds at distances"),
        ({"fold_column": "fold"}, {}, "dataset.fold_column: must be null for sounds at distances"),
        ({"reverb": {"enabled": True}}, {}, "dataset.reverb.enabled: must be false for sounds at"),
        ({}, {"level": "source_power"}, "dataset.normalise: 'peak' found, which removes"),
        ({"factors": ["colour", "distance_m"]}, {}, "dataset.factors: 'colour' is not known of"),
        ({"factors": ["source", "drr_db"]}, {}, "dataset.factors: 'drr_db' found, but the"),
        ({"factors": ["distance_m"]}, {}, "without a factor of the dry sounds"),
        ({}, {"dry": "manifest"}, "dataset.manifest: missing, but distances.dry is 'manifest'"),
        ({}, {"dry": "folder"}, "dataset.pattern: missing, but distances.dry is 'folder'"),
        ({}, {"noise_db": "loud"}, "distances.noise_db: 'loud' found, expected number or null"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(dataset, section, message):
    reverb = {**defaults()["dataset"]["reverb"], **dataset.get("reverb", {})}
    with pytest.raises(ConfigError) as caught:
        check_config(configured({**dataset, "reverb": reverb}, **section), SCHEMA_PATH)
    assert message in str(caught.value)


def test_the_example_can_be_checked_before_it_is_rendered(tmp_path, monkeypatch):
    config = read_config(DEFAULTS_FOLDER, [DEFAULTS_FOLDER / "examples" / "distance.yaml"])
    monkeypatch.chdir(tmp_path)
    found = inspect_run(config, workers=1)
    assert found.errors == []
    assert found.planned
    assert len(found.snippets) == 1728
    assert len(set(found.snippets["group"].to_pylist())) == 12
    assert set(found.snippets["distance_m"].to_pylist()) == {0.5, 1.0, 1.5, 2.5, 4.0, 6.0}
    assert list(tmp_path.iterdir()) == []


def test_settings_that_the_schema_will_refuse_stay_as_they_are():
    config = configured()
    broken = {**config, "dataset": {**config["dataset"], "factors": None}, "distances": None}
    assert with_own_factors(broken) == broken
